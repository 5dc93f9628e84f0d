// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_include.h"

#include <algorithm>
#include <climits>
#include <filesystem>

#include "policy/reader_value.h"
#include "policy/text.h"

namespace watchbpf::policy {

static bool is_policy_name(std::string_view name)
{
	return name.ends_with(".yaml") && !name.ends_with(".cases.yaml") && !name.starts_with('.');
}

std::vector<Word> read_include(const YamlItem &item)
{
	return read_words(item, [](const YamlItem &element, std::string_view word) {
		const std::string problem = word.empty()              ? "names no file"
					    : word.size() >= PATH_MAX ? "is longer than the kernel takes"
					    : printable(word) != word
						? "contains a character that cannot be printed"
						: "";
		if (problem.empty())
			return true;
		element.error("include", in_quotes(word) + " " + problem,
			      "write the name of a file or folder, relative to this file's folder");
		return false;
	});
}

Result<std::vector<std::string>> included_files(std::string_view word, const std::string &main_file,
						const Files &files)
{
	// Not made shorter: with symbolic links "a/../b" may be another file than "b".
	const auto path = std::filesystem::path(main_file).parent_path() / word;
	if (!files.list)
		return failure("no files can be read here");
	auto listed = files.list(path.string());
	if (!listed)
		return std::unexpected(listed.error());
	if (!*listed)
		return std::vector{path.string()};

	std::vector<std::string> names;
	for (std::string &name : **listed) {
		if (!is_policy_name(name))
			continue;
		// Names stand in places, and in the text whose SHA-256 names the policy.
		if (printable(name) != name)
			return failure(in_quotes(name) + " in " + in_quotes(path.string()) +
					   " contains a character that cannot be printed",
				       "rename it");
		names.push_back((path / name).string());
	}
	std::ranges::sort(names);
	return names;
}

} // namespace watchbpf::policy
