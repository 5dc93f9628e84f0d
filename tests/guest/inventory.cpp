// SPDX-License-Identifier: Apache-2.0
#include "inventory.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "process.h"

namespace watchbpf::guest {

static void add(Inventory &all, const char *kind)
{
	for (const auto &object : nlohmann::json::parse(must_run({"bpftool", "-j", kind, "list"})))
		all.insert(std::string(kind) + " " + object.value("type", "") + " " +
			   object.value("name", ""));
}

Inventory inventory()
{
	Inventory all;
	for (const char *kind : {"prog", "map", "link"})
		add(all, kind);
	return all;
}

std::string map_id(const std::string &name)
{
	for (const auto &map : nlohmann::json::parse(must_run({"bpftool", "-j", "map", "list"})))
		if (map.value("name", "") == name)
			return std::to_string(map.at("id").get<int>());
	throw std::runtime_error("there is no map " + name);
}

bool inventory_becomes(const Inventory &expected)
{
	return eventually([&] { return inventory() == expected; }, std::chrono::seconds(30));
}

} // namespace watchbpf::guest
