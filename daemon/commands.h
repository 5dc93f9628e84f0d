// SPDX-License-Identifier: Apache-2.0
// One function and one file per command. Commands print; libraries return.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/event_format.h"
#include "daemon/exit_code.h"
#include "policy/question_words.h"

namespace watchbpf::daemon {

struct RunOptions {
	std::string policy; // path
	bool audit = false;
	OutputFormat output = OutputFormat::kText;
	wb_exec_events exec_events = WB_EXECS_ALL;
	std::vector<std::string> accepted; // NAME@TAG of programs loaded before us
	bool scan_only = false;            // follow no verifier: more is denied
	std::uint32_t max_records = 0;     // of each kind of object; 0: the build's own numbers
};

// `--enforce P.yaml`, `--audit P.yaml`: until SIGINT, SIGTERM or SIGHUP.
ExitCode run_daemon(const RunOptions &options);

// A file with programs that were not loaded yet.
struct ProgramFile {
	std::string path; // empty: none is asked about
	std::string name; // of the one program that is asked about; empty: all
};

// `explain`: one question to a policy.
struct ExplainOptions {
	std::string policy;             // path
	std::vector<policy::Said> said; // options, without --exec and --file
	bool exec = false;
	std::string file; // its digest says which tool asks; empty: --tool does
	ProgramFile program{};
};

ExitCode run_explain(const ExplainOptions &options, OutputFormat output);
// Case tables, policies that have one beside them, or folders of tables.
ExitCode run_test(const std::vector<std::string> &arguments, OutputFormat output);

struct CheckOptions {
	bool strict = false;  // warnings make a policy invalid too
	bool offline = false; // for another machine: this one's files and users don't count
};

ExitCode run_check(const std::vector<std::string> &policies, const CheckOptions &options,
		   OutputFormat output);
ExitCode run_digest(const std::vector<std::string> &files, OutputFormat output);
ExitCode run_seal(const std::vector<std::string> &files, OutputFormat output);
// `key`, `certificate`: PEM files.
ExitCode run_sign(const std::vector<std::string> &files, const std::string &key,
		  const std::string &certificate, OutputFormat output);
// `of`: policy or cases.
ExitCode run_schema(const std::string &of);
// Asks the watchbpf that runs. `objects`: every map, program and link, too.
ExitCode run_status(bool objects, OutputFormat output);
ExitCode run_doctor(OutputFormat output);

} // namespace watchbpf::daemon
