// SPDX-License-Identifier: Apache-2.0
// What `programs` says beside its types, and `guard`.
#include "policy/reader_limits.h"

#include <linux/bpf.h>

#include "mistakes.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Codes = std::vector<std::string>;

namespace {

const std::string kTool = "version: 1\ntools:\n  alice:\n    identities: [{path: /usr/bin/alice}]\n";
const std::string kTypes = kTool + "    programs:\n      types: [tracing]\n      ";
const std::string kGuard = kTool + "    guard: true\n    programs:\n      types: [tracing]\n      ";
constexpr std::uint32_t kEvery = (1u << WB_EFFECT_COUNT) - 1;

ProgramLimits limits_of(const std::string &line)
{
	return valid(kTypes + line + "\n").tools[0].programs.limits;
}

Codes texts_of(const std::vector<Word> &words)
{
	Codes texts;
	for (const Word &word : words)
		texts.push_back(word.text);
	return texts;
}

std::string repeated(std::size_t count, const std::string &text)
{
	std::string out;
	while (count--)
		out += text;
	return out;
}

} // namespace

TEST_CASE("a tool without limits has none", "[reader][limits]")
{
	const ProgramLimits limits = valid(kTool + "    programs: {types: [xdp]}\n").tools[0].programs.limits;
	CHECK(limits.places.empty());
}

TEST_CASE("attach types by name, and none", "[reader][limits]")
{
	const ProgramLimits limits = limits_of("attach: [trace_fentry, none]");
	CHECK(limits.attach.to_ullong() == (1ull << BPF_TRACE_FENTRY | 1ull));
	REQUIRE(limits.has(WB_LIMIT_ATTACH));
	CHECK(limits.places.at(WB_LIMIT_ATTACH).line == 7);
	CHECK(limits.places.at(WB_LIMIT_ATTACH).column == 7);
	CHECK(limits.places.size() == 1);
	CHECK(limits_of("attach: cgroup_inet_ingress").attach.to_ullong() == 1);
}

TEST_CASE("targets are names, or how they begin", "[reader][limits]")
{
	CHECK(texts_of(limits_of("targets: [vfs_read, 'tcp_*', __x64_sys_bpf]").targets) ==
	      Codes{"vfs_read", "tcp_*", "__x64_sys_bpf"});
	const std::string longest(kLongestTarget, 'a');
	CHECK(limits_of("targets: " + longest).targets.size() == 1);
	CHECK(limits_of("targets: '" + longest + "*'").targets.size() == 1);
}

TEST_CASE("effects as a list, or all but some", "[reader][limits]")
{
	CHECK(limits_of("effects: [read_kernel, timer]").effects == (WB_DOES_READ_KERNEL | WB_DOES_TIMER));
	CHECK(limits_of("effects: unknown").effects == WB_DOES_UNKNOWN);
	CHECK(limits_of("effects: []").effects == 0);
	CHECK(limits_of("effects: []").has(WB_LIMIT_EFFECTS));
	// What is not known could be what is left out.
	constexpr std::uint32_t kKnown = kEvery & ~(WB_DOES_UNKNOWN | WB_DOES_GUARD);
	CHECK(limits_of("effects: {without: [write_user]}").effects == (kKnown & ~WB_DOES_WRITE_USER));
	CHECK(limits_of("effects: {without: unknown}").effects == kKnown);
}

TEST_CASE("helpers by either name, and kfuncs by any", "[reader][limits]")
{
	const ProgramLimits helpers = limits_of("helpers: [bpf_ktime_get_ns, map_lookup_elem]");
	CHECK(helpers.helpers.count() == 2);
	CHECK(helpers.helpers.test(BPF_FUNC_ktime_get_ns));
	CHECK(helpers.helpers.test(BPF_FUNC_map_lookup_elem));
	CHECK(limits_of("helpers: []").has(WB_LIMIT_HELPERS));
	CHECK(limits_of("helpers: []").helpers.none());
	CHECK(texts_of(limits_of("kfuncs: [bpf_strlen, my_kfunc]").kfuncs) ==
	      Codes{"bpf_strlen", "my_kfunc"});
	CHECK(limits_of("kfuncs: []").has(WB_LIMIT_KFUNCS));
}

