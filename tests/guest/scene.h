// SPDX-License-Identifier: Apache-2.0
// The stage of one test: a folder on the guest's root disk (ext4 with
// fs-verity) with a sealed Alice in it, and policies about her.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "process.h"

namespace watchbpf::guest {

struct ToolRule {
	std::string name = {};
	std::string path = {};
	std::string types = "xdp, sched_cls"; // empty: no `programs` at all
	bool maps = true;
	std::string reach = {};    // what stands below `maps` instead, one a line, without indentation
	std::string programs = {}; // more keys of `programs`, one a line, without indentation
	std::string keys = {};     // more keys of the tool, the same way
};

struct PolicyRules {
	std::vector<ToolRule> tools = {};
	std::string untrusted = "deny"; // key `default`
};

class Scene {
public:
	Scene();
	~Scene();
	Scene(const Scene &) = delete;
	Scene &operator=(const Scene &) = delete;

	std::string path(const std::string &name) const { return folder_ / name; }
	std::string alice() const { return path("alice"); }

	// Alice at work on an interface of her own, for others to look at or to
	// attack; SIGUSR1 lets her finish.
	Command busy_alice() const;

	// A plain copy of a file under a new name; and one that is sealed, too.
	std::string copy(const std::string &file, const std::string &name) const;
	std::string sealed_copy(const std::string &file, const std::string &name) const;
	// The same program with a digest of its own: what stands behind an ELF file is not loaded.
	std::string sealed_twin(const std::string &file, const std::string &name) const;
	std::string write(const std::string &name, const std::string &text) const;
	std::string write_script(const std::string &name, const std::string &text) const;

	// Writes a policy file. Without rules: alice, with programs and maps.
	std::string policy() const;
	std::string policy(const PolicyRules &rules) const;

private:
	std::filesystem::path folder_;
};

} // namespace watchbpf::guest
