// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <vector>

#include "policy/text.h"

namespace watchbpf::policy::fuzz {

namespace {

constexpr std::string_view kMark = "#### ";
// Of a policy whose certificates are those in the corpus: 2026.
constexpr std::int64_t kNow = 1'790'000'000;

Digest digest_from(std::uint64_t number)
{
	std::array<std::uint8_t, 32> bytes{};
	for (std::uint8_t &byte : bytes) {
		byte = static_cast<std::uint8_t>(number >> 56);
		number = number * 6364136223846793005u + 1442695040888963407u;
	}
	return *Digest::from_bytes(WB_SHA256, bytes);
}

Result<Digest> measure(const std::string &path)
{
	const std::uint64_t hash = hash_of(path);
	if (hash % 8 == 0)
		return failure("not sealed", "seal it");
	// Few digests: files of one digest must happen.
	return digest_from(hash % 16);
}

Result<std::uint32_t> id(const std::string &name)
{
	if (const auto number = number_of(name))
		return *number;
	const std::uint64_t hash = hash_of(name);
	return hash % 4 ? Result<std::uint32_t>(static_cast<std::uint32_t>(hash))
			: failure("nobody of this name");
}

Result<std::string> resolve(const std::string &path)
{
	static constexpr std::array kOthers = {"/bin/sh", "/usr/sbin/bpftool", "/opt/a/b"};
	const std::uint64_t hash = hash_of(path);
	if (hash % 4 == 0)
		return failure("no such file");
	return hash % 4 == 1 ? std::string(kOthers[hash / 4 % kOthers.size()]) : path;
}

Result<FileStatus> status(const std::string &path)
{
	const std::uint64_t hash = hash_of(path);
	if (hash % 8 == 0)
		return failure("no such file");
	return FileStatus{.mode = static_cast<std::uint32_t>(S_IFDIR | (hash % 8 == 1 ? 0777 : 0755)),
			  .user = hash % 8 == 2,
			  .group = 0};
}

} // namespace

Pieces pieces_of(const std::uint8_t *data, std::size_t size)
{
	std::string_view rest(reinterpret_cast<const char *>(data), size);
	Pieces pieces;
	std::string *piece = &pieces.main;
	while (!rest.empty()) {
		const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
		const std::string_view line = rest.substr(0, end);
		rest.remove_prefix(end);
		if (line.starts_with(kMark) && line.ends_with('\n'))
			piece = &pieces.others[std::string(
			    line.substr(kMark.size(), line.size() - kMark.size() - 1))];
		else
			*piece += line;
	}
	return pieces;
}

Files files_of(const Pieces &pieces)
{
	Files files;
	files.read = [&pieces](const std::string &path, std::size_t limit) -> Result<Input> {
		const auto file = pieces.others.find(path);
		if (file == pieces.others.end())
			return failure("no such file");
		// Files of one text are one file with two names.
		return Input{.text = file->second.substr(0, limit + 1),
			     .id = file->second,
			     .writers = hash_of(path) % 4 ? "" : "everybody"};
	};
	files.list = [&pieces](const std::string &path) -> Result<std::optional<Files::Names>> {
		if (path == "unreadable")
			return failure("permission denied");
		std::set<std::string> names;
		const std::string folder = path.ends_with('/') ? path : path + "/";
		for (const auto &[name, text] : pieces.others)
			if (name.starts_with(folder))
				names.insert(name.substr(folder.size()));
		return names.empty() ? std::nullopt : std::optional(Files::Names(names.begin(), names.end()));
	};
	return files;
}

Host host_of(const Pieces &pieces)
{
	Host host;
	host.measure = measure;
	host.exists = [](const std::string &path) { return hash_of(path) % 16 != 0; };
	host.user_id = host.group_id = id;
	host.read = [&pieces](const std::string &path) -> Result<std::string> {
		const auto file = pieces.others.find(path);
		return file == pieces.others.end() ? failure("no such file")
						   : Result<std::string>(file->second);
	};
	host.resolve = resolve;
	host.status = status;
	host.is_script = [](const std::string &path) { return hash_of(path) % 5 == 0; };
	host.now = [] { return kNow; };
	return host;
}

std::uint64_t hash_of(std::string_view text)
{
	std::uint64_t hash = 14695981039346656037u;
	for (const char byte : text)
		hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
	return hash ^ hash >> 32;
}

void require(bool holds, std::string_view what)
{
	if (holds)
		return;
	std::fprintf(stderr, "must hold: %.*s\n", static_cast<int>(what.size()), what.data());
	std::abort();
}

void check_diagnostics(bool has_result, const Diagnostics &diagnostics, const Sources &source)
{
	require(has_result != has_errors(diagnostics), "a result if and only if there is no error");
	for (const Diagnostic &diagnostic : diagnostics) {
		require(!diagnostic.code.empty() && !diagnostic.message.empty(),
			"a diagnostic says something");
		for (const char byte : render(diagnostic, source))
			require(byte == '\n' || (static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f),
				"no control character is printed");
	}
}

} // namespace watchbpf::policy::fuzz
