// SPDX-License-Identifier: Apache-2.0
// Names for the numbers of bpf/abi.h, bpf/vocabulary.h, bpf/helpers.h and
// bpf/effects.h, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/abi.h"

namespace watchbpf::policy {

// "load" for PROG_LOAD ...; "command 4711" for a number without a row.
std::string command_word(std::uint32_t command);
// "prog_load" ...: the kernel's name in lower case; "unknown" without a row.
std::string_view command_kernel_name(std::uint32_t command);
// By the word or the kernel's name in any case, "BPF_" before it or not.
std::optional<std::uint32_t> command_number(std::string_view name);
// All words, in the kernel's order.
const std::vector<std::string_view> &command_words();

// "xdp" ...; "type 77" for a number without a row.
std::string program_type_name(std::uint32_t type);
std::optional<std::uint32_t> program_type_number(std::string_view name);
// All names, guard types included, in the kernel's order.
const std::vector<std::string_view> &program_type_names();
// What somebody who writes `name` means: the kernel's spelling, a word of another
// tool ("tc", "fentry"), or a slip.
std::optional<std::string> program_type_meant(std::string_view name);
bool program_type_is_guard(std::uint32_t type);

// "cgroup_inet_ingress" ...; "attach type 77" for a number without a row.
std::string attach_type_name(std::uint32_t type);
std::optional<std::uint32_t> attach_type_number(std::string_view name);
const std::vector<std::string_view> &attach_type_names();
bool attach_type_is_guard(std::uint32_t type);

// "hash" ...; "map type 77" for a number without a row.
std::string map_type_name(std::uint32_t type);
std::optional<std::uint32_t> map_type_number(std::string_view name);
const std::vector<std::string_view> &map_type_names();

// "probe_read_kernel" ...; "helper 4711" for a number without a row.
std::string helper_name(std::uint32_t helper);
// With or without "bpf_" before it.
std::optional<std::uint32_t> helper_number(std::string_view name);
// All names, in the kernel's order.
const std::vector<std::string_view> &helper_names();
// A mask of WB_DOES_… and WB_WRITES_…; nothing for a number without a row.
std::optional<std::uint32_t> effects_of_helper(std::uint32_t helper);

// "read_kernel" for WB_EFFECT_READ_KERNEL ...; "effect 99" for a bit without a row.
std::string effect_word(std::uint32_t bit);
// WB_EFFECT_…: the bit's number, not its mask.
std::optional<std::uint32_t> effect_bit(std::string_view word);
const std::vector<std::string_view> &effect_words();
// "read_kernel, signal", in the table's order; "none" for an empty set.
std::string effects_text(std::uint32_t effects);

// A phrase for people: "program type not allowed".
std::string_view reason_text(std::uint8_t reason);
// A word for programs: "program-type".
std::string_view reason_code(std::uint8_t reason);
const std::vector<std::string_view> &reason_codes();
// "tools.alice.programs.types", "default", "built-in"; `tool` may be empty.
std::string rule_text(std::uint8_t rule, std::string_view tool);

// The name in `known` closest to `word`, if it is close enough to be meant.
std::optional<std::string> closest(std::string_view word, const std::vector<std::string_view> &known);

} // namespace watchbpf::policy
