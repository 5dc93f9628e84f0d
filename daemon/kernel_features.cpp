// SPDX-License-Identifier: Apache-2.0
#include "daemon/kernel_features.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

#include "daemon/vmlinux_btf.h"
#include "policy/kfuncs.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

static std::optional<std::string> first_line(const char *path)
{
	std::ifstream file(path);
	std::string line;
	if (!std::getline(file, line))
		return std::nullopt;
	return line;
}

static Presence presence(bool present)
{
	return present ? Presence::kPresent : Presence::kMissing;
}

static Feature privilege()
{
	// CapEff is what counts, not the uid: root in a container may lack it.
	constexpr unsigned kSysAdmin = 21;
	std::ifstream status("/proc/self/status");
	std::string line;
	bool granted = false;
	while (std::getline(status, line))
		if (line.starts_with("CapEff:"))
			granted = std::strtoull(line.c_str() + 7, nullptr, 16) >> kSysAdmin & 1;
	return {"root", presence(granted), true,
		granted ? "CAP_SYS_ADMIN" : "this process lacks CAP_SYS_ADMIN",
		"run watchbpf as root of the host"};
}

static Feature type_information(const VmlinuxBtf &btf)
{
	return {"BTF", presence(btf.loaded()), true,
		btf.loaded() ? "/sys/kernel/btf/vmlinux"
			     : "the kernel's type information can't be read from /sys/kernel/btf/vmlinux",
		"boot a kernel built with CONFIG_DEBUG_INFO_BTF=y and mount sysfs"};
}

static Feature active_lsm()
{
	const auto active = first_line("/sys/kernel/security/lsm");
	if (!active)
		return {"BPF LSM", Presence::kUnknown, true,
			"/sys/kernel/security/lsm can't be read; the self-test will tell",
			"mount -t securityfs securityfs /sys/kernel/security"};
	std::istringstream names(*active);
	std::string name, others;
	bool found = false;
	while (std::getline(names, name, ',')) {
		found |= name == "bpf";
		others += name + ",";
	}
	return {"BPF LSM", presence(found), true,
		(found ? "active: " : "bpf is not among the active LSMs: ") + *active,
		"add to the kernel's command line and reboot: lsm=" + others + "bpf"};
}

static Feature task_storage(const VmlinuxBtf &btf, const std::string &release)
{
	const bool found = btf.has_enumerator("bpf_func_id", "BPF_FUNC_task_storage_get");
	return {"task storage", presence(found), true,
		found ? "BPF_MAP_TYPE_TASK_STORAGE, where a task's mark is kept"
		      : "kernel " + release + " has no BPF task storage, where a task's mark is kept",
		"boot Linux 6.1 or later"};
}

static Feature hooks(const VmlinuxBtf &btf, bool prog_load)
{
	std::string missing;
	for (const char *hook :
	     {"bpf", "bpf_map", "bpf_prog", "bprm_creds_for_exec", "bprm_committed_creds", "task_alloc",
	      "ptrace_access_check", "ptrace_traceme", "file_ioctl", "file_receive", "mmap_file", "file_open",
	      "inode_unlink", "inode_rename", "inode_link", "sb_umount", "socket_setsockopt", "netlink_send"})
		if (!btf.has_function(std::string("bpf_lsm_") + hook))
			missing += std::string(" ") + hook;
	if (!prog_load && !btf.has_function("bpf_lsm_bpf_prog_alloc_security"))
		missing += " bpf_prog_load";
	return {"LSM hooks", presence(missing.empty()), true,
		missing.empty() ? "all attach points" : "no attach point for" + missing,
		"boot a kernel built with CONFIG_BPF_LSM=y, Linux 6.1 or later"};
}

static Feature digests(const VmlinuxBtf &btf)
{
	const bool kfunc = btf.has_function("bpf_get_fsverity_digest");
	const bool inode = btf.has_member("inode", "i_verity_info");
	return {"fs-verity digests", presence(kfunc || inode), true,
		kfunc   ? "bpf_get_fsverity_digest()"
		: inode ? "inode->i_verity_info"
			: "neither bpf_get_fsverity_digest() nor inode->i_verity_info",
		"boot a kernel built with CONFIG_FS_VERITY=y, Linux 6.1 or later"};
}

