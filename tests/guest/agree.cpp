// SPDX-License-Identifier: Apache-2.0
// Asks the decision of this machine's kernel and the one compiled into this
// program the same random questions. Exit status: 0 they agree on all of them,
// 1 they do not, 2 could not run.
//
//   agree [QUESTIONS [SEED]]
#include "agree.h"

#include <bpf/bpf.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "agree.skel.h"

namespace {

class Questions {
public:
	explicit Questions(std::uint32_t seed) : random_(seed) {}

	agree_case next();

private:
	// Small numbers, edges and anything: each kind a third.
	__u32 number(__u32 small);
	wb_level level();
	void fill_limits(wb_limits &limits);
	wb_program_facts program();
	wb_object_facts object();
	void fill_where(wb_where &where);

	std::mt19937 random_;
};

__u32 Questions::number(__u32 small)
{
	constexpr __u32 kEdges[] = {0,  1,  31,         32,         61,         62,
				    63, 64, 0x7fffffff, 0x80000000, 0xfffffffe, WB_NOT_KNOWN};
	switch (random_() % 3) {
	case 0:
		return static_cast<__u32>(random_()) % (small + 1);
	case 1:
		return kEdges[random_() % std::size(kEdges)];
	default:
		return static_cast<__u32>(random_());
	}
}

// From a few names, so that many are equal, and some in their last byte only.
wb_level Questions::level()
{
	wb_level level{};
	const __u32 kind = static_cast<__u32>(random_()) % 4;
	if (kind)
		std::memset(level.name, 'a' + static_cast<int>(kind),
			    random_() % 2 ? 3 : sizeof(level.name) - 1);
	return level;
}

void Questions::fill_where(wb_where &where)
{
	where.flags = static_cast<__u32>(random_()) & static_cast<__u32>(random_()) & 31;
	for (__u32 &user : where.users)
		user = random_() % 2 ? WB_NO_ID : number(3);
	for (__u32 &group : where.groups)
		group = random_() % 2 ? WB_NO_ID : number(3);
	for (wb_level &unit : where.units)
		unit = level();
	for (int i = 0; i < WB_WHERE_CGROUPS; i++) {
		where.depths[i] = static_cast<__u32>(random_()) % (WB_WHERE_LEVELS + 1);
		for (__u32 depth = 0; depth < where.depths[i]; depth++)
			where.cgroups[i][depth] = level();
	}
}

wb_program_facts Questions::program()
{
	wb_program_facts facts{};
	facts.knowledge = number(WB_KNOWS_ALL);
	facts.type = number(33);
	facts.attach_type = number(62);
	facts.instructions = number(3);
	facts.signature = number(2);
	facts.keyring = static_cast<__s32>(number(2));
	facts.effects = static_cast<__u32>(random_()) & static_cast<__u32>(random_());
	facts.kfunc_refused = random_() % 4 == 0;
	facts.target_refused = random_() % 4 == 0;
	facts.target_guards = random_() % 8 == 0;
	facts.map_refused = random_() % 4 ? 0 : number(3);
	facts.map_untold = random_() % 8 == 0;
	for (__u64 &word : facts.helpers)
		word = random_() % 2 ? 0 : 1ull << random_() % 64;
	return facts;
}

void Questions::fill_limits(wb_limits &limits)
{
	limits.flags = static_cast<__u32>(random_()) & static_cast<__u32>(random_()) & 127;
	limits.max_instructions = number(3);
	limits.effects = random_() | random_();
	limits.keyring = static_cast<__s32>(number(2));
	limits.attach_types = random_() | static_cast<__u64>(random_()) << 32;
	for (__u64 &word : limits.helpers)
		word = random_() | static_cast<__u64>(random_()) << 32;
}

wb_object_facts Questions::object()
{
	wb_object_facts facts{};
	facts.kind = number(WB_OBJECT_LINK);
	facts.own = random_() % 8 == 0;
	facts.owner = number(2);
	facts.owned = random_() % 2;
	facts.asked = number(15);
	facts.allowed = number(15);
	return facts;
}

agree_case Questions::next()
{
	agree_case question{};
	question.rule.program_types = random_() | static_cast<__u64>(random_()) << 32;
	question.rule.flags = number(1023) | (random_() % 8 ? WB_TOOL_PRESENT : 0);
	fill_where(question.where);
	question.facts = {.tool = number(2),
			  .hook = number(WB_HOOK_COUNT),
			  .command = number(40),
			  .own_object = random_() % 8 == 0,
			  .target = number(2),
			  .audit = random_() % 4 == 0,
			  .caller = random_() % 8 ? 0u : number(2),
			  .daemon = random_() % 4 == 0,
			  .pins_held = random_() % 8 == 0,
			  .no_room = random_() % 16 == 0,
			  .object = object(),
			  .program = program()};
	question.rule.limits = number(1);
	fill_limits(question.limits);
	question.no_limits = random_() % 8 == 0;
	question.exec.tool = number(2);
	for (__u32 *flag : {&question.exec.has_digest, &question.exec.interpreted, &question.exec.traced,
			    &question.exec.shares_fs, &question.exec.seccomp_notifies,
			    &question.exec.sealed_late, &question.exec.not_secure})
		*flag = random_() % 6 == 0;
	question.exec.has_digest ^= 1;
	question.exec.place = static_cast<wb_reason>(random_() % 2 ? 0 : random_() % WB_REASON_COUNT);
	question.place = {.user = number(3),
			  .group = number(3),
			  .host = static_cast<__u32>(random_() & 1),
			  .depth = static_cast<__u32>(random_()) % (AGREE_LEVELS + 1),
			  .slices = static_cast<__u32>(random_()),
			  .padding = 0,
			  .levels = {}};
	for (wb_level &name : question.place.levels)
		name = level();
	question.no_rule = random_() % 16 == 0;
	return question;
}

bool differ(const wb_verdict &left, const wb_verdict &right)
{
	return std::memcmp(&left, &right, sizeof(left)) != 0;
}

int failed(const char *what)
{
	std::perror(what);
	return 2;
}

// Fills the map, runs the program once, and compares.
int ask(const agree_bpf &kernel, Questions &questions, int &disagreements, int &allowed)
{
	std::vector<agree_case> cases(AGREE_BATCH);
	const int map = bpf_map__fd(kernel.maps.agree_cases);
	for (__u32 i = 0; i < AGREE_BATCH; i++) {
		cases[i] = questions.next();
		if (bpf_map_update_elem(map, &i, &cases[i], BPF_ANY))
			return failed("writing a question");
	}
	char packet[64] = {};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet, .data_size_in = sizeof(packet));
	if (bpf_prog_test_run_opts(bpf_program__fd(kernel.progs.agree), &options))
		return failed("running the kernel's decision");
	if (options.retval != AGREE_BATCH)
		return failed("the kernel left questions out");
	for (__u32 i = 0; i < AGREE_BATCH; i++) {
		agree_case theirs{};
		if (bpf_map_lookup_elem(map, &i, &theirs))
			return failed("reading an answer");
		agree_answer(&cases[i]);
		disagreements += theirs.located != cases[i].located ||
				 differ(theirs.decided, cases[i].decided) ||
				 differ(theirs.executed, cases[i].executed);
		allowed += theirs.decided.action == WB_ALLOW && theirs.located == WB_REASON_ALLOWED;
	}
	return 0;
}

} // namespace

int main(int argc, char **argv)
{
	const int wanted = argc > 1 ? std::atoi(argv[1]) : 100'000;
	Questions questions(argc > 2 ? static_cast<std::uint32_t>(std::atoi(argv[2])) : 1);
	agree_bpf *kernel = agree_bpf__open_and_load();
	if (!kernel)
		return failed("loading the decision");
	int asked = 0, disagreements = 0, allowed = 0, error = 0;
	for (; asked < wanted && !error; asked += AGREE_BATCH)
		error = ask(*kernel, questions, disagreements, allowed);
	agree_bpf__destroy(kernel);
	std::printf("asked %d questions, %d disagreements, %d allowed\n", asked, disagreements, allowed);
	if (error)
		return error;
	// Neither side may have said the same to everything.
	return disagreements || !allowed || allowed == asked ? 1 : 0;
}
