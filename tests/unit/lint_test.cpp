// SPDX-License-Identifier: Apache-2.0
#include "policy/lint.h"

#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "diagnostics_of.h"
#include "policy/known_programs.h"
#include "policy/vocabulary.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

using Codes = std::vector<std::string>;

// A host as its files make it; every directory that is not named is root's.
struct Machine {
	std::map<std::string, char> sealed;       // path -> digit of its digest
	std::map<std::string, char> unsealed;     // the same, of what it would be
	std::map<std::string, std::string> links; // path -> file
	std::map<std::string, FileStatus> statuses;
	std::set<std::string> absent, scripts;

	Host host() const
	{
		Host host;
		host.measure = [this](const std::string &path) -> Result<Digest> {
			const auto file = sealed.find(path);
			return file != sealed.end() ? Digest::parse("sha256:" + hex64(file->second))
						    : failure("not sealed");
		};
		host.digest = [this](const std::string &path) -> Result<Digest> {
			const auto file = unsealed.find(path);
			return file != unsealed.end() ? Digest::parse("sha256:" + hex64(file->second))
						      : failure("no such file");
		};
		host.resolve = [this](const std::string &path) -> Result<std::string> {
			const auto link = links.find(path);
			return link != links.end() ? link->second : path;
		};
		host.status = [this](const std::string &path) -> Result<FileStatus> {
			const auto status = statuses.find(path);
			return status != statuses.end() ? status->second : FileStatus{0755, 0, 0};
		};
		host.exists = [this](const std::string &path) { return !absent.contains(path); };
		host.is_script = [this](const std::string &path) { return scripts.contains(path); };
		return host;
	}
};

Identity by_path(const std::string &path, int line = 5)
{
	Identity identity;
	identity.path = path;
	identity.place = {"p.yaml", line, 9};
	return identity;
}

// At line 3, with its list of types at line 7.
Tool tool_of(std::vector<Identity> identities)
{
	Tool tool;
	tool.name = "t";
	tool.identities = std::move(identities);
	tool.place = {"p.yaml", 3, 3};
	tool.programs.place = {"p.yaml", 7, 5};
	return tool;
}

Policy policy_of(Tool tool)
{
	Policy policy;
	policy.tools.push_back(std::move(tool));
	return policy;
}

Diagnostics found(const Policy &policy, const Machine &machine = {})
{
	const Diagnostics diagnostics = lint(policy, machine.host());
	for (const Diagnostic &diagnostic : diagnostics) {
		CHECK_FALSE(diagnostic.hint.empty());
		CHECK_FALSE(diagnostic.item.empty());
	}
	return diagnostics;
}

Codes problems(const Policy &policy, const Machine &machine = {})
{
	return summary(found(policy, machine));
}

Codes problems(const Tool &tool, const Machine &machine = {})
{
	return problems(policy_of(tool), machine);
}

Where where_of(const std::string &unit, const std::string &cgroup)
{
	Where where;
	if (!unit.empty())
		where.units = {{unit, {"p.yaml", 9, 7}}};
	if (!cgroup.empty())
		where.cgroups = {{cgroup, {"p.yaml", 10, 7}}};
	return where;
}

} // namespace

TEST_CASE("an ordinary policy has no lint", "[lint]")
{
	CHECK(problems(tool_of({by_path("/usr/bin/agent")})).empty());
	CHECK(lint({}, {}).empty());
	CHECK(lint(policy_of(tool_of({by_path("/usr/bin/agent")})), offline_host()).empty());
}