static Feature ftrace()
{
	const auto enabled = first_line("/proc/sys/kernel/ftrace_enabled");
	return {"ftrace", enabled ? presence(*enabled != "0") : Presence::kUnknown, true,
		!enabled          ? "kernel.ftrace_enabled can't be read"
		: *enabled != "0" ? "kernel.ftrace_enabled=" + *enabled
				  : "kernel.ftrace_enabled=0 switches all BPF LSM programs off",
		"switch it on: sysctl kernel.ftrace_enabled=1"};
}

// Maps, programs, links and pins are known by the addresses of their operations (bpf/fd.bpf.c,
// bpf/pin.bpf.c). Hidden ones are zero, and nothing would be known as anything.
static Feature addresses()
{
	std::set<std::string, std::less<>> wanted = {"bpf_map_fops", "bpf_prog_fops", "bpf_link_fops",
						     "bpf_map_iops", "bpf_prog_iops", "bpf_link_iops"};
	std::ifstream symbols("/proc/kallsyms");
	for (std::string line; !wanted.empty() && std::getline(symbols, line);) {
		// ADDRESS TYPE NAME
		const auto name = line.rfind(' ') + 1;
		const auto found = wanted.find(std::string_view(line).substr(name));
		if (found != wanted.end() && line.find_first_not_of('0') != line.find(' '))
			wanted.erase(found);
	}
	std::string hidden;
	for (const std::string &name : wanted)
		hidden += " " + name;
	return {"addresses", presence(hidden.empty()), true,
		hidden.empty() ? "/proc/kallsyms shows what maps, programs and links are known by"
			       : "/proc/kallsyms does not show this process the address of" + hidden,
		"run watchbpf with CAP_SYSLOG and kernel.kptr_restrict below 2, on a kernel with "
		"CONFIG_KALLSYMS_ALL=y"};
}

static Feature lockdown()
{
	const auto state = first_line("/sys/kernel/security/lockdown");
	const bool confidential = state && state->find("[confidentiality]") != std::string::npos;
	return {"lockdown", presence(!confidential), true,
		confidential ? "lockdown=confidentiality keeps BPF programs from reading kernel memory"
			     : "BPF programs may read kernel memory",
		"boot with lockdown=integrity or less"};
}

// 7.2 lists a larger one among them, which is a flag.
static constexpr std::uint32_t kLastCommand = 0xffff;

// Numbers that this kernel has and this build does not: denied, so worth telling.
static Feature unknown_numbers(const VmlinuxBtf &btf)
{
	std::string unknown;
	for (const auto &[name, number] : btf.enumerators("bpf_cmd"))
		if (!name.starts_with("__") && number <= kLastCommand &&
		    policy::command_kernel_name(number) == "unknown")
			unknown += " " + name;
	for (const auto &[name, number] : btf.enumerators("bpf_prog_type"))
		if (!name.starts_with("__") && number != 0 &&
		    policy::program_type_name(number).starts_with("type "))
			unknown += " " + name;
	return {"vocabulary", presence(unknown.empty()), false,
		unknown.empty() ? "every command and program type of this kernel is known"
				: "denied to every tool, because this build does not know them:" + unknown,
		"update watchbpf"};
}

// Not required: what is not seen counts as present, so that more is denied.
static Feature verifier(const KernelFeatures &kernel)
{
	const bool all = !kernel.verified_function.empty() && kernel.traces_map_writes && kernel.traces_pins;
	std::string lost;
	if (kernel.verified_function.empty())
		lost = "its functions can't be traced: programs are judged by their instructions alone, and "
		       "what these leave open counts as present";
	else if (!kernel.traces_map_writes)
		lost = "which map a program writes can't be traced: all that it uses count as written";
	else if (!kernel.traces_pins)
		lost = "pinning can't be traced: all maps count as pinned";
	return {"verifier", presence(all), false,
		all ? "what it learns about each program is followed" : lost, ""};
}

// Not required: a link without a record is out of everybody's reach, its own tool's too.
static Feature links(const KernelFeatures &kernel)
{
	return {"links", presence(kernel.traces_links), false,
		kernel.traces_links ? "whose each is, is followed"
				    : "making them can't be traced: no tool can open or change any",
		""};
}

