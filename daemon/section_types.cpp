// SPDX-License-Identifier: Apache-2.0
#include "daemon/section_types.h"

#include <bpf/libbpf.h>

#include <algorithm>
#include <string_view>

#include "bpf/vocabulary.h"

namespace watchbpf::daemon {

namespace {

// Newer than Debian 12's libbpf.
constexpr struct {
	std::string_view start; // of the name, up to '/' or its end
	std::uint32_t type;
	std::uint32_t attach_type;
} kLaterSections[] = {
    {"netfilter", WB_TYPE_NETFILTER, 45},         {"tc/ingress", WB_TYPE_SCHED_CLS, 46},
    {"tc/egress", WB_TYPE_SCHED_CLS, 47},         {"tcx/ingress", WB_TYPE_SCHED_CLS, 46},
    {"tcx/egress", WB_TYPE_SCHED_CLS, 47},        {"netkit/primary", WB_TYPE_SCHED_CLS, 54},
    {"netkit/peer", WB_TYPE_SCHED_CLS, 55},       {"uprobe.multi", WB_TYPE_KPROBE, 48},
    {"uprobe.multi.s", WB_TYPE_KPROBE, 48},       {"uretprobe.multi", WB_TYPE_KPROBE, 48},
    {"uretprobe.multi.s", WB_TYPE_KPROBE, 48},    {"kprobe.session", WB_TYPE_KPROBE, 56},
    {"struct_ops.s", WB_TYPE_STRUCT_OPS, 0},      {"struct_ops.link", WB_TYPE_STRUCT_OPS, 0},
    {"struct_ops.s.link", WB_TYPE_STRUCT_OPS, 0},
};

std::optional<SectionType> later_type(std::string_view section)
{
	const auto starts = [&](const auto &row) {
		return section.starts_with(row.start) &&
		       (section.size() == row.start.size() || section[row.start.size()] == '/');
	};
	const auto row = std::ranges::find_if(kLaterSections, starts);
	if (row == std::end(kLaterSections))
		return std::nullopt;
	return SectionType{.type = row->type, .attach_type = row->attach_type, .target = {}};
}

std::optional<SectionType> known_type(const std::string &section)
{
	bpf_prog_type type{};
	bpf_attach_type attach_type{};
	if (libbpf_prog_type_by_name(section.c_str(), &type, &attach_type))
		return later_type(section);
	return SectionType{.type = static_cast<std::uint32_t>(type),
			   .attach_type = static_cast<std::uint32_t>(attach_type),
			   .target = {}};
}

// The kernel's own function behind the name in the section, as it puts it into its records.
void set_target(SectionType &found, std::string_view kind, std::string_view name)
{
	if (found.type != WB_TYPE_TRACING && found.type != WB_TYPE_LSM)
		return;
	if (name.empty())
		found.target_open = true;
	else if (found.type == WB_TYPE_LSM)
		found.target = "bpf_lsm_" + std::string(name);
	else
		found.target = (kind == "iter" ? "bpf_iter_" : "") + std::string(name);
}

} // namespace

std::optional<SectionType> type_of_section(const std::string &section)
{
	// "?": not loaded unless asked for.
	const std::string name = section.substr(section.starts_with('?') ? 1 : 0);
	auto found = known_type(name);
	if (!found)
		return std::nullopt;
	const std::size_t slash = name.find('/');
	std::string_view kind = std::string_view(name).substr(0, slash);
	found->sleepable =
	    kind.ends_with(".s") || kind == "struct_ops.s.link" || found->type == WB_TYPE_SYSCALL;
	if (kind.ends_with(".s"))
		kind.remove_suffix(2);
	set_target(*found, kind, slash == std::string::npos ? "" : std::string_view(name).substr(slash + 1));
	return found;
}

} // namespace watchbpf::daemon