TEST_CASE("instructions and signatures", "[reader][limits]")
{
	CHECK(limits_of("max_instructions: 1").max_instructions == 1);
	CHECK(limits_of("max_instructions: 1000000").max_instructions == 1000000);
	CHECK(limits_of("signed: system-keyring").keyring == 0);
	CHECK(limits_of("signed: system-keyring").has(WB_LIMIT_SIGNED));
	CHECK(limits_of("signed: 3").keyring == 3);
	CHECK(limits_of("signed: 2147483647").keyring == 2147483647);
}

TEST_CASE("guard, wherever it stands", "[reader][guard]")
{
	const Tool none = valid(kTool).tools[0];
	CHECK_FALSE(none.guard.programs);
	CHECK_FALSE(none.guard.nested);
	CHECK_FALSE(valid(kTool + "    guard: false\n").tools[0].guard.programs);
	for (const char *said : {"true", "programs", "[programs]"}) {
		const Guard guard = valid(kTool + "    guard: " + said + "\n").tools[0].guard;
		CHECK(guard.programs);
		CHECK_FALSE(guard.nested);
		CHECK(guard.place.line == 5);
	}
	CHECK(valid(kTool + "    guard: [nested, programs]\n").tools[0].guard.nested);
	const std::string types = "    programs: {types: [lsm, ext, syscall, cgroup_sysctl], attach: "
				  "[lsm_mac, modify_return, trace_fentry_multi]}\n";
	for (const std::string &text :
	     {kTool + "    guard: true\n" + types, kTool + types + "    guard: true\n"}) {
		const Tool tool = valid(text).tools[0];
		CHECK(tool.programs.types.count() == 4);
		CHECK(tool.programs.limits.attach.count() == 3);
	}
}

TEST_CASE("guard of one tool is no other's", "[reader][guard]")
{
	const ReadPolicy result = read(kTool + "    guard: true\n  bob:\n    identities: [{path: /b}]\n"
					       "    programs: {types: [lsm]}\n");
	CHECK(summary(result.diagnostics) == Codes{"guard-type 8:24"});
}

TEST_CASE("limits of programs that may not be loaded are told", "[reader][limits]")
{
	const ReadPolicy result = read(kTool + "    programs: {effects: []}\n");
	CHECK(result.policy);
	CHECK(summary(result.diagnostics) == Codes{"no-types 5:15"});
	CHECK_FALSE(result.diagnostics[0].hint.empty());
}

