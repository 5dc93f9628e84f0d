// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml_tree.h"

#include <exception>
#include <istream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "policy/yaml_problem.h"
#include "policy/yaml_stream.h"

namespace watchbpf::policy {

namespace {

// Thrown by a handler, caught in parse_yaml(): yaml-cpp's parser has no other
// way out, and a hostile file must not be read to its end.
struct Stop {
	Diagnostic diagnostic;
};

Place place_of(const std::string &file, const YAML::Mark &mark)
{
	return {file, mark.line + 1, mark.column + 1};
}

// Builds the tree of the first document and refuses a second one.
class Builder final : public YAML::EventHandler {
public:
	Builder(const std::string &file, YamlStream &text) : file_(file), text_(text)
	{
		open_.emplace_back();
	}

	// Nothing was in the document: its root is empty too.
	YamlNode take()
	{
		auto &roots = open_.front().children;
		return roots.empty() ? YamlNode() : std::move(roots.front());
	}

	void OnDocumentStart(const YAML::Mark &mark) override
	{
		if (++documents_ > 1)
			throw Stop{yaml_problem(place_of(file_, mark), "several-documents",
						"a second document starts here",
						"keep one policy in each file")};
	}
	void OnDocumentEnd() override {}

	void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
	{
		add(make(YamlKind::kNull, mark, "", anchor));
	}
	void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override
	{
		YamlNode node = make(YamlKind::kNull, mark, "", 0);
		node.flaw = YamlFlaw::kAlias;
		add(std::move(node));
	}
	void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
		      const std::string &value) override
	{
		YamlNode node = make(YamlKind::kScalar, mark, tag, anchor);
		node.plain = tag == "?";
		if (node.flaw != YamlFlaw::kTag)
			node.text = value;
		add(std::move(node));
	}
	void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
			     YAML::EmitterStyle::value) override
	{
		open(make(YamlKind::kSequence, mark, tag, anchor));
	}
	void OnSequenceEnd() override { close(); }
	void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
			YAML::EmitterStyle::value) override
	{
		open(make(YamlKind::kMapping, mark, tag, anchor));
	}
	void OnMapEnd() override { close(); }

private:
	YamlNode make(YamlKind kind, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor)
	{
		if (++nodes_ > kMostYamlNodes)
			throw Stop{
			    yaml_problem(place_of(file_, mark), "too-large",
					 "file has more than " + std::to_string(kMostYamlNodes) + " values",
					 "a policy of 100,000 digests has 400,000")};
		text_.progress(static_cast<std::size_t>(mark.pos), mark.line + 1);
		YamlNode node;
		node.kind = kind;
		node.line = mark.line + 1;
		node.column = mark.column + 1;
		// "?" is yaml-cpp's word for no tag, "!" for a scalar in quotes.
		if (!tag.empty() && tag != "?" && tag != "!") {
			node.flaw = YamlFlaw::kTag;
			node.text = tag;
		} else if (anchor) {
			node.flaw = YamlFlaw::kAnchor;
		}
		return node;
	}

	void add(YamlNode node) { open_.back().children.push_back(std::move(node)); }

	void open(YamlNode node)
	{
		if (open_.size() > kDeepestYaml)
			throw Stop{yaml_too_deep({file_, node.line, node.column})};
		open_.push_back(std::move(node));
	}

	void close()
	{
		YamlNode node = std::move(open_.back());
		open_.pop_back();
		node.children.shrink_to_fit();
		add(std::move(node));
	}

	const std::string &file_;
	YamlStream &text_;
	std::vector<YamlNode> open_; // the way from the root to where the parser is
	std::size_t nodes_ = 0;
	int documents_ = 0;
};

std::expected<YamlNode, Diagnostic> run_parser(YamlStream &buffer, std::string_view text,
					       const std::string &file)
{
	std::istream stream(&buffer);
	Builder builder(file, buffer);

	try {
		YAML::Parser parser(stream);
		while (parser.HandleNextDocument(builder))
			;
	} catch (Stop &stop) {
		return std::unexpected(std::move(stop.diagnostic));
	} catch (const YAML::Exception &error) {
		return std::unexpected(yaml_syntax_problem(error, text, file, buffer.seen_line()));
	} catch (const std::exception &error) {
		return std::unexpected(yaml_problem({.file = file}, "yaml-syntax",
						    std::string("YAML cannot be read: ") + error.what(), ""));
	}
	return builder.take();
}

} // namespace

std::expected<YamlNode, Diagnostic> parse_yaml(std::string_view text, const std::string &file)
{
	YamlStream buffer(text);
	auto tree = run_parser(buffer, text, file);
	// Whatever the parser made of a text cut short, it is not the policy.
	if (buffer.stopped())
		return std::unexpected(yaml_too_far({.file = file, .line = buffer.seen_line()}));
	return tree;
}

} // namespace watchbpf::policy
