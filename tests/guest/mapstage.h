// SPDX-License-Identifier: Apache-2.0
// Alice, Bob and others with maps: the same tool under other names, each with a digest of its
// own, and a map that one of them holds.
#pragma once

#include <string>
#include <vector>

#include "daemon.h"
#include "scene.h"

namespace watchbpf::guest {

class MapStage {
public:
	MapStage();

	std::string tool(const std::string &name) const { return scene_.path(name + "-maps"); }

	// mapuser, as `name`, does `act` to `map` (see Holder).
	Command act(const std::string &name, const Command &act, const Command &map, bool read_only) const;

	// The paths are filled in; without `types`, those that the acts of mapuser need.
	std::string policy(std::vector<ToolRule> rules) const;

private:
	Scene scene_;
};

// A map of a tool, held open and pinned as long as this lives; a hash, or what `type` says to mapuser.
class Holder {
public:
	Holder(const MapStage &stage, const std::string &tool, const std::string &map,
	       const std::string &type = {});
	~Holder();
	Holder(const Holder &) = delete;
	Holder &operator=(const Holder &) = delete;

	// As arguments of mapuser.
	Command by_pin() const { return {"--pin", pin_}; }
	Command by_id() const { return {"--id", id_}; }
	// One update through the fd that it has; throws if that is denied.
	void work();

private:
	std::string pin_, id_;
	Process process_;
};

} // namespace watchbpf::guest
