// SPDX-License-Identifier: Apache-2.0
// `watchbpf --enforce P.yaml` and `watchbpf --audit P.yaml`.
#include <malloc.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <memory>
#include <optional>
#include <utility>

#include "daemon/adoption.h"
#include "daemon/bpf_object.h"
#include "daemon/commands.h"
#include "daemon/control_socket.h"
#include "daemon/event_stream.h"
#include "daemon/instance_lock.h"
#include "daemon/kernel_features.h"
#include "daemon/kfunc_names.h"
#include "daemon/load_policy.h"
#include "daemon/log.h"
#include "daemon/self_test.h"
#include "daemon/status_answer.h"
#include "daemon/strangers.h"

namespace watchbpf::daemon {

// Enforcing says so within this time after something changed.
static constexpr int kPumpMilliseconds = 100;
// The same while somebody waits for an answer.
static constexpr int kAskedMilliseconds = 5;

static volatile std::sig_atomic_t g_stop_signal = 0;

static void remember_signal(int number)
{
	g_stop_signal = number;
}

static void set_up_signals()
{
	struct sigaction action {};
	action.sa_handler = remember_signal; // no SA_RESTART: a blocked write must end
	for (const int number : {SIGINT, SIGTERM, SIGHUP})
		sigaction(number, &action, nullptr);
	// A reader that goes away must not end enforcement.
	std::signal(SIGPIPE, SIG_IGN);
}

static std::int64_t nanoseconds(clockid_t clock)
{
	timespec now{};
	clock_gettime(clock, &now);
	return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

static EventContext context_of(const policy::Generation &generation, bool audit)
{
	EventContext context;
	for (const wb_tool &tool : generation.tools)
		context.tool_names.emplace_back(field_text(tool.name, sizeof(tool.name)));
	context.boot_to_wall_ns = nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_BOOTTIME);
	context.audit = audit;
	context.kfunc_name = [names = std::make_shared<KfuncNames>()](std::uint32_t id) {
		return names->name(id);
	};
	return context;
}

static ExitCode fail(const Error &error, ExitCode code = kFailure)
{
	report(error);
	return code;
}

static std::string escaped(const Stranger &stranger)
{
	return stranger.what + " '" + escape_word(stranger.name) + "'";
}

// Programs that could override our verdicts: refused, unless the operator has
// named each of them. An audit only says so.
static Result<void> face_strangers(const RunOptions &options)
{
	auto strangers = find_strangers();
	if (!strangers)
		return std::unexpected(strangers.error());
	std::string unknown, arguments;
	for (const Stranger &stranger : *strangers) {
		if (std::ranges::count(options.accepted, stranger.identity()) || options.audit) {
			warn(escaped(stranger) +
			     " was loaded before watchbpf and could override its decisions");
			continue;
		}
		unknown += (unknown.empty() ? "" : ", ") + escaped(stranger);
		arguments += " --accept " + escape_word(stranger.identity());
	}
	if (unknown.empty())
		return {};
	return failure("loaded before watchbpf, and able to override its decisions: " + unknown,
		       "if you know and trust each of them, start with:" + arguments);
}

// What was done from ready to detached; read while the counters still exist.
static std::string account(const BpfObject &object, const EventStream &stream, std::time_t seconds)
{
	const auto count = [&](wb_counter counter) { return std::to_string(object.counter(counter)); };
	const Losses losses = stream.losses();
	return "after " + std::to_string(seconds) + " s: " + count(WB_COUNT_DENIED) + " denied, " +
	       count(WB_COUNT_WOULD_DENY) + " would be denied, " + count(WB_COUNT_ALLOWED) + " allowed, " +
	       count(WB_COUNT_NO_STORAGE) +
	       " without storage; lost events: " + std::to_string(losses.decisions) + " decisions, " +
	       std::to_string(losses.execs) + " execs";
}

// Until told to stop. Whatever happens to the events, decisions go on.
static void follow_events(EventStream &stream, ControlSocket *control)
{
	bool output_told = false, ring_told = false;
	while (!g_stop_signal) {
		const bool asked = control && control->busy();
		if (auto pumped = stream.pump(asked ? kAskedMilliseconds : kPumpMilliseconds); !pumped) {
			if (!std::exchange(ring_told, true))
				warn(pumped.error().message + "; decisions go on without events");
			poll(nullptr, 0, kPumpMilliseconds);
		}
		if (stream.output_failed() && !std::exchange(output_told, true))
			warn("standard output takes no more events; decisions go on without it");
		if (control)
			control->turn();
	}
	(void)stream.pump(0); // what came in since
}

// The self-test made two decisions: both must have come through the ring.
static Result<void> prove(EventStream &stream, bool audit)
{
	if (auto decided = check_bpf_is_decided(audit); !decided)
		return decided;
	if (const int told = stream.drain_own_events(); told < 2 && stream.losses() == Losses{})
		return failure("self-test: 2 decisions made, " + std::to_string(told) + " events received");
	return {};
}

static std::string described(const RunningTask &task)
{
	return "process " + std::to_string(task.pid) + " (" + escape_word(task.name) + ")";
}

// Who ran before us: adopted by name, or told to start again.
static Result<void> face_running_tasks(const BpfObject &object, const policy::Generation &generation)
{
	const auto running = adopt_running_tasks(object, generation);
	if (!running)
		return std::unexpected(running.error());
	for (const RunningTask &task : running->adopted)
		say("adopted " + described(task) + " as " + task.tool);
	for (const RunningTask &task : running->unmarked)
		warn(described(task) + " uses BPF and started before watchbpf: " +
		     (task.tool.empty() ? "its executable is no tool of the policy"
					: "restart it to authorise it as " + task.tool));
	return {};
}

// Marks, then tasks from before, then decisions: bpf() is decided only once
// everybody who may use it can.
static Result<void> attach(BpfObject &object, const policy::Generation &generation)
{
	if (auto attached = object.attach_marks(); !attached)
		return attached;
	if (auto faced = face_running_tasks(object, generation); !faced)
		return faced;
	return object.attach_decisions();
}

// Without it enforcement goes on as well. All arguments outlive what is returned.
static std::optional<ControlSocket> open_control(const EventStream &stream, const BpfObject &object,
						 const LoadedPolicy &policy, const RunOptions &options,
						 std::time_t since)
{
	Status constant;
	constant.audit = options.audit;
	constant.pid = getpid();
	constant.since = since;
	utsname name{};
	uname(&name);
	constant.kernel = name.release;
	constant.policy = options.policy;
	constant.sha256 = policy.sha256;
	constant.summary = policy.summary;
	auto control = ControlSocket::open([constant, &stream, &object, &policy](const std::string &request) {
		return answer_status(request, constant, object, stream, policy.generation);
	});
	if (control)
		return std::move(*control);
	warn("`watchbpf status` has nobody to ask: " + control.error().message);
	return std::nullopt;
}

static ExitCode run_attached(BpfObject &object, LoadedPolicy &policy, const RunOptions &options)
{
	auto stream = EventStream::open(object, context_of(policy.generation, options.audit), options.output);
	if (!stream)
		return fail(stream.error());
	if (auto attached = attach(object, policy.generation); !attached)
		return fail(attached.error(), kKernelCannot);
	if (auto proved = prove(**stream, options.audit); !proved)
		return fail(proved.error(), kKernelCannot);

	policy.generation.forget_what_was_loaded();
	const std::time_t since = std::time(nullptr);
	auto control = open_control(**stream, object, policy, options, since);
	say((options.audit ? "auditing " : "enforcing ") + policy.summary +
	    (options.audit ? "; nothing is denied" : "; press Ctrl-C to detach"));
	sd_notify(0, "READY=1"); // to systemd, if it is what started us
	// Reading the policy and the kernel's types took far more memory than what is left to do.
	// Huge pages would fill again what is given back.
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	malloc_trim(0);
	follow_events(**stream, control ? &*control : nullptr);
	sd_notify(0, "STOPPING=1");
	control.reset();
	const std::string done = account(object, **stream, std::time(nullptr) - since);
	stream->reset();
	const std::size_t left = object.unload();
	if (left)
		warn(std::to_string(left) + " of watchbpf's maps and programs are still in the kernel: " +
		     "another process holds them, and they may still deny");
	say("detached " + done + (options.audit || left ? "" : "; bpf() is open to everybody again"));
	return kOk;
}

ExitCode run_daemon(const RunOptions &options)
{
	set_up_signals();
	auto policy = load_policy(options.policy, options.audit);
	if (!policy)
		return kPolicyInvalid;
	if (policy->mode == policy::Mode::kAudit && !options.audit)
		return fail({options.policy + " says `mode: audit`: it is not meant to be enforced",
			     "run it with --audit, or change it to `mode: enforce`"},
			    kPolicyInvalid);

	const KernelFeatures kernel = probe_kernel();
	if (const Feature *missing = kernel.first_missing())
		return fail({missing->note, missing->remedy}, kKernelCannot);
	auto lock = InstanceLock::take();
	if (!lock)
		return fail(lock.error());
	if (auto untraced = check_not_traced(); !untraced)
		return fail(untraced.error());
	if (auto open = check_bpf_is_open(); !open)
		return fail(open.error(), kKernelCannot);
	if (auto faced = face_strangers(options); !faced)
		return fail(faced.error(), kKernelCannot);

	auto object =
	    BpfObject::load(kernel, policy->generation,
			    {options.audit, options.exec_events, options.scan_only, options.max_records});
	if (!object)
		return fail(object.error(), kKernelCannot);
	return run_attached(*object, *policy, options);
}

} // namespace watchbpf::daemon
