// SPDX-License-Identifier: Apache-2.0
#include "policy/variables.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "policy/item_path.h"
#include "policy/text.h"
#include "policy/variable_table.h"

namespace watchbpf::policy {

namespace {

class Expander {
public:
	Expander(VariableTable &table, const VariableNames &elsewhere, const std::string &file,
		 YamlBudget &left, Report &report)
	    : table_(table), elsewhere_(elsewhere), file_(file), left_(left), report_(report)
	{
	}

	bool expand(YamlNode &root)
	{
		expand_value(root, {});
		return !over_;
	}

private:
	bool done() const { return over_ || report_.full(); }

	void expand_value(YamlNode &node, const ItemPath &path)
	{
		if (done() || !spend(1, node.text.size(), node, path))
			return;
		if (node.kind == YamlKind::kMapping)
			expand_mapping(node, path);
		else if (node.kind == YamlKind::kSequence)
			expand_list(node, path);
		else if (node.kind == YamlKind::kScalar && node.flaw != YamlFlaw::kTag &&
			 node.text.contains("${"))
			expand_scalar(node, path);
	}

	void expand_mapping(YamlNode &mapping, const ItemPath &path)
	{
		for (std::size_t i = 0; i + 1 < mapping.children.size() && !done(); i += 2) {
			const YamlNode &key = mapping.children[i];
			if (!spend(1, key.text.size(), key, path))
				return;
			if (path.parent || key.text != "variables")
				expand_value(mapping.children[i + 1], {.parent = &path, .key = key.text});
		}
	}

	void expand_list(YamlNode &list, const ItemPath &path)
	{
		std::vector<bool> spliced(list.children.size());
		bool any = false;
		for (std::size_t i = 0; i < list.children.size() && !done(); i++) {
			YamlNode &child = list.children[i];
			const bool was_list = child.kind == YamlKind::kSequence;
			expand_value(child, {.parent = &path, .key = {}, .index = i, .in_list = true});
			spliced[i] = !was_list && child.kind == YamlKind::kSequence;
			any = any || spliced[i];
		}
		if (!any)
			return;
		std::size_t size = 0;
		for (std::size_t i = 0; i < list.children.size(); i++)
			size += spliced[i] ? list.children[i].children.size() : 1;
		std::vector<YamlNode> flat;
		flat.reserve(size); // a small file can say a million of them
		for (std::size_t i = 0; i < list.children.size(); i++)
			if (spliced[i])
				std::ranges::move(std::exchange(list.children[i].children, {}),
						  std::back_inserter(flat));
			else
				flat.push_back(std::move(list.children[i]));
		list.children = std::move(flat);
	}

	void expand_scalar(YamlNode &node, const ItemPath &path)
	{
		std::string_view rest = node.text;
		const TextPiece first = take_piece(rest);
		const bool whole = rest.empty() && first.kind == TextPiece::Kind::kReference;
		if (whole ? !replace(node, first.text, path) : !substitute(node, path))
			node.flaw = YamlFlaw::kVariable;
	}

	// The node becomes the variable's value, a word or a list.
	bool replace(YamlNode &node, std::string_view name, const ItemPath &path)
	{
		const Variable *variable = use(name, node, path);
		if (!variable || !spend(variable->values.size(), variable->bytes, node, path))
			return false;
		std::vector<YamlNode> values = variable->values;
		for (YamlNode &value : values) {
			value.line = node.line;
			value.column = node.column;
		}
		if (!variable->list) {
			node.text = std::move(values[0].text);
			node.plain = values[0].plain;
			return true;
		}
		node.kind = YamlKind::kSequence;
		node.text.clear();
		node.children = std::move(values);
		return true;
	}

	bool substitute(YamlNode &node, const ItemPath &path)
	{
		std::string out;
		for (std::string_view rest = node.text; !rest.empty();) {
			const TextPiece piece = take_piece(rest);
			if (piece.kind == TextPiece::Kind::kText) {
				out += piece.text;
				continue;
			}
			if (piece.kind == TextPiece::Kind::kUnterminated) {
				error(node, path, "variable", "'${' has no '}'",
				      "write '${NAME}'; '$${' stands for the text '${'");
				return false;
			}
			const Variable *variable = use(piece.text, node, path);
			if (!variable || !is_word(*variable, node, path) ||
			    !spend(0, variable->bytes, node, path))
				return false;
			out += variable->values[0].text;
		}
		node.text = std::move(out);
		return true;
	}

	// Reports a name that is not defined. Nothing: there is nothing to put in.
	const Variable *use(std::string_view name, const YamlNode &node, const ItemPath &path)
	{
		if (Variable *variable = table_.find(name)) {
			variable->used = true;
			return variable->fit ? variable : nullptr;
		}
		const auto meant = table_.closest_to(name);
		error(node, path, "unknown-variable", "unknown variable " + in_quotes(name),
		      elsewhere_.contains(name)
			  ? "a file sees its own variables alone, not the main file's: define it here too"
		      : meant ? "did you mean '${" + *meant + "}'?"
			      : "define it under 'variables:' of this file; '$${' stands for the text '${'");
		return nullptr;
	}

	bool is_word(const Variable &variable, const YamlNode &node, const ItemPath &path)
	{
		if (!variable.list)
			return true;
		error(node, path, "variable",
		      "variable " + in_quotes(variable.name) + " is a list inside a text",
		      "a list stands for a whole value, or for elements of a list");
		return false;
	}

	bool spend(std::size_t nodes, std::size_t bytes, const YamlNode &node, const ItemPath &path)
	{
		if (nodes <= left_.nodes && bytes <= left_.bytes) {
			left_.nodes -= nodes;
			left_.bytes -= bytes;
			return true;
		}
		if (!over_)
			error(node, path, "too-large",
			      "with its variables put in and its files included, the policy has more than " +
				  (nodes > left_.nodes
				       ? std::to_string(kMostYamlNodes) + " values"
				       : std::to_string(kLargestPolicyBytes >> 20) + " MiB of text"),
			      "use long variables less often");
		over_ = true;
		return false;
	}

	void error(const YamlNode &node, const ItemPath &path, std::string code, std::string message,
		   std::string hint)
	{
		report_.error({file_, node.line, node.column}, path.text(), std::move(code),
			      std::move(message), std::move(hint));
	}

	VariableTable &table_;
	const VariableNames &elsewhere_;
	const std::string &file_;
	YamlBudget &left_;
	Report &report_;
	bool over_ = false;
};

void warn_of_unused(const VariableTable &table, Report &report)
{
	for (const Variable &variable : table.all())
		if (variable.fit && !variable.used)
			report.warning(variable.place, "variables", "unused-variable",
				       "variable " + in_quotes(variable.name) + " is not used",
				       "remove it, or write '${" + variable.name + "}' where it is meant");
}

} // namespace

std::optional<VariableNames> expand_variables(YamlNode &root, const std::string &file,
					      const VariableNames &elsewhere, YamlBudget &left,
					      Report &report)
{
	VariableTable table(YamlItem(root, file, report));
	if (!Expander(table, elsewhere, file, left, report).expand(root))
		return std::nullopt;
	if (!report.full())
		warn_of_unused(table, report);

	VariableNames names;
	for (const Variable &variable : table.all())
		names.insert(variable.name);
	return names;
}

} // namespace watchbpf::policy
