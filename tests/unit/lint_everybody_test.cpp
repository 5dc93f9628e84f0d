// SPDX-License-Identifier: Apache-2.0
// `everybody`
#include "lint_machine.h"
#include "policy/known_programs.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

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
