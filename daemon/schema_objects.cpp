// SPDX-License-Identifier: Apache-2.0
// The keys of a tool that say what it may do with maps and links, its own and others'.
#include "daemon/schema_objects.h"

#include "bpf/abi.h"
#include "policy/model.h"
#include "policy/reader_links.h"
#include "policy/reader_maps.h"
#include "policy/reader_tool.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

namespace {

// Nobody can be called `untrusted`; it is no word for an owner.
std::string owner_pattern()
{
	return "(?!untrusted$)" + tool_name_pattern();
}

Json create()
{
	const Json type = word(policy::map_type_names());
	Json form = type;
	form["anyOf"].push_back({{"type", "boolean"}});
	form["anyOf"].push_back({{"type", "array"}, {"items", type}});
	return form;
}

Json others()
{
	const std::vector<std::string_view> words(std::begin(policy::kAccessWords),
						  std::end(policy::kAccessWords));
	const std::string longest = std::to_string(policy::kLongestMapName);
	Json names = mapping_of_names("(?:[A-Za-z0-9_.]{1," + longest + "}\\*?|\\*)", word(words));
	names["minProperties"] = 1;
	Json access = word(words);
	access["anyOf"].push_back(std::move(names));
	Json others = mapping_of_names("(?:" + owner_pattern() + "|\\*)", std::move(access));
	others["minProperties"] = 1;
	return others;
}

} // namespace

Json maps()
{
	Json maps = mapping_of({
	    {"use", "May create maps of every type, and use its own.", flag(false)},
	    {"create", "Types of maps that it may create, as bpftool spells them; true: every type.",
	     create()},
	    {"others",
	     "Maps of other owners, by tool, unowned or '*': none, ro or rw, of all or by name ('ct_*').",
	     others()},
	    {"mode", "audit: what this rule would deny is only reported.", word({"enforce", "audit"})},
	});
	maps.update(flag(false));
	maps["type"] = {"boolean", "object", "string"};
	maps["minProperties"] = 1;
	const Json said = Json::array({{{"required", {"create"}}}, {{"required", {"others"}}}});
	maps["not"] = {{"type", "object"},
		       {"required", {"use"}},
		       {"properties", {{"use", {{"const", false}}}}},
		       {"anyOf", said}};
	return maps;
}

Json links()
{
	Json form =
	    words({{"type", "string"}, {"pattern", "^" + owner_pattern() + "$|\\$\\{"}}, WB_LINK_OWNERS);
	form["default"] = policy::kOwnLinks;
	return form;
}

} // namespace watchbpf::daemon
