// SPDX-License-Identifier: Apache-2.0
// The lints, one function each; lint.h calls them all.
#pragma once

#include <string>

#include "policy/compiler.h"
#include "policy/item_path.h"
#include "policy/model.h"
#include "policy/report.h"

namespace watchbpf::policy {

// `everybody`: an identity that runs whatever its caller says.
void lint_everybody(const Policy &policy, const Host &host, Report &report);
// `generic-loader`, `wide-types`: tools that may do more than anyone needs.
void lint_breadth(const Policy &policy, const Host &host, Report &report);
// `guard`, `late-target`, `never-matches`: what tools may load and how it is limited.
void lint_limits(const Policy &policy, const Host &host, Report &report);
// `never-matches`: tools that no task can ever be.
void lint_reach(const Policy &policy, const Host &host, Report &report);
// `shadowed`: modes that another mode decides.
void lint_modes(const Policy &policy, Report &report);
// `wide-maps`, `shadowed`, `never-matches`: rules for maps of others.
void lint_objects(const Policy &policy, Report &report);
// `writable-directory`, `writable-file`: what others may replace.
void lint_directories(const Policy &policy, const Host &host, Report &report);

// The part of a path behind its last slash.
std::string_view base_name(std::string_view path);

} // namespace watchbpf::policy
