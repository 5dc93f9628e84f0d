// SPDX-License-Identifier: Apache-2.0
// Which well-known programs do what their caller says, by their file's name.
#pragma once

#include <span>
#include <string_view>

namespace watchbpf::policy {

// What kind of program makes a file of this name everybody: "a shell", "an
// interpreter" ...; empty: none that is known. Versions count as the same
// program: python3.11, lua5.4, php8.2.
std::string_view kind_of_everybody(std::string_view name);

// Names of the above without versions, and folders, to look for copies.
std::span<const std::string_view> names_of_everybody();
std::span<const std::string_view> folders_of_programs();

// Whether it loads BPF programs that its caller chose: bpftool, tc, bpftrace ...
bool is_generic_loader(std::string_view name);

} // namespace watchbpf::policy
