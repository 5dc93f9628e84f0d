// SPDX-License-Identifier: Apache-2.0
// Model -> the records of bpf/abi.h, and nothing else.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bpf/abi.h"
#include "policy/diagnostic.h"
#include "policy/model.h"

namespace watchbpf::policy {

// One compiled policy. tools[0] is the rule of untrusted tasks; the values of
// `identities` are indices into tools.
struct Generation {
	std::vector<wb_tool> tools;
	std::vector<wb_where> wheres;                                      // [0] is empty: "anywhere"
	std::vector<wb_limits> limits;                                     // [0] is empty: "none"
	std::vector<wb_reach> reaches;                                     // [0] is empty: "its own"
	std::vector<wb_kfunc_key> kfuncs;                                  // named; sorted, unique
	std::vector<std::pair<wb_identity_key, std::uint32_t>> identities; // sorted by key, unique
	// The same for people: every identity with its tool and, where known, its file.
	struct Resolved {
		std::string tool;
		Digest digest;
		std::string path;
		std::string signer; // whose signature proved it; empty: none was asked for
	};
	std::vector<Resolved> resolved;
	// Files of optional identities that are not there.
	struct Absent {
		std::string tool;
		std::string path;
	};
	std::vector<Absent> absent;

	// The tool that lists this digest, as exec would find it; else WB_UNTRUSTED.
	std::uint32_t tool_of(const Digest &digest) const;

	// Keeps the tools and their reaches, which events and answers are about. The rest is in the
	// kernel by then, and large: from here on, nobody's digest is a tool's.
	void forget_what_was_loaded();
};

struct Compiled {
	std::optional<Generation> generation; // set if and only if there is no error
	Diagnostics diagnostics;
};

// Of a file or directory: as stat(2) has them.
struct FileStatus {
	std::uint32_t mode = 0;
	std::uint32_t user = 0;
	std::uint32_t group = 0;
	std::uint64_t size = 0;
};

// What only the host knows. A function that is not set is not asked.
struct Host {
	// The fs-verity digest of a sealed file; an Error says why there is none.
	// Not set: identities by path stay unresolved, without a word.
	std::function<Result<Digest>(const std::string &path)> measure;
	// The digest that a file has or would have if it were sealed; reads all of it.
	std::function<Result<Digest>(const std::string &path)> digest;
	// False only where it is certain that there is no such file.
	std::function<bool(const std::string &path)> exists;
	// Numbers of names or of numbers; an Error if there is no such user or group.
	std::function<Result<std::uint32_t>(const std::string &name)> user_id, group_id;
	// How programs name a function of the kernel that they call (a kfunc); an Error if
	// this kernel has none of that name.
	std::function<Result<std::uint32_t>(const std::string &name)> kfunc;
	// Whether this kernel can check signatures of programs.
	std::function<bool()> checks_signatures;
	// The bytes of a certificate or signature.
	std::function<Result<std::string>(const std::string &path)> read;
	// The file that a path leads to, without symbolic links.
	std::function<Result<std::string>(const std::string &path)> resolve;
	std::function<Result<FileStatus>(const std::string &path)> status;
	// Whether the kernel would run an interpreter in the file's place.
	std::function<bool(const std::string &path)> is_script;
	// Seconds since 1970. Not set: the system's clock.
	std::function<std::int64_t()> now;
};

// Knows no file, and gives every user, group and kfunc a number of its own: for
// questions about a policy on a machine that is not the one it is for.
Host offline_host();

// audit: the whole generation reports and never denies, whatever the policy's mode.
Compiled compile(const Policy &policy, const Host &host, bool audit);

} // namespace watchbpf::policy
