// SPDX-License-Identifier: Apache-2.0
#include "daemon/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

#include "policy/text.h"

namespace watchbpf::daemon {

void set_up_log()
{
	auto logger = spdlog::stderr_color_mt("watchbpf");
	logger->set_pattern("%^%n%$: %v");
	logger->flush_on(spdlog::level::info);
	spdlog::set_default_logger(logger);
}

// Messages name files, and whoever names a file could write to the terminal.
void say(const std::string &message)
{
	spdlog::info("{}", policy::printable(message));
}

void warn(const std::string &message)
{
	spdlog::warn("warning: {}", policy::printable(message));
}

// What libbpf says comes in lines: those stay.
static std::string printable_lines(std::string_view text)
{
	std::string lines;
	for (;;) {
		const std::size_t end = std::min(text.find('\n'), text.size());
		lines += policy::printable(text.substr(0, end));
		if (end == text.size())
			return lines;
		lines += '\n';
		text.remove_prefix(end + 1);
	}
}

void report(const Error &error)
{
	spdlog::error("error: {}", policy::printable(error.message));
	if (!error.hint.empty())
		spdlog::info("hint: {}", printable_lines(error.hint));
}

// As spdlog decides for its own lines, and https://no-color.org.
static policy::Colours colours_of_stderr()
{
	const char *terminal = std::getenv("TERM");
	const char *no_color = std::getenv("NO_COLOR");
	const bool wanted = isatty(STDERR_FILENO) && terminal && std::string_view(terminal) != "dumb" &&
			    !(no_color && *no_color);
	return wanted ? policy::Colours::kTerminal : policy::Colours::kNone;
}

void report(const policy::Diagnostics &diagnostics, const policy::Sources &sources)
{
	const policy::Colours colours = colours_of_stderr();
	for (const auto &diagnostic : diagnostics)
		std::fputs(policy::render(diagnostic, sources, colours).c_str(), stderr);
}

} // namespace watchbpf::daemon
