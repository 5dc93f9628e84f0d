// SPDX-License-Identifier: Apache-2.0
// `watchbpf test P.cases.yaml...`: asks a policy the questions of its case
// tables, and says which answers are not the expected ones. Loads nothing.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "daemon/answer_format.h"
#include "daemon/commands.h"
#include "daemon/json.h"
#include "daemon/log.h"
#include "policy/reader.h"
#include "policy/reader_cases.h"

namespace watchbpf::daemon {

namespace {

struct Totals {
	std::size_t passed = 0;
	std::size_t failed = 0;
	bool invalid = false;
};

// A table, the policy that one stands beside, or all of a folder.
Result<std::vector<std::string>> tables_of(const std::string &argument)
{
	std::error_code error;
	if (!std::filesystem::is_directory(argument, error)) {
		if (policy::is_case_table(argument))
			return std::vector{argument};
		const std::string table = policy::cases_beside(argument);
		if (std::filesystem::exists(argument, error) && !std::filesystem::exists(table, error))
			return failure("'" + argument + "' has no case table beside it",
				       "write one: '" + table + "'");
		return std::vector{table};
	}
	std::vector<std::string> tables;
	std::filesystem::directory_iterator entry(argument, error), end;
	for (; !error && entry != end; entry.increment(error))
		if (policy::is_case_table(entry->path().string()))
			tables.push_back(entry->path().string());
	if (error)
		return failure("reading '" + argument + "': " + error.message());
	if (tables.empty())
		return failure("no case tables in '" + argument + "'", "their names end in .cases.yaml");
	std::ranges::sort(tables);
	return tables;
}

void print_not_asked(const std::string &table, const policy::RunCases &run, OutputFormat output)
{
	if (output == OutputFormat::kJson) {
		std::cout << line_of({{"table", table}, {"not_asked", run.not_asked}});
		return;
	}
	for (std::size_t i = 0; i < run.not_asked.size(); i++)
		std::cout << (i ? ", " : "note: no case asks about ") << run.not_asked[i];
	if (!run.not_asked.empty())
		std::cout << "\n";
}

// False: the table or its policy is not valid.
bool test_table(const std::string &path, OutputFormat output, Totals &totals)
{
	const auto cases = policy::read_cases_file(path);
	report(cases.diagnostics, cases.source);
	if (!cases.table)
		return false;
	const auto read = policy::read_policy_file(cases.table->policy);
	report(read.diagnostics, read.source);
	if (!read.policy)
		return false;
	const auto run = run_cases(*cases.table, *read.policy);
	policy::Sources sources = read.source;
	sources.insert(cases.source.begin(), cases.source.end());
	report(run.diagnostics, sources);
	if (has_errors(run.diagnostics))
		return false;
	for (const auto &result : run.results) {
		(result.passed ? totals.passed : totals.failed)++;
		std::cout << format_case(result, path, output);
	}
	print_not_asked(path, run, output);
	return true;
}

void print_totals(const Totals &totals, OutputFormat output)
{
	if (output == OutputFormat::kJson)
		std::cout << line_of(
		    {{"passed", totals.passed}, {"failed", totals.failed}, {"valid", !totals.invalid}});
	else
		std::cout << totals.passed << " passed, " << totals.failed << " failed\n";
}

} // namespace

ExitCode run_test(const std::vector<std::string> &arguments, OutputFormat output)
{
	Totals totals;
	for (const std::string &argument : arguments) {
		const auto tables = tables_of(argument);
		if (!tables) {
			report(tables.error());
			totals.invalid = true;
			continue;
		}
		for (const std::string &table : *tables)
			totals.invalid |= !test_table(table, output, totals);
	}
	print_totals(totals, output);
	return totals.invalid ? kPolicyInvalid : totals.failed ? kFailure : kOk;
}

} // namespace watchbpf::daemon
