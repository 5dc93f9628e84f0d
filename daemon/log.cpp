// SPDX-License-Identifier: Apache-2.0
#include "daemon/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>

namespace watchbpf::daemon {

void set_up_log()
{
	auto logger = spdlog::stderr_color_mt("watchbpf");
	logger->set_pattern("%^%n%$: %v");
	logger->flush_on(spdlog::level::info);
	spdlog::set_default_logger(logger);
}

void say(const std::string &message)
{
	spdlog::info("{}", message);
}

void warn(const std::string &message)
{
	spdlog::warn("warning: {}", message);
}

void report(const Error &error)
{
	spdlog::error("error: {}", error.message);
	if (!error.hint.empty())
		spdlog::info("hint: {}", error.hint);
}

void report(const policy::Diagnostics &diagnostics, const policy::Sources &sources)
{
	for (const auto &diagnostic : diagnostics)
		std::fputs(policy::render(diagnostic, sources).c_str(), stderr);
}

} // namespace watchbpf::daemon
