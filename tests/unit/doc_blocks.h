// SPDX-License-Identifier: Apache-2.0
// The YAML of README.md and docs/*.md, as a reader of them would write it into a
// file. The word behind ```yaml says what a block is:
//
//   (nothing)        a policy
//   in=policy        a policy without its `version`
//   in=tools.NAME    what stands below a tool; identities are added if there are none
//   cases            a case table; with in=cases, what stands below `cases`
//   policy=FILE      whose cases these are
//   file=FILE        the name under which other blocks of the page know it
//   error=CODE       the only mistake that it has
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace watchbpf::policy::test {

struct DocBlock {
	std::string page; // "README.md"
	int line = 0;     // of the fence
	std::map<std::string, std::string> said;
	std::string text; // completed

	bool is_table() const { return said.contains("cases"); }
	std::string said_of(const std::string &key) const { return said.contains(key) ? said.at(key) : ""; }
	std::string place() const { return page + ":" + std::to_string(line); }
	std::string file() const { return said.contains("file") ? said.at("file") : place(); }
};

inline std::string indented(const std::string &text, int by)
{
	std::string out, line;
	for (std::istringstream lines(text); std::getline(lines, line);)
		out += (line.empty() ? "" : std::string(static_cast<std::size_t>(by), ' ')) + line + "\n";
	return out;
}

inline std::string completed(const DocBlock &block)
{
	const std::string in = block.said_of("in"), &body = block.text;
	if (in == "policy")
		return "version: 1\n" + body;
	if (in == "cases")
		return "version: 1\ncases:\n" + indented(body, 2);
	if (in.empty())
		return body;
	const std::string name = in.substr(std::string("tools.").size());
	const bool proved = ("\n" + body).contains("\nidentities:");
	return "version: 1\ntools:\n  " + name + ":\n" + indented(body, 4) +
	       (proved ? "" : "    identities:\n      - path: /usr/local/bin/" + name + "\n");
}

inline std::vector<DocBlock> blocks_of(const std::filesystem::path &page)
{
	const std::string fence = "```";
	std::vector<DocBlock> blocks;
	std::ifstream file(page);
	std::string line;
	int number = 0;
	bool inside = false, yaml = false;
	while (std::getline(file, line)) {
		number++;
		if (line.starts_with(fence) && !inside) {
			std::istringstream words(line.substr(fence.size()));
			std::string word;
			inside = true;
			words >> word;
			yaml = word == "yaml";
			if (!yaml)
				continue;
			blocks.push_back({page.filename().string(), number, {}, {}});
			while (words >> word) {
				const std::size_t end = std::min(word.find('='), word.size());
				blocks.back().said[word.substr(0, end)] =
				    end < word.size() ? word.substr(end + 1) : "";
			}
		} else if (line.starts_with(fence)) {
			if (yaml)
				blocks.back().text = completed(blocks.back());
			inside = yaml = false;
		} else if (yaml) {
			blocks.back().text += line + "\n";
		}
	}
	return blocks;
}

// Of each page, in its order.
inline std::vector<std::vector<DocBlock>> doc_pages()
{
	const std::filesystem::path source = WATCHBPF_SOURCE;
	std::vector<std::filesystem::path> names = {source / "README.md"};
	for (const auto &entry : std::filesystem::directory_iterator(source / "docs"))
		if (entry.path().extension() == ".md")
			names.push_back(entry.path());
	std::ranges::sort(names);
	std::vector<std::vector<DocBlock>> pages;
	for (const auto &name : names)
		pages.push_back(blocks_of(name));
	return pages;
}

} // namespace watchbpf::policy::test
