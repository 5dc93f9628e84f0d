// SPDX-License-Identifier: Apache-2.0
#include "policy/reader_document.h"

#include "policy/reader_include.h"
#include "policy/reader_signer.h"
#include "policy/reader_tool.h"
#include "policy/reader_value.h"
#include "policy/text.h"

namespace watchbpf::policy {

namespace {

constexpr std::string_view kDefaults[] = {"deny", "introspection"};

void read_version(const YamlItem &item)
{
	const auto text = item.scalar();
	if (!text)
		return;
	if (!item.node().plain || *text != "1")
		item.error("version", "policy version " + in_quotes(*text) + " is not known",
			   "this watchbpf reads 'version: 1'");
}

void refuse_in_included(const YamlItem &item)
{
	item.key_error("include", in_quotes(item.key()) + " cannot stand in a file that is included",
		       "it belongs in the main file");
}

} // namespace

Document read_document(const YamlItem &root, FileRole role)
{
	Document document;
	bool has_version = false;
	const auto in_main = [&](YamlItem::Visit read) {
		return role == FileRole::kMain ? std::move(read) : YamlItem::Visit(refuse_in_included);
	};
	const Key keys[] = {
	    {"version",
	     [&](const YamlItem &item) {
		     has_version = true;
		     read_version(item);
	     }},
	    {"mode", in_main([&](const YamlItem &item) {
		     document.mode = read_mode(item).value_or(Mode::kEnforce);
	     })},
	    {"default", in_main([&](const YamlItem &item) {
		     document.untrusted_place = item.key_place();
		     document.untrusted = static_cast<Untrusted>(read_word(item, kDefaults).value_or(0));
	     })},
	    {"include", in_main([&](const YamlItem &item) { document.include = read_include(item); })},
	    {"variables", [](const YamlItem &) {}}, // put in already, see variables.h
	    {"signers", [&](const YamlItem &item) { document.signers = read_signers(item); }},
	    {"tools", [&](const YamlItem &item) { document.tools = read_tools(item); }},
	};

	document.untrusted_place = {.file = root.place().file};
	if (read_mapping(root, keys, later_keys()) && !has_version && role == FileRole::kMain)
		root.error("missing-key", "'version' is missing", "start the file with 'version: 1'");
	return document;
}

} // namespace watchbpf::policy
