// SPDX-License-Identifier: Apache-2.0
#include <climits>

#include "bpf/abi.h"
#include "daemon/schema.h"
#include "daemon/schema_limits.h"
#include "daemon/schema_objects.h"
#include "daemon/schema_values.h"
#include "policy/reader_include.h"
#include "policy/reader_signer.h"
#include "policy/reader_tool.h"
#include "policy/reader_where.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

namespace {

// No part of a path is empty, "." or "..".
constexpr const char *kLevel = "/(?!\\.{1,2}(?:/|$))[^/\\u0000-\\u001f\\u007f]";

Json path()
{
	return text("(?:" + std::string(kLevel) + "+)+", PATH_MAX - 1);
}

Json mode()
{
	return word({"enforce", "audit"});
}

Json digest()
{
	const auto digits = [](const std::string &algorithm, int bytes) {
		const std::string count = "{" + std::to_string(2 * bytes) + "}";
		return algorithm + ":(?!0" + count + ")[0-9A-Fa-f]" + count;
	};
	return text(digits("sha256", 32) + "|" + digits("sha512", 64), 7 + 2 * WB_DIGEST_BYTES);
}

Json ids()
{
	const std::size_t longest = policy::kLongestIdName;
	Json id = text("[a-z_][a-z0-9_.-]*\\$?|0|[1-9][0-9]{0,9}", longest);
	id["type"] = {"string", "integer"};
	id["minimum"] = 0;
	id["maximum"] = policy::kLargestId;
	return words(std::move(id), WB_WHERE_IDS);
}

Json cgroups()
{
	const std::string level = std::string(kLevel) + "{1," + std::to_string(WB_CGROUP_BYTES - 1) + "}";
	const std::string levels = "(?:" + level + "){1," + std::to_string(WB_WHERE_LEVELS) + "}";
	return words(text(levels, WB_WHERE_LEVELS * WB_CGROUP_BYTES), WB_WHERE_CGROUPS);
}

Json units()
{
	const std::vector<std::string_view> types(std::begin(policy::kUnitTypes),
						  std::end(policy::kUnitTypes));
	return words(text("[^/\\u0000-\\u001f\\u007f]+" + one_of(types), WB_CGROUP_BYTES - 1),
		     WB_WHERE_UNITS);
}

Json program_types()
{
	Json types = flag(false);
	types.erase("default");
	types["type"] = {"array", "string"};
	types["items"] = word(policy::program_type_names());
	return types;
}

Json identity()
{
	Json identity = mapping_of({
	    {"path",
	     "Absolute path of the executable. Its fs-verity digest is measured when watchbpf starts; the "
	     "file must be sealed.",
	     path()},
	    {"digest",
	     "fs-verity digest, as `watchbpf digest FILE` prints it. Not what sha256sum prints. With `path`, "
	     "the digest counts.",
	     digest()},
	    {"signer",
	     "A name under `signers`: the file at `path` counts only while this signer's signature over its "
	     "digest holds.",
	     text("[A-Za-z0-9._-]+", policy::kLongestSignerName)},
	    {"signature", "Where the signature lies. Default: `path` with .p7s behind it.", path()},
	    {"optional", "A file that is not there is no error. With `path`, without `digest`.", flag(false)},
	});
	identity["anyOf"] = Json::array({{{"required", {"path"}}}, {{"required", {"digest"}}}});
	identity["dependencies"] = {{"signature", Json::array({"signer"})},
				    {"signer",
				     {{"required", {"path"}},
				      // One proof is enough.
				      {"not", {{"required", Json::array({"digest"})}}}}}};
	identity["not"] = {{"required", {"digest", "optional"}},
			   {"properties", {{"optional", {{"const", true}}}}}};
	return identity;
}

Json where()
{
	Json where = mapping_of({
	    {"users", "Real user: names or numbers. Root can become any of them.", ids()},
	    {"groups", "Real or a supplementary group: names or numbers.", ids()},
	    {"cgroup",
	     "This cgroup and all below it, as in /proc/PID/cgroup: /user.slice holds login sessions.",
	     cgroups()},
	    {"unit", "A unit of the system's manager that runs programs: ssh.service.", units()},
	    {"host", "Only in the host's PID, user and cgroup namespaces: not in containers.", flag(false)},
	});
	where["minProperties"] = 1;
	return where;
}

Json programs()
{
	std::vector<SchemaKey> keys = {
	    {"types", "Program types that the tool may load, as bpftool spells them. None: it loads none.",
	     program_types()},
	    {"mode", "audit: what this rule would deny is only reported.", mode()},
	};
	for (SchemaKey &key : keys_of_limits())
		keys.push_back(std::move(key));
	return mapping_of(keys);
}

Json tool()
{
	Json tool = mapping_of({
	    {"identities",
	     "What proves the tool: any one of these.",
	     {{"type", "array"}, {"minItems", 1}, {"items", reference("identity")}}},
	    {"where", "Where the tool counts; every key must hold when its file is executed.",
	     reference("where")},
	    {"mode", "audit: what this tool's rules would deny is only reported.", mode()},
	    {"programs", "Which programs the tool may load. Absent: none.", reference("programs")},
	    {"maps", "Which maps the tool may create and use: true: its own; or a mapping. Absent: none.",
	     reference("maps")},
	    {"links", "Whose links, attachments and pins it may change: own, all, or tools and unowned.",
	     links()},
	    {"introspection",
	     "May list programs, maps, links and BTF, and open programs and links that are not its own.",
	     flag(true)},
	    {"guard",
	     "May load what could switch watchbpf off (programs), which may call bpf() themselves (nested).",
	     guard()},
	    {"adopt", "Tasks that ran before watchbpf count, by their executable.", flag(false)},
	});
	tool["required"] = {"identities"};
	tool["if"] = {{"required", Json::array({"guard"})},
		      {"properties", {{"guard", {{"not", {{"const", false}}}}}}}};
	tool["then"] = Json::object();
	tool["else"] = without_guard();
	return tool;
}

Json signer()
{
	Json signer = mapping_of({{"certificate",
				   "Absolute path of a PEM file with exactly one certificate: the signer's "
				   "own, and nobody's it trusts.",
				   path()}});
	signer["required"] = {"certificate"};
	return signer;
}

Json variables()
{
	// A value is written out: '${' only as the escape '$${'.
	const Json value = {{"type", {"string", "number", "boolean"}},
			    {"pattern", "^(?:[^$]|\\$(?!\\{)|\\$\\$\\{)*$"}};
	Json value_or_list = value;
	value_or_list["type"].push_back("array");
	value_or_list["items"] = value;
	return mapping_of_names("[a-z][a-z0-9_]*", std::move(value_or_list));
}

Json document()
{
	const std::string reserved =
	    one_of({std::begin(policy::kReservedToolNames), std::end(policy::kReservedToolNames)});
	Json document = mapping_of({
	    {"version", "The version of the language.", {{"const", 1}}},
	    {"mode",
	     "audit: this policy is not meant to be enforced, and --enforce refuses it. In the main file "
	     "alone.",
	     mode()},
	    {"default",
	     "What tasks of no tool may do: nothing, or list and describe (introspection). In the main file "
	     "alone.",
	     word({"deny", "introspection"})},
	    {"include",
	     "Files, or folders of *.yaml, with more tools, signers and variables. Relative to this file. In "
	     "the main file alone.",
	     words({{"type", "string"}, {"minLength", 1}}, policy::kMostIncludedFiles)},
	    {"variables", "Words and lists of words, for ${NAME} in the values of this file.", variables()},
	    {"signers", "Whose signatures count.",
	     mapping_of_names("[A-Za-z0-9._-]{1," + std::to_string(policy::kLongestSignerName) + "}",
			      reference("signer"))},
	    {"tools", "The programs that may use bpf(), each under a name of its own.",
	     mapping_of_names("(?!" + reserved + "$)" + tool_name_pattern(), reference("tool"))},
	});
	document["properties"]["mode"]["default"] = "enforce";
	document["properties"]["default"]["default"] = "deny";
	document["required"] = {"version"};
	return document;
}

} // namespace

std::string policy_schema()
{
	return schema_text("A watchbpf policy, version 1", "watchbpf schema policy", document(),
			   {{"tool", tool()},
			    {"identity", identity()},
			    {"where", where()},
			    {"programs", programs()},
			    {"maps", maps()},
			    {"signer", signer()}});
}

} // namespace watchbpf::daemon
