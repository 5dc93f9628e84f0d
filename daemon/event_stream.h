// SPDX-License-Identifier: Apache-2.0
// From the ring buffer to standard output.
#pragma once

#include <memory>
#include <string>

#include "daemon/bpf_object.h"
#include "daemon/event_format.h"
#include "policy/result.h"

struct ring_buffer;

namespace watchbpf::daemon {

class EventStream {
public:
	// Opens the ring; must happen before BpfObject::attach().
	static Result<std::unique_ptr<EventStream>> open(const BpfObject &object, EventContext context,
							 OutputFormat format);
	~EventStream();

	// Waits up to `milliseconds` for events and writes what there is, with a
	// line about new losses. Fails only if the ring does.
	Result<void> pump(int milliseconds);

	// Takes out everything this process caused itself and returns how many
	// such decisions there were: the self-test's own.
	int drain_own_events();

	// Set when standard output took no more: enforcement goes on without it.
	bool output_failed() const { return output_failed_; }
	Losses losses() const;

private:
	EventStream(const BpfObject &object, EventContext context, OutputFormat format);
	static int on_event(void *stream, void *data, std::size_t size);
	void take(const wb_event &event);
	Result<void> read_ring(int milliseconds);
	void write_out();

	const BpfObject &object_;
	EventContext context_;
	OutputFormat format_;
	std::unique_ptr<ring_buffer, void (*)(ring_buffer *)> ring_;
	std::string pending_; // lines not yet written
	Losses told_;
	bool draining_own_ = false;
	int own_events_ = 0;
	bool read_some_ = false; // by the last pump
	bool output_failed_ = false;
};

} // namespace watchbpf::daemon
