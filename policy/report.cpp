// SPDX-License-Identifier: Apache-2.0
#include "policy/report.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace watchbpf::policy {

void Report::add(Diagnostic diagnostic)
{
	if (++counts_[static_cast<std::size_t>(diagnostic.severity)] <= kMost)
		diagnostics_.push_back(std::move(diagnostic));
}

void Report::error(Place place, std::string item, std::string code, std::string message, std::string hint)
{
	add({Severity::kError, std::move(code), std::move(place), std::move(item), std::move(message),
	     std::move(hint)});
}

void Report::warning(Place place, std::string item, std::string code, std::string message, std::string hint)
{
	add({Severity::kWarning, std::move(code), std::move(place), std::move(item), std::move(message),
	     std::move(hint)});
}

void Report::begin_file(const std::string &file)
{
	// From the end: who reads many tools says the same name many times.
	if (std::ranges::find(files_.rbegin(), files_.rend(), file) == files_.rend())
		files_.push_back(file);
}

Diagnostics Report::take(const std::string &file)
{
	std::ranges::stable_sort(diagnostics_, {}, [&](const Diagnostic &diagnostic) {
		const Place &place = diagnostic.place;
		return std::tuple(std::ranges::find(files_, place.file) - files_.begin(), place.line,
				  place.column);
	});
	for (const Severity severity : {Severity::kError, Severity::kWarning}) {
		if (counts_[static_cast<std::size_t>(severity)] <= kMost)
			continue;
		const std::string kind = severity == Severity::kError ? "errors" : "warnings";
		diagnostics_.push_back({
		    .severity = severity,
		    .code = "too-many-problems",
		    .place = {.file = file},
		    .item = {},
		    .message = "more than " + std::to_string(kMost) + " " + kind + ", the rest is not shown",
		    .hint = "correct the first ones and check again",
		});
	}
	return std::exchange(diagnostics_, {});
}

} // namespace watchbpf::policy
