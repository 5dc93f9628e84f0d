// SPDX-License-Identifier: Apache-2.0
#include "daemon/bpf_object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "daemon/fd.h"
#include "daemon/generation_maps.h"
#include "daemon/iterator.h"
#include "daemon/libbpf_log.h"
#include "daemon/watchbpf.skel.h"

namespace watchbpf::daemon {

static std::unexpected<Error> libbpf_failure(const std::string &doing, int error)
{
	return system_failure(doing, error, take_libbpf_messages());
}

void BpfObject::Destroy::operator()(watchbpf_bpf *skeleton) const
{
	watchbpf_bpf__destroy(skeleton);
}

BpfObject::BpfObject(std::unique_ptr<watchbpf_bpf, Destroy> skeleton, std::vector<wb_object> objects)
    : skeleton_(std::move(skeleton)), objects_(std::move(objects))
{
}

BpfObject::BpfObject(BpfObject &&) noexcept = default;
BpfObject &BpfObject::operator=(BpfObject &&) noexcept = default;
BpfObject::~BpfObject() = default;

static Result<std::vector<wb_object>> own_objects(const watchbpf_bpf *skeleton,
						  const GenerationMaps &generation)
{
	std::vector<wb_object> objects = generation.objects();
	const bpf_map *map;
	bpf_object__for_each_map(map, skeleton->obj)
	{
		bpf_map_info info{};
		__u32 size = sizeof(info);
		if (bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size))
			return system_failure("reading the id of our own map", errno);
		objects.push_back({WB_OBJECT_MAP, info.id});
	}
	bpf_program *program;
	bpf_object__for_each_program(program, skeleton->obj)
	{
		if (!bpf_program__autoload(program))
			continue;
		bpf_prog_info info{};
		__u32 size = sizeof(info);
		if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size))
			return system_failure("reading the id of our own program", errno);
		objects.push_back({WB_OBJECT_PROGRAM, info.id});
	}
	return objects;
}

// From now on nobody but this load's own programs gets an fd of them
// (bpf/own.h).
static Result<void> protect(int own_map, const std::vector<wb_object> &objects)
{
	const __u32 present = 1;
	for (const wb_object &object : objects)
		if (bpf_map_update_elem(own_map, &object, &present, BPF_NOEXIST))
			return system_failure("recording our own objects", errno);
	if (bpf_map_freeze(own_map))
		return system_failure("freezing the list of our own objects", errno);
	return {};
}

// Where kernels differ in a hook's name or arguments, there is a program for each.
static Result<void> choose_programs(watchbpf_bpf *skeleton, const KernelFeatures &kernel,
				    const LoadOptions &options)
{
	auto &programs = skeleton->progs;
	const bool newer = kernel.has_prog_load_hook;
	const bool traces = !kernel.verified_function.empty() && !options.scan_only;
	const bool writes = traces && kernel.traces_map_writes;
	const int cpus = libbpf_num_possible_cpus();
	if (cpus <= 0)
		return libbpf_failure("counting this machine's CPUs", -cpus);

	skeleton->rodata->wb_cpus = static_cast<__u32>(cpus);
	skeleton->rodata->wb_traces = traces;
	skeleton->rodata->wb_sees_pins = kernel.traces_pins;
	for (const auto &[program, wanted] : {
		 std::pair(programs.wb_prog_load, newer),
		 std::pair(programs.wb_prog_alloc, !newer),
		 std::pair(programs.wb_prog_free, newer),
		 std::pair(programs.wb_prog_free_aux, !newer),
		 std::pair(programs.wb_prog_check, !newer && !traces),
		 std::pair(programs.wb_map_create, newer),
		 std::pair(programs.wb_map_alloc, !newer),
		 std::pair(programs.wb_map_free, newer),
		 std::pair(programs.wb_map_free_security, !newer),
		 std::pair(programs.wb_map_pinned, kernel.traces_pins),
		 std::pair(programs.wb_link_made, kernel.traces_links),
		 std::pair(programs.wb_link_free, kernel.traces_links),
		 std::pair(programs.wb_map_written, writes && kernel.map_writes_by_register),
		 std::pair(programs.wb_map_written_by_number, writes && !kernel.map_writes_by_register),
		 std::pair(programs.wb_memory_given, writes && kernel.map_writes_by_register),
		 std::pair(programs.wb_memory_given_by_number, writes && !kernel.map_writes_by_register),
		 std::pair(programs.wb_verified, traces),
		 std::pair(programs.wb_ioctl_compat, kernel.has_ioctl_compat_hook),
	     })
		bpf_program__set_autoload(program, wanted);
	if (!traces)
		return {};
	if (const int error =
		bpf_program__set_attach_target(programs.wb_verified, 0, kernel.verified_function.c_str()))
		return libbpf_failure("tracing " + kernel.verified_function + "()", -error);
	return {};
}