TEST_CASE("names that mean everybody", "[lint]")
{
	for (const char *name : {"sh",
				 "bash",
				 "dash",
				 "bash-static",
				 "busybox",
				 "busybox.static",
				 "ld-linux-x86-64.so.2",
				 "ld-2.31.so",
				 "ld-musl-x86_64.so.1",
				 "ld.so",
				 "python",
				 "python3",
				 "python3.11",
				 "python3.11d",
				 "python2.7-dbg",
				 "perl",
				 "perl5.36.0",
				 "perl5.36-x86_64-linux-gnu",
				 "ruby3.1",
				 "lua5.4",
				 "lua-5.4",
				 "node",
				 "nodejs",
				 "php8.2",
				 "php-cgi8.2",
				 "java",
				 "tclsh8.6",
				 "mawk",
				 "gawk",
				 "env",
				 "sudo",
				 "sudo.ws",
				 "systemd-run",
				 "gdb",
				 "gdbserver",
				 "vim.tiny",
				 "emacs-nox",
				 "less",
				 "unshare",
				 "setpriv",
				 "deno",
				 "openssl"}) {
		INFO(name);
		CHECK_FALSE(kind_of_everybody(name).empty());
	}
	for (const char *name : {"",
				 "agent",
				 "node-exporter",
				 "node_exporter",
				 "sh-agent",
				 "shell",
				 "pythonic",
				 "python3-agent",
				 "envoy",
				 "finder",
				 "watchbpf",
				 "suricata",
				 "bpftrace",
				 "ld",
				 "javac-agent",
				 "views",
				 "tcpdump",
				 "script-runner",
				 "perlbal",
				 "alice"}) {
		INFO(name);
		CHECK(kind_of_everybody(name).empty());
	}
}

TEST_CASE("everybody: by name, by link, by digest", "[lint]")
{
	Machine machine;
	machine.links["/opt/agent"] = "/usr/bin/python3.11";
	machine.sealed = {{"/usr/bin/bash", 'b'}, {"/opt/copy", 'b'}, {"/opt/other", 'c'}};
	Identity digest = by_path("");
	digest.digest = Digest::parse("sha256:" + hex64('b')).value();
	struct Row {
		Identity identity;
		std::string says;
	};
	for (const Row &row :
	     {Row{by_path("/opt/bin/bash"), "'/opt/bin/bash' is a shell"},
	      Row{by_path("/opt/agent"), "'/opt/agent' leads to '/usr/bin/python3.11', an interpreter"},
	      Row{by_path("/opt/copy"), "'/opt/copy' is that of '/usr/bin/bash', a shell"},
	      Row{digest, "the digest is that of '/usr/bin/bash', a shell"}}) {
		INFO(row.says);
		const Diagnostics diagnostics = found(policy_of(tool_of({row.identity})), machine);
		REQUIRE(summary(diagnostics) == Codes{"everybody 5:9"});
		CHECK(diagnostics[0].severity == Severity::kError);
		CHECK(diagnostics[0].item == "tools.t.identities[0]");
		CHECK_THAT(diagnostics[0].message, Contains(row.says));
	}
	CHECK(problems(tool_of({by_path("/opt/other")}), machine).empty());
	digest.digest = Digest::parse("sha256:" + hex64('d')).value();
	CHECK(problems(tool_of({digest}), machine).empty());
	CHECK(has_errors(lint(policy_of(tool_of({by_path("/bin/sh")})), offline_host())));
}

TEST_CASE("everybody: a sealed copy of a shell that is not sealed itself", "[lint]")
{
	Machine machine;
	machine.unsealed = {{"/usr/bin/bash", 'b'}, {"/usr/bin/perl", 'c'}};
	machine.sealed = {{"/opt/copy", 'b'}, {"/opt/other", 'd'}};
	machine.statuses = {{"/usr/bin/bash", {0755, 0, 0, 1234}},
			    {"/usr/bin/perl", {0755, 0, 0, 99}},
			    {"/opt/copy", {0755, 0, 0, 1234}},
			    {"/opt/other", {0755, 0, 0, 1234}}};
	CHECK(problems(tool_of({by_path("/opt/copy")}), machine) == Codes{"everybody 5:9"});
	CHECK(problems(tool_of({by_path("/opt/other")}), machine).empty());
}

