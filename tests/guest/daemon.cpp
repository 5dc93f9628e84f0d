// SPDX-License-Identifier: Apache-2.0
#include "daemon.h"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sstream>
#include <stdexcept>

#include "stage.h"

namespace watchbpf::guest {

// No kernel has bpf() commands with such numbers, so watchbpf denies and
// reports them to everybody in every mode. Bit 16 is clear: 7.2 strips it.
static constexpr long kFirstMarker = 2'000'000, kLastMarker = 2'000'999;

static Command command_line(const std::string &policy, const DaemonOptions &options)
{
	Command command{stage::watchbpf(),
			options.audit ? "--audit" : "--enforce",
			policy,
			"--output",
			options.output,
			"--execs",
			options.execs};
	if (options.scan_only)
		command.push_back("--scan-only");
	if (options.max_records)
		command.insert(command.end(), {"--max-records", std::to_string(options.max_records)});
	return command;
}

// The part of an event's line that only this marker has.
static std::string marker_text(const std::string &format, long marker)
{
	const std::string number = std::to_string(marker);
	return format == "json" ? "\"command_number\":" + number + "," : "op: command " + number + " ";
}

Daemon::Daemon(const std::string &policy, const DaemonOptions &options)
    : process_(std::make_unique<Process>(
	  command_line(policy, options),
	  ProcessOptions{.nobody_reads = options.nobody_reads, .reader = options.reader})),
      format_(options.output), marker_(kFirstMarker)
{
	if (!process_->wait_for_error(options.audit ? "watchbpf: auditing" : "watchbpf: enforcing"))
		throw std::runtime_error("watchbpf did not start; it says: " + process_->errors());
}

void Daemon::catch_up()
{
	// More than one try, because a full ring loses the marker as well.
	for (int attempt = 0; attempt < 20; attempt++) {
		bpf_attr attributes{};
		syscall(__NR_bpf, ++marker_, &attributes, sizeof(attributes));
		if (process_->wait_for_output(marker_text(format_, marker_), std::chrono::seconds(9)))
			return;
		if (!process_->running())
			break;
	}
	throw std::runtime_error("watchbpf reports nothing; it says: " + process_->errors());
}

Log Daemon::log()
{
	if (process_->running())
		catch_up();
	Log log = parse_log(process_->output());
	std::erase_if(log.events, [](const Event &event) {
		return event.command_number > kFirstMarker && event.command_number <= kLastMarker;
	});
	return log;
}

std::vector<std::string> Daemon::lines()
{
	catch_up();
	std::istringstream stream(process_->output());
	std::vector<std::string> lines;
	for (std::string line; std::getline(stream, line);)
		if (line.find(" op: command 2000") == std::string::npos)
			lines.push_back(line);
	return lines;
}

int Daemon::detach(int signal)
{
	process_->signal(signal);
	return process_->wait();
}

} // namespace watchbpf::guest