static Result<void> tell_kfuncs(int map, const std::vector<KernelFeatures::Kfunc> &kfuncs)
{
	for (const auto &[id, effects] : kfuncs)
		if (bpf_map_update_elem(map, &id, &effects, BPF_ANY))
			return system_failure("telling the kernel side of kfuncs", errno);
	if (bpf_map_freeze(map))
		return system_failure("freezing what is known of kfuncs", errno);
	return {};
}

static void limit_records(watchbpf_bpf *skeleton, std::uint32_t most)
{
	for (bpf_map *map : {skeleton->maps.wb_maps, skeleton->maps.wb_programs, skeleton->maps.wb_links,
			     skeleton->maps.wb_link_ids})
		if (most && most < bpf_map__max_entries(map))
			bpf_map__set_max_entries(map, most);
}

Result<BpfObject> BpfObject::load(const KernelFeatures &kernel, const policy::Generation &generation,
				  const LoadOptions &options)
{
	std::unique_ptr<watchbpf_bpf, Destroy> skeleton(watchbpf_bpf__open());
	if (!skeleton)
		return libbpf_failure("opening the BPF programs", errno);

	skeleton->rodata->wb_audit = options.audit;
	skeleton->rodata->wb_generation = 1;
	skeleton->rodata->wb_exec_events = options.exec_events;
	if (auto chosen = choose_programs(skeleton.get(), kernel, options); !chosen)
		return std::unexpected(chosen.error());
	limit_records(skeleton.get(), options.max_records);
	if (const int error = watchbpf_bpf__load(skeleton.get()))
		return libbpf_failure("loading the BPF programs into kernel " + kernel.release, -error);

	if (auto told = tell_kfuncs(bpf_map__fd(skeleton->maps.wb_kfuncs), kernel.kfuncs); !told)
		return std::unexpected(told.error());
	auto maps = GenerationMaps::create(generation);
	if (!maps)
		return std::unexpected(maps.error());
	if (auto installed = maps->install({.identities = bpf_map__fd(skeleton->maps.wb_identities),
					    .tools = bpf_map__fd(skeleton->maps.wb_tools),
					    .wheres = bpf_map__fd(skeleton->maps.wb_wheres),
					    .limits = bpf_map__fd(skeleton->maps.wb_limits),
					    .reaches = bpf_map__fd(skeleton->maps.wb_reaches),
					    .kfuncs = bpf_map__fd(skeleton->maps.wb_kfuncs_named)});
	    !installed)
		return std::unexpected(installed.error());
	auto objects = own_objects(skeleton.get(), *maps);
	if (!objects)
		return std::unexpected(objects.error());
	if (auto done = protect(bpf_map__fd(skeleton->maps.wb_own_objects), *objects); !done)
		return std::unexpected(done.error());
	return BpfObject(std::move(skeleton), std::move(*objects));
}

// Nobody may steer this process: through it, its links could be closed.
static Result<void> protect_this_process(int tasks_map)
{
	const Fd self(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0)));
	const int key = self.get();
	wb_task task{};
	task.daemon = 1;
	if (!self.valid() || bpf_map_update_elem(tasks_map, &key, &task, BPF_NOEXIST))
		return system_failure("marking watchbpf's own process", errno);
	return {};
}

