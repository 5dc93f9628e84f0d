// SPDX-License-Identifier: Apache-2.0
// Loads watchbpf's programs as watchbpf itself does on this kernel, attaches none, and says of
// each what it took the verifier and what it became, one line each:
//
//	kernel RELEASE
//	program NAME VERIFIED TRANSLATED MACHINE
//
// instructions that the verifier went through, instructions that it left, bytes of machine code.
#include <bpf/bpf.h>
#include <bpf/btf.h>

#include <cerrno>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "daemon/bpf_object.h"
#include "daemon/fd.h"
#include "daemon/libbpf_log.h"

using namespace watchbpf;

namespace {

struct Cost {
	__u32 verified, translated, machine;
};

struct FreeBtf {
	void operator()(btf *types) const { btf__free(types); }
};

std::set<__u32> program_ids()
{
	std::set<__u32> ids;
	for (__u32 id = 0; bpf_prog_get_next_id(id, &id) == 0;)
		ids.insert(id);
	return ids;
}

// As in the source: the kernel's own name for a program ends after 15 characters.
std::string full_name(const bpf_prog_info &info, const bpf_func_info &function)
{
	const std::unique_ptr<btf, FreeBtf> types(btf__load_from_kernel_by_id(info.btf_id));
	const btf_type *type = types ? btf__type_by_id(types.get(), function.type_id) : nullptr;
	const char *name = type ? btf__name_by_offset(types.get(), type->name_off) : nullptr;
	return name ? name : info.name;
}

Result<std::pair<std::string, Cost>> look_at(__u32 id)
{
	const daemon::Fd program(bpf_prog_get_fd_by_id(id));
	bpf_func_info first{};
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	info.nr_func_info = 1;
	info.func_info_rec_size = sizeof(first);
	info.func_info = reinterpret_cast<std::uintptr_t>(&first);
	if (!program.valid() || bpf_obj_get_info_by_fd(program.get(), &info, &size))
		return system_failure("looking at program " + std::to_string(id), errno);
	return std::pair(full_name(info, first),
			 Cost{info.verified_insns,
			      info.xlated_prog_len / static_cast<__u32>(sizeof(bpf_insn)),
			      info.jited_prog_len});
}

// By name: the order in which they were loaded is nobody's business.
Result<std::map<std::string, Cost>> costs_of_a_load(const daemon::KernelFeatures &kernel)
{
	const std::set<__u32> before = program_ids();
	const auto object = daemon::BpfObject::load(kernel, {}, {});
	if (!object)
		return std::unexpected(object.error());
	std::map<std::string, Cost> costs;
	for (const __u32 id : program_ids()) {
		if (before.contains(id))
			continue;
		const auto cost = look_at(id);
		if (!cost)
			return std::unexpected(cost.error());
		if (!costs.insert(*cost).second)
			return failure("two programs are called " + cost->first);
	}
	return costs;
}

} // namespace

int main()
{
	daemon::keep_libbpf_messages();
	const daemon::KernelFeatures kernel = daemon::probe_kernel();
	const auto costs = costs_of_a_load(kernel);
	if (!costs) {
		std::cerr << costs.error().message << "\n" << costs.error().hint << "\n";
		return 1;
	}
	std::cout << "kernel " << kernel.release << "\n";
	for (const auto &[name, cost] : *costs)
		std::cout << "program " << name << " " << cost.verified << " " << cost.translated << " "
			  << cost.machine << "\n";
	return 0;
}