TEST_CASE("generic loaders need to know who calls them", "[lint]")
{
	Machine machine;
	machine.links["/usr/sbin/iptables"] = "/usr/sbin/xtables-nft-multi";
	machine.links["/opt/loader"] = "/usr/sbin/bpftool";
	for (const char *path :
	     {"/usr/sbin/bpftool", "/sbin/tc", "/usr/bin/bpftrace", "/usr/sbin/iptables", "/opt/loader"}) {
		INFO(path);
		Tool tool = tool_of({by_path("/usr/bin/agent"), by_path(path, 6)});
		CHECK(problems(tool, machine) == Codes{"generic-loader 6:9"});
		tool.where.emplace();
		tool.where->host = true;
		CHECK(problems(tool, machine) == Codes{"generic-loader 6:9"});
		tool.where = where_of("net.service", "");
		CHECK(problems(tool, machine).empty());
		for (const std::string_view name : program_type_names())
			if (!program_type_is_guard(*program_type_number(name)))
				tool.programs.types.set(*program_type_number(name));
		CHECK(problems(tool, machine) == Codes{"generic-loader 6:9", "wide-types 7:5"});
	}
	CHECK(problems(tool_of({by_path("/usr/bin/tc-agent")})).empty());
}

TEST_CASE("many program types", "[lint]")
{
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	for (std::size_t type = 1; type <= 12; type++)
		tool.programs.types.set(type);
	CHECK(problems(tool).empty());
	tool.programs.types.set(13);
	CHECK(problems(tool) == Codes{"wide-types 7:5"});
	tool.programs.place = {};
	CHECK(problems(tool) == Codes{"wide-types 3:3"});
}

TEST_CASE("tools that no task can be", "[lint]")
{
	Machine machine;
	machine.absent = {"/a", "/b"};
	machine.scripts = {"/usr/sbin/opensnoop-bpfcc"};
	Tool tool = tool_of({by_path("/a"), by_path("/b")});
	tool.identities[0].optional = tool.identities[1].optional = true;
	CHECK(problems(tool, machine) == Codes{"never-matches 3:3"});
	machine.absent.erase("/b");
	CHECK(problems(tool, machine).empty());
	CHECK(problems(tool_of({by_path("/usr/sbin/opensnoop-bpfcc")}), machine) ==
	      Codes{"never-matches 5:9"});
}

TEST_CASE("units and cgroups that exclude each other", "[lint]")
{
	struct Row {
		const char *unit, *cgroup;
		bool possible;
	};
	const Row rows[] = {
	    {"x.service", "", true},
	    {"", "/user.slice", true},
	    {"x.service", "/system.slice", true},
	    {"x.service", "/system.slice/x.service", true},
	    {"x.service", "/system.slice/x.service/payload", true},
	    {"x.service", "/own.slice", true},
	    {"x.service", "/system.slice/y.service", false},
	    {"x.service", "/user.slice", false},
	    {"x.service", "/user.slice/user-1000.slice/user@1000.service/app.slice", false},
	    {"x.service", "/init.scope", false},
	    {"user@1000.service", "/user.slice", true},
	    {"user.slice", "/user.slice/user-1000.slice", true},
	    {"system.slice", "/system.slice/y.service", true},
	};
	for (const Row &row : rows) {
		INFO(row.unit << " " << row.cgroup);
		Tool tool = tool_of({by_path("/usr/bin/agent")});
		tool.where = where_of(row.unit, row.cgroup);
		CHECK(problems(tool) == (row.possible ? Codes{} : Codes{"never-matches 9:7"}));
	}
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	tool.where = where_of("x.service", "/user.slice");
	tool.where->cgroups.push_back({"/system.slice", {}});
	CHECK(problems(tool).empty());
}

