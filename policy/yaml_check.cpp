// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml_check.h"

#include <unordered_map>

#include "policy/item_path.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

class Checker {
public:
	Checker(const std::string &file, Report &report) : file_(file), report_(report) {}

	void check(YamlNode &node, const ItemPath &path)
	{
		if (report_.full())
			return;
		check_flaw(node, path);
		if (node.kind == YamlKind::kMapping)
			check_mapping(node, path);
		if (node.kind == YamlKind::kSequence)
			for (std::size_t i = 0; i < node.children.size(); i++)
				check(node.children[i],
				      {.parent = &path, .key = {}, .index = i, .in_list = true});
	}

private:
	void check_flaw(const YamlNode &node, const ItemPath &path)
	{
		if (node.flaw == YamlFlaw::kAlias || node.flaw == YamlFlaw::kAnchor)
			error(node, path, "anchor", "anchors and aliases are not supported",
			      "write the value out at each place");
		if (node.flaw == YamlFlaw::kTag)
			error(node, path, "tag", "tag " + in_quotes(node.text) + " is not supported",
			      "remove the tag; quotes make a value text");
	}

	void check_mapping(YamlNode &mapping, const ItemPath &path)
	{
		std::unordered_map<std::string_view, int> lines;
		lines.reserve(mapping.children.size() / 2);
		for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
			YamlNode &key = mapping.children[i];
			check_key(key, path);
			if (key.flaw == YamlFlaw::kNone) {
				const auto [first, is_new] = lines.emplace(key.text, key.line);
				if (!is_new)
					repeated(key, first->second, path);
			}
			check(mapping.children[i + 1], {.parent = &path, .key = key.text});
		}
	}

	void check_key(YamlNode &key, const ItemPath &path)
	{
		check_flaw(key, path);
		if (key.flaw != YamlFlaw::kNone)
			return;
		if (key.kind != YamlKind::kScalar) {
			error(key, path, "key-type", "a key must be a word", "write 'word: value'");
			key.flaw = YamlFlaw::kBadKey;
		} else if (key.plain && key.text == "<<") {
			error(key, path, "merge-key", "merge keys are not supported",
			      "write the values out at each place");
			key.flaw = YamlFlaw::kBadKey;
		}
	}

	void repeated(YamlNode &key, int first_line, const ItemPath &path)
	{
		const bool tool = path.parent && !path.parent->parent && path.key == "tools";
		error(key, path, "duplicate-key",
		      (tool ? "tool " : "key ") + in_quotes(key.text) + " is defined twice, first at line " +
			  std::to_string(first_line),
		      tool ? "put everything of one tool under one name" : "remove one of the two");
		key.flaw = YamlFlaw::kRepeated;
	}

	void error(const YamlNode &node, const ItemPath &path, std::string code, std::string message,
		   std::string hint)
	{
		report_.error({file_, node.line, node.column}, path.text(), std::move(code),
			      std::move(message), std::move(hint));
	}

	const std::string &file_;
	Report &report_;
};

} // namespace

void check_yaml(YamlNode &root, const std::string &file, Report &report)
{
	Checker(file, report).check(root, {});
}

} // namespace watchbpf::policy