// The root of the cgroup tree, wherever and whether or not it is mounted.
static Result<Fd> open_root_cgroup()
{
	const Fd context(static_cast<int>(syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC)));
	if (!context.valid() ||
	    syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0))
		return system_failure("opening the cgroup tree", errno, "a kernel with cgroup v2 is needed");
	const Fd mount(static_cast<int>(syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
	Fd root(mount.valid() ? openat(mount.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1);
	if (!root.valid())
		return system_failure("opening the root cgroup", errno);
	return root;
}

Result<void> BpfObject::attach_all(std::span<const Attachment> attachments)
{
	for (const auto &[program, link] : attachments) {
		if (!bpf_program__autoload(program))
			continue;
		*link = bpf_program__attach(program);
		if (!*link)
			return libbpf_failure(std::string("attaching ") + bpf_program__name(program), errno);
	}
	return {};
}

Result<void> BpfObject::attach_marks()
{
	auto root = open_root_cgroup();
	if (!root)
		return std::unexpected(root.error());
	if (auto done = protect_this_process(bpf_map__fd(skeleton_->maps.wb_tasks)); !done)
		return done;
	auto &programs = skeleton_->progs;
	auto &links = skeleton_->links;
	links.wb_sysctl = bpf_program__attach_cgroup(programs.wb_sysctl, root->get());
	if (!links.wb_sysctl)
		return libbpf_failure("attaching wb_sysctl to the root cgroup", errno);

	const Attachment attachments[] = {
	    {programs.wb_fork, &links.wb_fork},
	    {programs.wb_exec_secure, &links.wb_exec_secure},
	    {programs.wb_exec_mark, &links.wb_exec_mark},
	    {programs.wb_ioctl, &links.wb_ioctl},
	    {programs.wb_ioctl_compat, &links.wb_ioctl_compat},
	    {programs.wb_ptrace, &links.wb_ptrace},
	    {programs.wb_traceme, &links.wb_traceme},
	};
	return attach_all(attachments);
}

Result<void> BpfObject::attach_decisions()
{
	auto &programs = skeleton_->progs;
	auto &links = skeleton_->links;
	// Records first: what has none after that is from before.
	const Attachment records[] = {
	    {programs.wb_map_create, &links.wb_map_create},
	    {programs.wb_map_alloc, &links.wb_map_alloc},
	    {programs.wb_map_free, &links.wb_map_free},
	    {programs.wb_map_free_security, &links.wb_map_free_security},
	    {programs.wb_map_pinned, &links.wb_map_pinned},
	    {programs.wb_map_written, &links.wb_map_written},
	    {programs.wb_map_written_by_number, &links.wb_map_written_by_number},
	    {programs.wb_memory_given, &links.wb_memory_given},
	    {programs.wb_memory_given_by_number, &links.wb_memory_given_by_number},
	    {programs.wb_verified, &links.wb_verified},
	    {programs.wb_prog_check, &links.wb_prog_check},
	    {programs.wb_prog_free, &links.wb_prog_free},
	    {programs.wb_prog_free_aux, &links.wb_prog_free_aux},
	    {programs.wb_prog_load, &links.wb_prog_load},
	    {programs.wb_prog_alloc, &links.wb_prog_alloc},
	    {programs.wb_link_free, &links.wb_link_free},
	    {programs.wb_link_made, &links.wb_link_made},
	    {programs.wb_show_maps, &links.wb_show_maps},
	    {programs.wb_show_programs, &links.wb_show_programs},
	    {programs.wb_show_links, &links.wb_show_links},
	};
	if (auto done = attach_all(records); !done)
		return done;
	for (const bpf_program *list :
	     {programs.wb_list_programs, programs.wb_list_maps, programs.wb_list_links,
	      programs.wb_list_files, programs.wb_list_uses})
		if (auto listed = run_iterator(list); !listed)
			return std::unexpected(listed.error());
	// bpf() last, because from then on attaching anything is denied to us too.
	const Attachment attachments[] = {
	    {programs.wb_receive, &links.wb_receive},       {programs.wb_mapping, &links.wb_mapping},
	    {programs.wb_pin_open, &links.wb_pin_open},     {programs.wb_pin_unlink, &links.wb_pin_unlink},
	    {programs.wb_pin_rename, &links.wb_pin_rename}, {programs.wb_pin_link, &links.wb_pin_link},
	    {programs.wb_pin_umount, &links.wb_pin_umount}, {programs.wb_socket, &links.wb_socket},
	    {programs.wb_netlink, &links.wb_netlink},       {programs.wb_map_fd, &links.wb_map_fd},
	    {programs.wb_prog_fd, &links.wb_prog_fd},       {programs.wb_bpf, &links.wb_bpf},
	};
	return attach_all(attachments);
}

static Result<std::vector<wb_candidate>> tasks_told_by(const bpf_program *program)
{
	return listed_as<wb_candidate>(run_iterator(program));
}

Result<std::vector<wb_candidate>> BpfObject::list_tasks() const
{
	return tasks_told_by(skeleton_->progs.wb_list_tasks);
}

Result<std::vector<wb_candidate>> BpfObject::adopt(const std::vector<wb_adoption> &adoptions) const
{
	const int map = bpf_map__fd(skeleton_->maps.wb_adoptions);
	for (const wb_adoption &adoption : adoptions)
		if (bpf_map_update_elem(map, &adoption.task.tid, &adoption, BPF_ANY))
			return system_failure(
			    "asking for the mark of task " + std::to_string(adoption.task.tid), errno);
	auto refused = tasks_told_by(skeleton_->progs.wb_adopt);
	if (!refused)
		return refused;
	for (const wb_adoption &adoption : adoptions)
		if (bpf_map_delete_elem(map, &adoption.task.tid))
			return system_failure("taking back what was asked for", errno);
	return refused;
}

Result<void> BpfObject::end_adoption() const
{
	if (bpf_map_freeze(bpf_map__fd(skeleton_->maps.wb_adoptions)))
		return system_failure("ending the adoption of tasks", errno);
	return {};
}

Result<ObjectList> BpfObject::list_objects() const
{
	ObjectList list;
	for (const bpf_link *link : {skeleton_->links.wb_show_maps, skeleton_->links.wb_show_programs,
				     skeleton_->links.wb_show_links}) {
		const auto shown = listed_as<wb_shown>(run_iterator(link));
		if (!shown)
			return std::unexpected(shown.error());
		for (const wb_shown &object : *shown)
			if (object.id)
				list.objects.push_back(object);
			else if (object.kind < std::size(list.records))
				list.records[object.kind] = object.records;
	}
	return list;
}

std::uint32_t BpfObject::capacity(wb_object_kind kind) const
{
	const auto &maps = skeleton_->maps;
	return bpf_map__max_entries(kind == WB_OBJECT_MAP       ? maps.wb_maps
				    : kind == WB_OBJECT_PROGRAM ? maps.wb_programs
								: maps.wb_links);
}

static bool still_exists(const wb_object &object)
{
	const Fd fd(object.kind == WB_OBJECT_MAP ? bpf_map_get_fd_by_id(object.id)
						 : bpf_prog_get_fd_by_id(object.id));
	return fd.valid() || errno != ENOENT;
}

std::size_t BpfObject::unload()
{
	constexpr auto kPatience = std::chrono::seconds(5);
	constexpr auto kPause = std::chrono::milliseconds(20);
	skeleton_.reset();
	for (const auto deadline = std::chrono::steady_clock::now() + kPatience;;) {
		std::erase_if(objects_, [](const wb_object &object) { return !still_exists(object); });
		if (objects_.empty() || std::chrono::steady_clock::now() > deadline)
			return objects_.size();
		std::this_thread::sleep_for(kPause);
	}
}

int BpfObject::events_fd() const
{
	return bpf_map__fd(skeleton_->maps.wb_events);
}

std::uint64_t BpfObject::counter(wb_counter counter) const
{
	return __atomic_load_n(&skeleton_->bss->wb_counters[counter], __ATOMIC_RELAXED);
}

} // namespace watchbpf::daemon