TEST_CASE("modes that change nothing", "[lint]")
{
	constexpr auto kNone = std::optional<Mode>();
	const auto enforce = std::optional(Mode::kEnforce), audit = std::optional(Mode::kAudit);
	struct Row {
		Mode policy;
		std::optional<Mode> tool, maps;
		std::size_t shadowed;
		std::string says;
	};
	const Row rows[] = {
	    {Mode::kEnforce, kNone, kNone, 0, ""},
	    {Mode::kEnforce, audit, kNone, 0, ""},
	    {Mode::kEnforce, kNone, audit, 0, ""},
	    {Mode::kEnforce, enforce, kNone, 1, "the policy's anyway"},
	    {Mode::kEnforce, kNone, enforce, 1, "the policy's anyway"},
	    {Mode::kEnforce, audit, audit, 1, "the tool's anyway"},
	    {Mode::kEnforce, audit, enforce, 1, "'enforce' has no effect: the tool's mode is audit"},
	    {Mode::kEnforce, enforce, audit, 1, "the policy's anyway"},
	    {Mode::kAudit, audit, kNone, 1, "the policy's anyway"},
	    {Mode::kAudit, enforce, kNone, 1, "'enforce' has no effect: the policy's mode is audit"},
	    {Mode::kAudit, enforce, audit, 2, "no effect"},
	};
	for (const Row &row : rows) {
		Policy policy = policy_of(tool_of({by_path("/usr/bin/agent")}));
		policy.mode = row.policy;
		policy.tools[0].mode = row.tool;
		policy.tools[0].maps.mode = row.maps;
		const Diagnostics diagnostics = found(policy);
		INFO(row.says);
		REQUIRE(diagnostics.size() == row.shadowed);
		for (const Diagnostic &diagnostic : diagnostics)
			CHECK(diagnostic.code == "shadowed");
		if (row.shadowed)
			CHECK_THAT(diagnostics[0].message, Contains(row.says));
	}
}

TEST_CASE("audit of a rule that grants nothing shows what it would have to", "[lint]")
{
	Tool tool = tool_of({by_path("/usr/bin/agent")});
	tool.programs.mode = tool.maps.mode = Mode::kAudit;
	CHECK(problems(tool).empty());
}

TEST_CASE("directories that others may write", "[lint]")
{
	struct Row {
		const char *name;
		FileStatus opt;
		std::string says; // empty: nothing
	};
	const Row rows[] = {
	    {"root's", {0755, 0, 0}, ""},
	    {"root's group", {0775, 0, 0}, ""},
	    {"a group", {02775, 0, 50}, "group 50 may write '/opt'"},
	    {"everybody", {0777, 0, 0}, "everybody may write '/opt'"},
	    {"everybody, each only his own", {01777, 0, 0}, ""},
	    {"the same of another's", {01777, 1000, 0}, "everybody may write '/opt'"},
	    {"a user", {0755, 1000, 0}, "user 1000 may write '/opt'"},
	};
	for (const Row &row : rows) {
		INFO(row.name);
		Machine machine;
		machine.statuses["/opt"] = row.opt;
		const auto diagnostics = found(policy_of(tool_of({by_path("/opt/bin/agent")})), machine);
		REQUIRE(diagnostics.size() == !row.says.empty());
		if (row.says.empty())
			continue;
		CHECK(summary(diagnostics) == Codes{"writable-directory 5:9"});
		CHECK(diagnostics[0].severity == Severity::kWarning);
		CHECK_THAT(diagnostics[0].message, Contains(row.says));
	}
	Machine machine;
	machine.statuses["/opt"] = {01777, 0, 0};
	machine.statuses["/opt/bin"] = {0755, 1000, 0};
	CHECK(problems(tool_of({by_path("/opt/bin/agent")}), machine) == Codes{"writable-directory 5:9"});
	machine.statuses["/opt"] = {0777, 0, 0};
	machine.links["/usr/bin/agent"] = "/opt/agent";
	CHECK(problems(tool_of({by_path("/usr/bin/agent")}), machine) == Codes{"writable-directory 5:9"});
	Identity digest = by_path("/opt/agent");
	digest.digest = Digest::parse("sha256:" + hex64('d')).value();
	CHECK(problems(tool_of({digest}), machine).empty());
}

TEST_CASE("certificates that others may write", "[lint]")
{
	Machine machine;
	Policy policy;
	policy.signers.push_back({"ours", "/etc/ours.pem", {"p.yaml", 3, 3}});
	CHECK(problems(policy, machine).empty());
	machine.statuses["/etc/ours.pem"] = {0664, 0, 4};
	CHECK(problems(policy, machine) == Codes{"writable-file 3:3"});
	machine.statuses["/etc"] = {0777, 0, 0};
	CHECK(problems(policy, machine) == Codes{"writable-directory 3:3", "writable-file 3:3"});

	Machine linked;
	linked.links["/etc/ours.pem"] = "/home/bob/ours.pem";
	linked.statuses["/home/bob"] = {0755, 1000, 0};
	CHECK(problems(policy, linked) == Codes{"writable-directory 3:3"});
}
