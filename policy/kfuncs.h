// SPDX-License-Identifier: Apache-2.0
// What the kernel's own functions for BPF programs (kfuncs) can do: an allow-list
// by name, up to Linux 7.2, for functions of vmlinux. Modules bring kfuncs of
// their own: a name says nothing about those. What isn't here is unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace watchbpf::policy {

struct Kfunc {
	std::string_view name;
	std::uint32_t effects; // WB_DOES_… and WB_WRITES_… of bpf/effects.h
};

// All rows, sorted by name.
std::span<const Kfunc> kfuncs();

// Nothing for a name without a row.
std::optional<std::uint32_t> effects_of_kfunc(std::string_view name);

} // namespace watchbpf::policy
