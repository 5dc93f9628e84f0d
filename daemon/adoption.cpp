// SPDX-License-Identifier: Apache-2.0
#include "daemon/adoption.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "daemon/event_format.h"
#include "daemon/fsverity.h"

namespace watchbpf::daemon {

namespace {

// A process that forks without end must not keep us from starting.
constexpr int kMostRounds = 20;

struct Executable {
	policy::Digest digest;
	__u32 tool;
};

class Adopter {
public:
	Adopter(const BpfObject &object, const policy::Generation &generation);

	Result<Adopted> run();

private:
	using TaskKey = std::tuple<__u32, __u64, __u64>; // tid, start, exec_id

	std::vector<wb_adoption> round(const std::vector<wb_candidate> &tasks);
	Result<void> adopt(std::vector<wb_adoption> adoptions);
	std::optional<Executable> executable_of(__u32 pid) const;
	RunningTask described(__u32 pid, __u32 tool) const;
	Adopted result(const std::vector<wb_candidate> &left) const;

	const BpfObject &object_;
	const policy::Generation &generation_;
	std::set<TaskKey> asked_;         // one that was refused is not asked again
	std::set<__u32> refused_;         // processes with a thread that was refused
	std::map<__u32, __u32> adopting_; // pid -> tool
};

std::string proc(__u32 pid, const char *file)
{
	return "/proc/" + std::to_string(pid) + "/" + file;
}

// Reading links needs no opening: a process that goes away is only not there.
bool holds_bpf(__u32 pid)
{
	std::error_code error;
	for (const auto &entry : std::filesystem::directory_iterator(proc(pid, "fd"), error)) {
		const std::string target = std::filesystem::read_symlink(entry.path(), error).string();
		if (target.starts_with("anon_inode:bpf"))
			return true;
	}
	return false;
}

Adopter::Adopter(const BpfObject &object, const policy::Generation &generation)
    : object_(object), generation_(generation)
{
}

// The tool whose file this process runs.
std::optional<Executable> Adopter::executable_of(__u32 pid) const
{
	const std::string file = proc(pid, "exe");
	if (!looks_sealed(file))
		return std::nullopt;
	const auto digest = measure_file(file);
	if (!digest)
		return std::nullopt;
	const __u32 tool = generation_.tool_of(*digest);
	if (tool == WB_UNTRUSTED)
		return std::nullopt;
	return Executable{*digest, tool};
}

// What can be asked for of these tasks that was not asked for before.
std::vector<wb_adoption> Adopter::round(const std::vector<wb_candidate> &tasks)
{
	std::vector<wb_adoption> adoptions;
	std::map<__u32, std::optional<Executable>> known;
	for (const wb_candidate &task : tasks) {
		if (adoptions.size() == WB_ADOPTIONS ||
		    !asked_.emplace(task.tid, task.start, task.exec_id).second)
			continue;
		// Measured after the task was listed: an exec in between makes the
		// adoption void, whatever was measured.
		auto entry = known.find(task.pid);
		if (entry == known.end())
			entry = known.emplace(task.pid, executable_of(task.pid)).first;
		const auto &executable = entry->second;
		if (!executable || !(generation_.tools[executable->tool].flags & WB_TOOL_ADOPT))
			continue;
		adoptions.push_back({task, executable->tool, executable->digest.kernel(), 1, 0});
	}
	return adoptions;
}

// A process with all its threads, or not at all: they share their memory.
Result<void> Adopter::adopt(std::vector<wb_adoption> adoptions)
{
	const auto tried = object_.adopt(adoptions);
	if (!tried)
		return std::unexpected(tried.error());
	for (const wb_candidate &task : *tried)
		refused_.insert(task.pid);
	std::erase_if(adoptions,
		      [&](const wb_adoption &adoption) { return refused_.contains(adoption.task.pid); });
	for (wb_adoption &adoption : adoptions) {
		adoption.trial = 0;
		adopting_[adoption.task.pid] = adoption.tool;
	}
	const auto refused = object_.adopt(adoptions);
	if (!refused)
		return std::unexpected(refused.error());
	for (const wb_candidate &task : *refused)
		refused_.insert(task.pid);
	for (const auto &[pid, tool] : adopting_)
		if (refused_.contains(pid))
			return failure("one thread of process " + std::to_string(pid) +
					   " came under a tracer, or moved, while the others were adopted",
				       "end what traces it (TracerPid in /proc/PID/status), or the process");
	return {};
}

Result<Adopted> Adopter::run()
{
	for (int i = 0; i < kMostRounds; i++) {
		const auto tasks = object_.list_tasks();
		if (!tasks)
			return std::unexpected(tasks.error());
		const auto adoptions = round(*tasks);
		if (adoptions.empty())
			break;
		if (auto done = adopt(adoptions); !done)
			return std::unexpected(done.error());
	}
	const auto left = object_.list_tasks();
	if (!left)
		return std::unexpected(left.error());
	if (auto ended = object_.end_adoption(); !ended)
		return std::unexpected(ended.error());
	return result(*left);
}

RunningTask Adopter::described(__u32 pid, __u32 tool) const
{
	std::string name;
	std::getline(std::ifstream(proc(pid, "comm")), name);
	const wb_tool &rule = generation_.tools[tool];
	return {pid, name, tool == WB_UNTRUSTED ? "" : std::string(field_text(rule.name, sizeof(rule.name)))};
}

Adopted Adopter::result(const std::vector<wb_candidate> &left) const
{
	std::set<__u32> unmarked;
	for (const wb_candidate &task : left)
		unmarked.insert(task.pid);
	Adopted done;
	for (const auto &[pid, tool] : adopting_)
		if (!unmarked.contains(pid))
			done.adopted.push_back(described(pid, tool));
	for (const __u32 pid : unmarked) {
		if (pid == static_cast<__u32>(getpid()) || !holds_bpf(pid))
			continue;
		const auto executable = executable_of(pid);
		done.unmarked.push_back(described(pid, executable ? executable->tool : WB_UNTRUSTED));
	}
	return done;
}

} // namespace

Result<Adopted> adopt_running_tasks(const BpfObject &object, const policy::Generation &generation)
{
	return Adopter(object, generation).run();
}

} // namespace watchbpf::daemon