TEST_CASE("each mistake in a limit has its code, place and hint", "[reader][limits]")
{
	const Mistake mistakes[] = {
	    {"unknown attach type",
	     kTypes + "attach: [fentry]\n",
	     {"unknown-attach 7:16"},
	     {"'trace_fentry'"}},
	    {"guard attach type", kTypes + "attach: [modify_return]\n", {"guard-type 7:16"}, {"guard: true"}},
	    {"no attach type", kTypes + "attach: []\n", {"empty-list 7:15"}},
	    {"attach without a value", kTypes + "attach:\n", {"wrong-type 7:7"}},
	    {"any target", kTypes + "targets: ['*']\n", {"target 7:17"}, {"is every function's"}},
	    {"a star inside", kTypes + "targets: ['vfs*read']\n", {"target 7:17"}, {"no name of a kernel"}},
	    {"two stars", kTypes + "targets: ['vfs**']\n", {"target 7:17"}},
	    {"empty target", kTypes + "targets: ['']\n", {"target 7:17"}},
	    {"target of a number", kTypes + "targets: [7up]\n", {"target 7:17"}},
	    {"long target",
	     kTypes + "targets: " + std::string(kLongestTarget + 1, 'a') + "\n",
	     {"target 7:16"},
	     {"more than 62 bytes"}},
	    {"no targets", kTypes + "targets: []\n", {"empty-list 7:16"}},
	    {"unknown effect",
	     kTypes + "effects: [read_kernl]\n",
	     {"unknown-effect 7:17"},
	     {"'read_kernel'"}},
	    {"guard as an effect", kTypes + "effects: [guard]\n", {"guard-type 7:17"}, {"guard: true"}},
	    {"guard as an effect, of a guard", kGuard + "effects: [guard]\n", {"guard-type 8:17"}},
	    {"without guard", kTypes + "effects: {without: [guard]}\n", {"guard-type 7:27"}},
	    {"without nothing", kTypes + "effects: {without: []}\n", {"empty-list 7:26"}},
	    {"effects of nothing", kTypes + "effects: {}\n", {"missing-key 7:16"}},
	    {"effects denied", kTypes + "effects: {deny: [timer]}\n", {"unknown-key 7:17"}},
	    {"effects without a value", kTypes + "effects:\n", {"wrong-type 7:7"}},
	    {"unknown helper",
	     kTypes + "helpers: [bpf_probe_reed]\n",
	     {"unknown-helper 7:17"},
	     {"'probe_read'"}},
	    {"a helper's number", kTypes + "helpers: [4]\n", {"unknown-helper 7:17"}},
	    {"helpers as a mapping", kTypes + "helpers: {a: b}\n", {"wrong-type 7:16"}},
	    {"kfunc of two words", kTypes + "kfuncs: ['a b']\n", {"kfunc 7:16"}},
	    {"kfunc of nothing", kTypes + "kfuncs: ['']\n", {"kfunc 7:16"}},
	    {"kfuncs in lists", kTypes + "kfuncs: [[a]]\n", {"wrong-type 7:16"}},
	    {"no instructions", kTypes + "max_instructions: 0\n", {"instructions 7:25"}},
	    {"too many instructions", kTypes + "max_instructions: 1000001\n", {"instructions 7:25"}},
	    {"instructions in quotes", kTypes + "max_instructions: '7'\n", {"instructions 7:25"}},
	    {"many instructions", kTypes + "max_instructions: many\n", {"instructions 7:25"}},
	    {"octal instructions", kTypes + "max_instructions: 010\n", {"instructions 7:25"}},
	    {"negative instructions", kTypes + "max_instructions: -1\n", {"instructions 7:25"}},
	    {"signed: true", kTypes + "signed: true\n", {"signed 7:15"}, {"system-keyring"}},
	    {"the kernel's own numbers", kTypes + "signed: 2\n", {"signed 7:15"}},
	    {"a session keyring", kTypes + "signed: -3\n", {"signed 7:15"}},
	    {"a serial that is none", kTypes + "signed: 2147483648\n", {"signed 7:15"}},
	    {"guard: yes", kTool + "    guard: yes\n", {"unknown-value 5:12"}},
	    {"guard in quotes", kTool + "    guard: 'true'\n", {"unknown-value 5:12"}},
	    {"guard without a value", kTool + "    guard:\n", {"wrong-type 5:5"}},
	    {"guard of nothing", kTool + "    guard: []\n", {"empty-list 5:12"}},
	    {"nested alone", kTool + "    guard: nested\n", {"guard 5:12"}, {"[programs, nested]"}},
	    {"guard types as guard", kTool + "    guard: [lsm]\n", {"unknown-value 5:13"}},
	};
	for (const Mistake &mistake : mistakes)
		check_mistake(mistake);
}

TEST_CASE("a guard that is a mistake grants nothing", "[reader][guard]")
{
	const ReadPolicy result = read(kTool + "    guard: [lsm]\n    programs: {types: [lsm]}\n");
	CHECK(summary(result.diagnostics) == Codes{"unknown-value 5:13", "guard-type 6:24"});
}

TEST_CASE("limits take variables as every value does", "[reader][limits]")
{
	const Policy policy = valid("version: 1\nvariables: {some: [signal, timer], n: 7}\n" +
				    kTypes.substr(kTypes.find("tools")) +
				    "effects: ['${some}', sleep]\n      max_instructions: ${n}\n");
	CHECK(policy.tools[0].programs.limits.effects == (WB_DOES_SIGNAL | WB_DOES_TIMER | WB_DOES_SLEEP));
	CHECK(policy.tools[0].programs.limits.max_instructions == 7);
}

TEST_CASE("a flood of words ends", "[reader][limits]")
{
	const ReadPolicy result = read(kTypes + "helpers: [" + repeated(100'000, "x,") + "x]\n");
	CHECK_FALSE(result.policy);
	CHECK(result.diagnostics.size() <= 2 * Report::kMost);
}
