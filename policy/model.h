// SPDX-License-Identifier: Apache-2.0
// A policy as the file says it, typed and checked, nothing resolved yet:
//
//   a Policy names Tools; a Tool is proved by any one of its Identities, counts
//   only where its Where holds, and is then allowed what its Programs, Maps and
//   Links say; every other task gets `untrusted`.
//
// The reader makes it from YAML (reader.h), the compiler turns it into what
// the kernel reads (compiler.h). Places lead from a verdict back to the line.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/abi.h"
#include "policy/diagnostic.h"
#include "policy/digest.h"

namespace watchbpf::policy {

enum class Mode { kEnforce, kAudit };

// What tasks without a mark may do (key `default`).
enum class Untrusted { kDeny, kIntrospection };

// A value that is resolved later, and where it stands.
struct Word {
	std::string text;
	Place place;
};

// Proof by a digest, by a file at a path, or by a file with a signature. At
// least one of digest and path is set. With both, the digest is what counts and
// a file at `path` that has another one is a warning. With a signer, the file
// counts only while its signature holds.
struct Identity {
	std::optional<Digest> digest;
	std::string path;      // absolute; empty: none
	std::string signer;    // name of one of the policy's signers; empty: none
	std::string signature; // file with the PKCS#7 signature; empty: `path` + ".p7s"
	bool optional = false; // a file that is not there is no error
	Place place;
};

// Whose signatures count (key `signers`).
struct Signer {
	std::string name;
	std::string certificate; // absolute path of a PEM file
	Place place;
};

// Every list that is not empty must have a member that holds, at exec.
struct Where {
	std::vector<Word> users;   // real user: names or numbers
	std::vector<Word> groups;  // real or supplementary group: names or numbers
	std::vector<Word> cgroups; // "/user.slice": this cgroup and all below it
	std::vector<Word> units;   // "ssh.service", of the system's manager
	bool host = false;         // in the PID, user and cgroup namespaces of the host
	Place place;
};

// Bit N: program type number N of the kernel's enum bpf_prog_type.
using ProgramTypes = std::bitset<64>;

// The same of enum bpf_attach_type, and of helpers.
using AttachTypes = std::bitset<64>;
using Helpers = std::bitset<WB_HELPER_END>;

// The same of enum bpf_map_type.
using MapTypes = std::bitset<64>;

// What the programs of a tool must keep to. Only what `places` has is asked: an
// empty list that is said allows nothing.
struct ProgramLimits {
	AttachTypes attach;
	std::vector<Word> targets; // kernel functions; a last '*' stands for any end
	std::uint32_t effects = 0; // allowed: WB_DOES_…, but for `guard`, which the tool's own key says
	Helpers helpers;
	std::vector<Word> kfuncs;
	std::uint32_t max_instructions = 0;
	std::int32_t keyring = 0;         // whose signatures count, by its serial; 0: the system's
	std::map<wb_limit, Place> places; // of the keys

	bool has(wb_limit limit) const { return places.contains(limit); }
};

struct Programs {
	ProgramTypes types;
	ProgramLimits limits;
	std::optional<Mode> mode; // of this rule alone
	Place place;              // of the list of types, or of the tool
};

// Leave to load what could switch watchbpf off (key `guard`).
struct Guard {
	bool programs = false; // of the types and attach types that can
	bool nested = false;   // and its programs may call bpf() themselves
	Place place;           // of the key
};

// Whose objects, where no tool is named. No tool can have either name.
inline constexpr std::string_view kUnowned = "unowned"; // of nobody that is known
inline constexpr std::string_view kAnybody = "*";       // theirs, and every tool's

// What may be done with maps of somebody else, by their names.
struct MapRule {
	std::string owner;        // a tool, kUnowned or kAnybody
	std::string name;         // "ct_map_tcp4", or its beginning: "ct_*"; "*": whatever it is
	std::uint32_t access = 0; // WB_ACCESS_READ, with WB_ACCESS_WRITE or without; 0: nothing
	Place owner_place{};
	Place place{}; // of the name; without one, of the owner
};

struct Maps {
	bool use = false;
	MapTypes creates;
	std::vector<MapRule> others; // in the file's order
	std::optional<Mode> mode;    // of this rule alone
	Place place;                 // of the key, or of the tool
	Place create_place;          // of `create`; line 0: it is not said
};

// Whose links, attachments and pins the tool may change, beside its own.
struct Links {
	bool all = false;
	std::vector<Word> owners; // tools, or kUnowned
	Place place;              // of the key; line 0: it is not said
};

struct Tool {
	std::string name; // [A-Za-z0-9][A-Za-z0-9._-]*, shorter than WB_TOOL_NAME_BYTES
	std::vector<Identity> identities;
	std::optional<Where> where;
	std::optional<Mode> mode;
	Programs programs;
	Maps maps;
	Links links;
	bool introspection = true; // may list, and look at, what is not its own
	Place introspection_place; // of the key; line 0: it is not said
	Guard guard;
	bool adopt = false; // tasks that ran before watchbpf count, by their executable
	Place place;
};

struct Policy {
	Mode mode = Mode::kEnforce;
	Untrusted untrusted = Untrusted::kDeny;
	Place untrusted_place; // of `default`, or of the file
	std::vector<Signer> signers;
	std::vector<Tool> tools; // in the files' order
	// Of the file's bytes, lower-case hex. With includes: of what sha256sum
	// prints for all files, in the order in which they were read.
	std::string sha256;
};

} // namespace watchbpf::policy
