// SPDX-License-Identifier: Apache-2.0
// Who is there when objects change hands without bpf(): an owner, another tool, and Eve,
// all the same program with a different identity.
#pragma once

#include <optional>
#include <string>

#include "daemon.h"
#include "scene.h"

namespace watchbpf::guest {

class Sideways {
public:
	Sideways();

	// A command of each.
	Command owner(const Command &words) const { return by(owner_, words); }
	Command other(const Command &words) const { return by(other_, words); }
	Command eve(const Command &words) const { return by(eve_, words); }

	std::string path(const std::string &name) const { return scene_.path(name); }
	// Both tools may load programs and use maps, their own.
	std::string policy() const;

private:
	static Command by(const std::string &program, const Command &words);

	Scene scene_;
	std::string owner_, other_, eve_;
};

// The last refusal of this process that is no exec.
std::optional<Event> refusal_of(Daemon &daemon, pid_t pid);

// It exits 1, refused by this hook for this reason.
void refused(Daemon &daemon, const Command &command, const std::string &hook, const std::string &reason);
// It exits 0.
void works(const Command &command);

} // namespace watchbpf::guest
