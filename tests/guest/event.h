// SPDX-License-Identifier: Apache-2.0
// One JSON line of `watchbpf --output json`, as far as the tests look at it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace watchbpf::guest {

constexpr std::int64_t kNoCommand = -1;

struct Event {
	std::uint64_t number = 0;
	std::string process, pod;
	std::int64_t pid = 0, tid = 0, uid = 0, parent = 0;
	std::string op, hook, type, name, path, digest;
	std::int64_t command_number = kNoCommand;
	std::string verdict, action, reason, rule, tool, mode;
	std::set<std::string> effects; // of a program, once it is verified
	std::string effect;            // that was refused
	std::string owner, map;        // of the object; a program's map that was refused

	bool denied() const { return verdict == "deny"; }
	bool is_exec() const { return hook == "exec"; }
};

struct Losses {
	std::uint64_t decisions = 0, execs = 0;
};

// What a test failure shows.
std::ostream &operator<<(std::ostream &out, const Event &event);

struct Log {
	std::vector<Event> events;
	Losses lost; // the last that was told: it counts from the start
};

// Throws on a line that is no event.
Log parse_log(std::string_view json_lines);

using Predicate = std::function<bool(const Event &)>;
// A refusal to this process.
Predicate denied_to(std::int64_t pid);
std::vector<Event> select(const std::vector<Event> &events, const Predicate &predicate);
std::optional<Event> first(const std::vector<Event> &events, const Predicate &predicate);

} // namespace watchbpf::guest
