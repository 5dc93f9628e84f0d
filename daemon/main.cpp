// SPDX-License-Identifier: Apache-2.0
// The command line: which command, with which options.
#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

#include "daemon/commands.h"
#include "daemon/explain_options.h"
#include "daemon/libbpf_log.h"
#include "daemon/log.h"

#ifndef WATCHBPF_VERSION
#error "the build defines WATCHBPF_VERSION"
#endif

namespace watchbpf::daemon {

static constexpr const char *kAbout = "watchbpf decides who may use bpf() on this host, and for what.\n\n"
				      "  watchbpf --audit P.yaml       look first: say what would be denied\n"
				      "  watchbpf --enforce P.yaml     deny it, until Ctrl-C\n";

static constexpr const char *kFooter =
    "\nExit status: 0 ok, 1 failure, 2 denied, 3 policy invalid, 4 kernel cannot,\n"
    "5 depends (explain --program).\n"
    "More: man watchbpf";

struct CommandLine {
	std::string enforce, audit;
	std::vector<std::string> arguments; // of a subcommand
	std::string output = "text", execs = "all";
	std::vector<std::string> accepted;
	bool scan_only = false;
	std::uint32_t max_records = 0;
	CheckOptions check;
	std::string key, certificate; // of `sign`
	std::string schema = "policy";
	ExplainLine explain;
	bool objects = false; // of `status`

	OutputFormat format() const { return output == "json" ? OutputFormat::kJson : OutputFormat::kText; }
	wb_exec_events exec_events() const
	{
		return execs == "all" ? WB_EXECS_ALL : execs == "tools" ? WB_EXECS_TOOLS : WB_EXECS_NONE;
	}
};

static void add_options(CLI::App &app, CommandLine &line)
{
	app.add_option("--enforce", line.enforce, "Decide by this policy and deny")->type_name("P.yaml");
	app.add_option("--audit", line.audit, "Decide by this policy and deny nothing")->type_name("P.yaml");
	app.add_option("--output", line.output, "Form of events and results (default: text)")
	    ->check(CLI::IsMember({"text", "json"}))
	    ->type_name("");
	app.add_option("--execs", line.execs,
		       "Which execs become events (default: all; tools: of files the policy lists)")
	    ->check(CLI::IsMember({"all", "tools", "none"}))
	    ->type_name("");
	app.add_option("--accept", line.accepted,
		       "Enforce although this program, loaded before, could override decisions")
	    ->type_name("NAME@TAG")
	    ->take_all()
	    ->expected(1);
	app.add_flag("--scan-only", line.scan_only,
		     "Judge programs by their instructions alone, as where the verifier can't be traced");
	app.add_option("--max-records", line.max_records,
		       "Keep at most so many records of maps, programs and links each; maps and programs "
		       "without room are refused")
	    ->check(CLI::Range(64, WB_MOST_MAPS))
	    ->type_name("N");
	app.set_version_flag("--version", "watchbpf " WATCHBPF_VERSION);
}

static CLI::App *add_command(CLI::App &app, CommandLine &line, const char *name, const char *about,
			     const char *argument = nullptr, const char *what = nullptr)
{
	CLI::App *command = app.add_subcommand(name, about);
	command->fallthrough(); // --output works behind the command too
	if (argument)
		command->add_option(argument, line.arguments, what)->required();
	return command;
}

static void add_sign(CLI::App &app, CommandLine &line)
{
	CLI::App *sign =
	    add_command(app, line, "sign", "Sign files for policies with `signer`", "FILE", "Files");
	sign->add_option("--key", line.key, "Private key")->type_name("KEY.pem")->required();
	sign->add_option("--certificate", line.certificate, "The certificate that policies name")
	    ->type_name("CERTIFICATE.pem")
	    ->required();
}

static void add_schema(CLI::App &app, CommandLine &line)
{
	add_command(app, line, "schema", "Print the JSON Schema of the language, for editors")
	    ->add_option("OF", line.schema, "policy (default) or cases")
	    ->check(CLI::IsMember({"policy", "cases"}))
	    ->type_name("");
}

static ExitCode dispatch(const CLI::App &app, const CommandLine &line)
{
	const bool command = !app.get_subcommands().empty();
	if (command + !line.enforce.empty() + !line.audit.empty() > 1) {
		report(
		    Error{"--enforce, --audit and the commands exclude each other", "see watchbpf --help"});
		return kFailure;
	}
	if (!line.enforce.empty() || !line.audit.empty())
		return run_daemon({line.enforce.empty() ? line.audit : line.enforce, line.enforce.empty(),
				   line.format(), line.exec_events(), line.accepted, line.scan_only,
				   line.max_records});
	if (app.got_subcommand("check"))
		return run_check(line.arguments, line.check, line.format());
	if (app.got_subcommand("explain"))
		return run_explain(line.explain.options(), line.format());
	if (app.got_subcommand("test"))
		return run_test(line.arguments, line.format());
	if (app.got_subcommand("digest"))
		return run_digest(line.arguments, line.format());
	if (app.got_subcommand("seal"))
		return run_seal(line.arguments, line.format());
	if (app.got_subcommand("sign"))
		return run_sign(line.arguments, line.key, line.certificate, line.format());
	if (app.got_subcommand("schema"))
		return run_schema(line.schema);
	if (app.got_subcommand("status"))
		return run_status(line.objects, line.format());
	if (app.got_subcommand("doctor"))
		return run_doctor(line.format());
	std::cerr << app.help();
	return kFailure;
}

static int run(int argc, char **argv)
{
	CommandLine line;
	CLI::App app(kAbout, "watchbpf");
	app.footer(kFooter);
	app.require_subcommand(0, 1);
	add_options(app, line);
	CLI::App *check = add_command(app, line, "check", "Say everything that is wrong with a policy",
				      "POLICY", "Policy files");
	check->add_flag("--strict", line.check.strict, "Warnings make it invalid too");
	check->add_flag("--offline", line.check.offline, "Don't look at this host's files, users and groups");
	line.explain.add_to(*add_command(app, line, "explain", "Say what a policy answers, and why"));
	add_command(app, line, "test", "Ask policies the questions of their case tables", "CASES",
		    "Case tables (*.cases.yaml), policies beside them, or folders");
	add_command(app, line, "digest", "Print the fs-verity digest that files have or would have", "FILE",
		    "Files");
	add_command(app, line, "seal", "Enable fs-verity on files, for good", "FILE", "Files");
	add_sign(app, line);
	add_schema(app, line);
	add_command(app, line, "status", "Ask the watchbpf that runs: what it enforces, and what it counted")
	    ->add_flag("--objects", line.objects, "Every map, program and link: whose, and who may write it");
	add_command(app, line, "doctor", "Show what this kernel has of what watchbpf needs");
	try {
		app.parse(argc, argv);
	} catch (const CLI::ParseError &error) {
		return app.exit(error) == 0 ? kOk : kFailure;
	}
	return dispatch(app, line);
}

} // namespace watchbpf::daemon

int main(int argc, char **argv)
{
	using namespace watchbpf;
	daemon::set_up_log();
	daemon::keep_libbpf_messages();
	try {
		return daemon::run(argc, argv);
	} catch (const std::exception &error) { // out of memory, or a defect of ours
		daemon::report(Error{std::string("internal error: ") + error.what(), ""});
		return daemon::kFailure;
	}
}
