// SPDX-License-Identifier: Apache-2.0
#include "scene.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "stage.h"

namespace watchbpf::guest {

namespace fs = std::filesystem;

Scene::Scene()
{
	char name[] = "/var/tmp/scene-XXXXXX";

	fs::create_directories("/var/tmp");
	if (!mkdtemp(name))
		throw std::runtime_error("mkdtemp");
	folder_ = name;
	// For the test that has no privileges.
	fs::permissions(folder_, fs::perms(0755));
	sealed_copy(stage::alice(), "alice");
}

Scene::~Scene()
{
	std::error_code ignored;
	fs::remove_all(folder_, ignored);
}

Command Scene::busy_alice() const
{
	// lo stays free: an interface takes one XDP program.
	if (!fs::exists("/sys/class/net/busy0"))
		must_run({"ip", "link", "add", "busy0", "type", "veth", "peer", "name", "busy1"});
	return {alice(), "--interface", "busy0", "--hold", "600"};
}

std::string Scene::copy(const std::string &file, const std::string &name) const
{
	fs::copy_file(file, folder_ / name);
	return folder_ / name;
}

std::string Scene::sealed_copy(const std::string &file, const std::string &name) const
{
	const std::string sealed = copy(file, name);
	must_run({stage::watchbpf(), "seal", sealed});
	return sealed;
}

std::string Scene::sealed_twin(const std::string &file, const std::string &name) const
{
	const std::string twin = copy(file, name);
	std::ofstream(twin, std::ios::app | std::ios::binary) << name;
	must_run({stage::watchbpf(), "seal", twin});
	return twin;
}

std::string Scene::write(const std::string &name, const std::string &text) const
{
	std::ofstream file(folder_ / name, std::ios::binary);
	file << text;
	file.close();
	if (!file)
		throw std::runtime_error("cannot write " + path(name));
	return path(name);
}

std::string Scene::write_script(const std::string &name, const std::string &text) const
{
	write(name, text);
	fs::permissions(folder_ / name, fs::perms(0755));
	return path(name);
}

static std::string indented(const std::string &lines, const std::string &by)
{
	std::istringstream text(lines);
	std::string out;
	for (std::string line; std::getline(text, line);)
		out += by + line + "\n";
	return out;
}

std::string Scene::policy() const
{
	return policy({.tools = {{.name = "alice", .path = alice()}}});
}

std::string Scene::policy(const PolicyRules &rules) const
{
	std::string text = "version: 1\nmode: enforce\ndefault: " + rules.untrusted + "\ntools:\n";
	for (const ToolRule &tool : rules.tools) {
		text += "  " + tool.name + ":\n    identities:\n      - path: " + tool.path + "\n";
		if (!tool.types.empty())
			text += "    programs:\n      types: [" + tool.types + "]\n" +
				indented(tool.programs, "      ");
		text += indented(tool.keys, "    ");
		if (tool.reach.empty())
			text += std::string("    maps: ") + (tool.maps ? "true" : "false") + "\n";
		else
			text += "    maps:\n" + indented(tool.reach, "      ");
	}
	return write("policy.yaml", text);
}

} // namespace watchbpf::guest
