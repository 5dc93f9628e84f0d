// SPDX-License-Identifier: Apache-2.0
#include "policy/known_programs.h"

#include <algorithm>
#include <vector>

namespace watchbpf::policy {

namespace {

using Names = std::span<const std::string_view>;

// Only names that can mean nothing else: there is no way around the error.
constexpr std::string_view kShells[] = {"sh",     "bash", "rbash",  "dash", "zsh",   "zsh5", "ksh",
					"ksh93",  "rksh", "mksh",   "lksh", "pdksh", "oksh", "fish",
					"csh",    "tcsh", "ash",    "yash", "posh",  "sash", "busybox",
					"toybox", "pwsh", "elvish", "xonsh"};
// They make system calls for a text, in their own process: bpf() too.
constexpr std::string_view kInterpreters[] = {
    "python", "pypy",         "perl",       "ruby",    "irb",         "lua",     "luajit",  "node",
    "nodejs", "php",          "php-cgi",    "php-fpm", "java",        "jshell",  "groovy",  "scala",
    "kotlin", "clojure",      "tclsh",      "wish",    "expect",      "awk",     "gawk",    "mawk",
    "nawk",   "original-awk", "guile",      "deno",    "bun",         "qjs",     "Rscript", "R",
    "julia",  "octave",       "octave-cli", "erl",     "escript",     "elixir",  "iex",     "beam.smp",
    "ghci",   "runghc",       "racket",     "sbcl",    "clisp",       "chicken", "gforth",  "swipl",
    "dotnet", "mono",         "ipython",    "bpython", "micropython", "raku",    "moar"};
constexpr std::string_view kLaunchers[] = {"env",         "nice",
					   "nohup",       "timeout",
					   "setsid",      "xargs",
					   "parallel",    "sudo",
					   "sudo-rs",     "su",
					   "su-rs",       "doas",
					   "runuser",     "pkexec",
					   "run0",        "chroot",
					   "unshare",     "nsenter",
					   "bwrap",       "firejail",
					   "systemd-run", "start-stop-daemon",
					   "setpriv",     "capsh",
					   "setarch",     "linux32",
					   "linux64",     "script",
					   "scriptlive",  "watch",
					   "find",        "entr",
					   "stdbuf",      "ionice",
					   "chrt",        "taskset",
					   "numactl",     "prlimit",
					   "flock",       "chpst",
					   "setuidgid",   "gosu",
					   "su-exec",     "tini",
					   "dumb-init",   "cgexec",
					   "screen",      "tmux",
					   "fakeroot",    "proot",
					   "ltrace",      "strace",
					   "run-parts",   "newgrp",
					   "sg",          "switch_root",
					   "pivot_root"};
// They can change the process that they run, or run scripts in it.
constexpr std::string_view kDebuggers[] = {"gdb",  "gdbserver",   "gdb-multiarch", "gdbtui",
					   "lldb", "lldb-server", "valgrind",      "dlv"};
constexpr std::string_view kEditors[] = {
    "vi",    "vim",  "rvim",  "view",        "rview", "vimdiff", "vimx", "nvim", "ex",  "ed",    "nano",
    "rnano", "pico", "emacs", "emacsclient", "jed",   "joe",     "less", "more", "man", "pager", "mc"};
// Their options name a shared library, a module or a script to load.
constexpr std::string_view kHosts[] = {"openssl", "sqlite3", "make", "gmake",  "ssh", "ssh-keygen",
				       "ssh-add", "curl",    "nmap", "tshark", "rpm", "rpmbuild"};

struct Group {
	std::string_view kind;
	Names names;
};

constexpr Group kGroups[] = {
    {"a shell", kShells},
    {"an interpreter", kInterpreters},
    {"a program that runs others", kLaunchers},
    {"a debugger", kDebuggers},
    {"an editor or pager that runs commands", kEditors},
    {"a program that loads what its options name", kHosts},
};

bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

// Builds of one program: vim.tiny, bash-static, emacs-nox.
bool is_flavour(std::string_view rest)
{
	static constexpr std::string_view kFlavours[] = {
	    "-static", ".static", "-dbg", "-debug", ".basic", ".tiny", ".nox", ".gtk3", ".gtk",
	    ".athena", ".motif",  "-nox", "-gtk",   "-lucid", "-pgtk", "-x",   ".ws",   ".traditional"};
	return std::ranges::find(kFlavours, rest) != std::end(kFlavours);
}

// Nothing, a version or a flavour: "3.11", "-5.4", "3.11d", "5.36-x86_64-linux-gnu".
// Any other rest is another program: node-exporter is not node.
bool is_same_program(std::string_view rest)
{
	const std::string_view whole = rest;
	if (rest.starts_with('-') && rest.size() > 1 && is_digit(rest[1]))
		rest.remove_prefix(1);
	if (!rest.empty() && is_digit(rest[0])) {
		while (!rest.empty() && (is_digit(rest[0]) || rest[0] == '.'))
			rest.remove_prefix(1);
		if (rest.size() == 1 && rest[0] >= 'a' && rest[0] <= 'z')
			return true;
	} else {
		rest = whole;
	}
	return rest.empty() || is_flavour(rest) || (rest.starts_with('-') && rest.ends_with("-linux-gnu"));
}

bool is_one_of(std::string_view name, Names known)
{
	return std::ranges::any_of(known, [&](std::string_view word) {
		return name.starts_with(word) && is_same_program(name.substr(word.size()));
	});
}

// `ld.so PROGRAM` runs any file in the place of its own.
bool is_dynamic_linker(std::string_view name)
{
	return name.starts_with("ld.so") || name.starts_with("ld64.so") || name.starts_with("ld-linux") ||
	       name.starts_with("ld-musl") ||
	       (name.starts_with("ld-") && name.find(".so") != std::string_view::npos);
}

} // namespace

std::string_view kind_of_everybody(std::string_view name)
{
	if (is_dynamic_linker(name))
		return "the dynamic linker";
	for (const Group &group : kGroups)
		if (is_one_of(name, group.names))
			return group.kind;
	return {};
}

std::span<const std::string_view> names_of_everybody()
{
	static const std::vector<std::string_view> names = [] {
		std::vector<std::string_view> all = {"ld.so",
						     "ld-linux-x86-64.so.2",
						     "ld-linux.so.2",
						     "ld-linux-aarch64.so.1",
						     "ld-musl-x86_64.so.1",
						     "python3",
						     "python2"};
		for (const Group &group : kGroups)
			all.insert(all.end(), group.names.begin(), group.names.end());
		return all;
	}();
	return names;
}

std::span<const std::string_view> folders_of_programs()
{
	static constexpr std::string_view kFolders[] = {"/usr/bin/",       "/bin/",   "/usr/sbin/", "/sbin/",
							"/usr/local/bin/", "/lib64/", "/lib/"};
	return kFolders;
}

bool is_generic_loader(std::string_view name)
{
	static constexpr std::string_view kLoaders[] = {"bpftool",
							"bpftrace",
							"bpftrace-aotrt",
							"tc",
							"ip",
							"perf",
							"trace-cmd",
							"stap",
							"staprun",
							"stapbpf",
							"ply",
							"dtrace",
							"iptables",
							"ip6tables",
							"iptables-legacy",
							"iptables-nft",
							"ip6tables-legacy",
							"ip6tables-nft",
							"xtables-nft-multi",
							"xtables-legacy-multi",
							"xdp-loader",
							"xdp-filter",
							"xdpdump",
							"bpfman",
							"bpfd",
							"lxc-attach"};
	return is_one_of(name, kLoaders);
}

} // namespace watchbpf::policy
