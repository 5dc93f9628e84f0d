// SPDX-License-Identifier: Apache-2.0
#include "mapstage.h"

#include <sys/mount.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "stage.h"

namespace watchbpf::guest {

namespace fs = std::filesystem;

MapStage::MapStage()
{
	for (const std::string name : {"alice", "bob", "carol"})
		scene_.sealed_twin(stage::mapuser(), name + "-maps");
	scene_.copy(stage::mapuser(), "eve-maps");
}

Command MapStage::act(const std::string &name, const Command &act, const Command &map, bool read_only) const
{
	Command command = {tool(name)};
	command.insert(command.end(), act.begin(), act.end());
	command.insert(command.end(), map.begin(), map.end());
	if (read_only)
		command.emplace_back("--ro");
	return command;
}

std::string MapStage::policy(std::vector<ToolRule> rules) const
{
	for (ToolRule &rule : rules) {
		rule.path = tool(rule.name);
		rule.types = "socket_filter, xdp, sched_cls, sk_skb, tracing";
	}
	return scene_.policy({.tools = rules});
}

static std::string pin_of(const std::string &map)
{
	const fs::path folder = "/sys/fs/bpf";
	fs::create_directories(folder);
	std::string fields;
	bool mounted = false;
	for (std::ifstream mounts("/proc/self/mounts"); std::getline(mounts, fields);)
		mounted |= fields.find(" " + folder.string() + " bpf ") != std::string::npos;
	if (!mounted && mount("bpf", folder.c_str(), "bpf", 0, nullptr))
		throw std::runtime_error("mounting a bpffs");
	// A test that failed may have left its own.
	fs::remove(folder / map);
	return folder / map;
}

static Command creation(const std::string &tool, const std::string &map, const std::string &pin,
			const std::string &type)
{
	Command command{tool, "create", map, pin, "--hold"};
	if (!type.empty())
		command.push_back(type);
	return command;
}

Holder::Holder(const MapStage &stage, const std::string &tool, const std::string &map,
	       const std::string &type)
    : pin_(pin_of(map)), process_(creation(stage.tool(tool), map, pin_, type))
{
	if (!process_.wait_for_output("holding"))
		throw std::runtime_error("no map " + map + ": " + process_.output());
	const std::string said = process_.output();
	const auto start = said.find("map ") + 4;
	id_ = said.substr(start, said.find(' ', start) - start);
}

Holder::~Holder()
{
	unlink(pin_.c_str());
}

void Holder::work()
{
	const auto before = process_.output().size();
	process_.signal(SIGUSR1);
	if (!eventually([&] { return process_.output().size() > before; }) ||
	    process_.output().find("update: allowed", before) == std::string::npos)
		throw std::runtime_error("no update: " + process_.output());
}

} // namespace watchbpf::guest
