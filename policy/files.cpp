// SPDX-License-Identifier: Apache-2.0
#include "policy/files.h"

#include <filesystem>

#include "policy/text.h"

namespace watchbpf::policy {

static Result<std::optional<Files::Names>> names_in(const std::string &path)
{
	std::error_code error;
	if (!std::filesystem::is_directory(path, error))
		return std::nullopt; // reading it as a file says what it is
	Files::Names names;
	std::filesystem::directory_iterator entry(path, error);
	for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
		names.push_back(entry->path().filename().string());
	if (error)
		return system_failure("listing " + in_quotes(path), error.value());
	return names;
}

const Files &disk_files()
{
	static const Files files{
	    .read = [](const std::string &path,
		       std::size_t limit) { return read_input(path, limit, InputKind::kFile); },
	    .list = names_in,
	};
	return files;
}

} // namespace watchbpf::policy
