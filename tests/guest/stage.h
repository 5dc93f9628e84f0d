// SPDX-License-Identifier: Apache-2.0
// Where the binaries under test lie: beside this executable, or below
// $WATCHBPF_STAGE. The layout is that of the `guest-stage` target.
#pragma once

#include <string>

namespace watchbpf::guest::stage {

std::string watchbpf();
std::string alice();
std::string probe();
std::string launch();
std::string forge();
std::string mapuser();
std::string cycle();
std::string storm();
std::string sideways();
std::string agree();
std::string load_object();
std::string load_signed();
std::string effects(const std::string &name); // an object of effects/
std::string preload();                        // the library for LD_PRELOAD
std::string example(const std::string &name); // a file in examples/

} // namespace watchbpf::guest::stage
