// SPDX-License-Identifier: Apache-2.0
// `watchbpf doctor`: what this kernel has, what it lacks, what is lost.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "daemon/commands.h"
#include "daemon/kernel_features.h"

namespace watchbpf::daemon {

static const char *word(Presence presence)
{
	switch (presence) {
	case Presence::kPresent:
		return "ok";
	case Presence::kMissing:
		return "missing";
	case Presence::kUnknown:
		break;
	}
	return "unknown";
}

static const char *colour(const Feature &feature)
{
	if (feature.presence == Presence::kPresent)
		return "\033[32m";
	return feature.required && feature.presence == Presence::kMissing ? "\033[31m" : "\033[33m";
}

static bool wants_colours()
{
	const char *terminal = std::getenv("TERM");
	return isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR") && terminal &&
	       std::string_view(terminal) != "dumb";
}

static void print_text(const KernelFeatures &kernel)
{
	const bool colours = wants_colours();
	std::cout << "kernel " << kernel.release << "\n";
	for (const Feature &feature : kernel.features) {
		std::string state = word(feature.presence);
		state.resize(8, ' ');
		std::cout << "  " << (colours ? colour(feature) : "") << state << (colours ? "\033[0m" : "")
			  << feature.name << ": " << feature.note << "\n";
		if (feature.presence != Presence::kPresent)
			std::cout << "          " << feature.remedy << "\n";
	}
	const Feature *missing = kernel.first_missing();
	std::cout << (missing ? "watchbpf can't enforce here: " + missing->name + " is missing\n"
			      : std::string("watchbpf can enforce here\n"));
}

static void print_json(const KernelFeatures &kernel)
{
	nlohmann::ordered_json json;
	json["kernel"] = kernel.release;
	json["can_enforce"] = kernel.first_missing() == nullptr;
	for (const Feature &feature : kernel.features)
		json["features"].push_back({{"name", feature.name},
					    {"state", word(feature.presence)},
					    {"required", feature.required},
					    {"note", feature.note},
					    {"remedy", feature.remedy}});
	std::cout << json.dump(2) << "\n";
}

ExitCode run_doctor(OutputFormat output)
{
	const KernelFeatures kernel = probe_kernel();
	if (output == OutputFormat::kJson)
		print_json(kernel);
	else
		print_text(kernel);
	return kernel.first_missing() ? kKernelCannot : kOk;
}

} // namespace watchbpf::daemon
