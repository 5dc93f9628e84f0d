// SPDX-License-Identifier: Apache-2.0
#include "stage.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace watchbpf::guest::stage {

static std::string file(const char *name)
{
	namespace fs = std::filesystem;
	const char *chosen = std::getenv("WATCHBPF_STAGE");
	const fs::path root =
	    chosen ? fs::path(chosen) : fs::read_symlink("/proc/self/exe").parent_path().parent_path();
	if (!fs::exists(root / name))
		throw std::runtime_error("not in the stage: " + (root / name).string());
	return root / name;
}

std::string watchbpf()
{
	return file("bin/watchbpf");
}

std::string alice()
{
	return file("bin/alice");
}

std::string probe()
{
	return file("bin/probe");
}

std::string forge()
{
	return file("bin/forge");
}

std::string mapuser()
{
	return file("bin/mapuser");
}

std::string cycle()
{
	return file("bin/cycle");
}

std::string storm()
{
	return file("bin/storm");
}

std::string sideways()
{
	return file("bin/sideways");
}

std::string agree()
{
	return file("bin/agree");
}

std::string launch()
{
	return file("bin/launch");
}

std::string load_object()
{
	return file("bin/load-object");
}

std::string load_signed()
{
	return file("bin/load-signed");
}

std::string effects(const std::string &name)
{
	return file(("effects/" + name + ".bpf.o").c_str());
}

std::string preload()
{
	return file("lib/preload.so");
}

std::string example(const std::string &name)
{
	return file(("examples/" + name).c_str());
}

} // namespace watchbpf::guest::stage