// A helper under another number than upstream's would be judged as something that
// it isn't: such a kernel is refused. One that is new is `unknown`, which is safe.
static Feature helpers(const VmlinuxBtf &btf)
{
	constexpr std::string_view kPrefix = "BPF_FUNC_";
	std::string unknown, renumbered;
	std::size_t all = 0;
	for (const auto &[name, number] : btf.enumerators("bpf_func_id")) {
		if (!name.starts_with(kPrefix) || number == 0)
			continue;
		all++;
		const std::string here = policy::helper_name(number);
		if (!policy::effects_of_helper(number))
			unknown += " " + name;
		else if (here != std::string_view(name).substr(kPrefix.size()))
			renumbered += " " + name + " (" + std::to_string(number) + ", here " + here + ")";
	}
	const bool known = all > 0 && unknown.empty() && renumbered.empty();
	return {"helpers", presence(known), !renumbered.empty(),
		known                ? "all " + std::to_string(all) + " are known, each by its number"
		: all == 0           ? "the kernel's type information has no list of them"
		: renumbered.empty() ? "this build does not know" + unknown
				     : "other numbers than upstream:" + renumbered +
					   (unknown.empty() ? "" : "; unknown:" + unknown),
		renumbered.empty() ? "update watchbpf" : "boot a kernel with upstream's helper numbers"};
}

// The rest is `unknown`, which is safe; how much it is depends on the kernel.
static Feature kfuncs(const VmlinuxBtf &btf, const KernelFeatures &kernel)
{
	const auto marked = btf.kfuncs();
	const auto known = [](std::string_view name) { return policy::effects_of_kfunc(name).has_value(); };
	const auto count =
	    std::to_string(marked.empty() ? kernel.kfuncs.size()
					  : static_cast<std::size_t>(std::ranges::count_if(marked, known)));
	return {"kfuncs", Presence::kPresent, false,
		marked.empty() ? count + " are known; this kernel does not say how many it has"
			       : count + " of " + std::to_string(marked.size()) + " are known",
		"update watchbpf"};
}

const Feature *KernelFeatures::first_missing() const
{
	const auto missing = std::find_if(features.begin(), features.end(), [](const Feature &feature) {
		return feature.required && feature.presence == Presence::kMissing;
	});
	return missing == features.end() ? nullptr : &*missing;
}

KernelFeatures probe_kernel()
{
	utsname name{};
	uname(&name);
	const VmlinuxBtf btf;

	KernelFeatures kernel;
	kernel.release = name.release;
	kernel.has_prog_load_hook = btf.has_function("bpf_lsm_bpf_prog_load");
	kernel.has_ioctl_compat_hook = btf.has_function("bpf_lsm_file_ioctl_compat");
	for (const char *function : {"convert_ctx_accesses", "bpf_convert_ctx_accesses"})
		if (btf.has_function(function))
			kernel.verified_function = function;
	kernel.traces_map_writes =
	    btf.has_function("check_map_access_type") && btf.has_function("check_helper_mem_access");
	kernel.map_writes_by_register = btf.takes_pointer("check_map_access_type", 1);
	kernel.traces_pins = btf.has_function("bpf_mkmap");
	kernel.traces_links = btf.has_function("bpf_link_prime") && btf.has_function("bpf_link_free");
	for (const policy::Kfunc &kfunc : policy::kfuncs())
		if (const std::uint32_t id = btf.function_id(kfunc.name))
			kernel.kfuncs.push_back({id, kfunc.effects});
	kernel.features = {privilege(), type_information(btf)};
	if (btf.loaded()) // without it, everything else would seem to be missing
		kernel.features.insert(kernel.features.end(),
				       {task_storage(btf, kernel.release), active_lsm(),
					hooks(btf, kernel.has_prog_load_hook), digests(btf), ftrace(),
					addresses(), lockdown(), unknown_numbers(btf), helpers(btf),
					kfuncs(btf, kernel), verifier(kernel), links(kernel)});
	return kernel;
}

} // namespace watchbpf::daemon
