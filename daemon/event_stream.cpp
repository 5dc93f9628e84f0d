// SPDX-License-Identifier: Apache-2.0
#include "daemon/event_stream.h"

#include <bpf/libbpf.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include "daemon/libbpf_log.h"

namespace watchbpf::daemon {

// Written out whenever this much has come together, and after every pump.
static constexpr std::size_t kWriteBytes = 64u << 10;
// Beyond this the ring is left alone until the reader of our output is back.
static constexpr std::size_t kPendingBytes = 1u << 20;
// What comes within this of an event is read together: to be woken for each costs
// several times what its line does.
static constexpr int kGatherMilliseconds = 2;

EventStream::EventStream(const BpfObject &object, EventContext context, OutputFormat format)
    : object_(object), context_(std::move(context)), format_(format), ring_(nullptr, ring_buffer__free)
{
}

EventStream::~EventStream() = default;

Result<std::unique_ptr<EventStream>> EventStream::open(const BpfObject &object, EventContext context,
						       OutputFormat format)
{
	std::unique_ptr<EventStream> stream(new EventStream(object, std::move(context), format));
	stream->ring_.reset(ring_buffer__new(object.events_fd(), on_event, stream.get(), nullptr));
	if (!stream->ring_)
		return system_failure("opening the ring of events", errno, take_libbpf_messages());
	return stream;
}

int EventStream::on_event(void *stream, void *data, std::size_t size)
{
	if (size >= sizeof(wb_event))
		static_cast<EventStream *>(stream)->take(*static_cast<const wb_event *>(data));
	// A negative answer makes libbpf stop here and leave the rest in the ring.
	return static_cast<EventStream *>(stream)->pending_.size() >= kPendingBytes ? -ENOBUFS : 0;
}

void EventStream::take(const wb_event &event)
{
	if (draining_own_ && event.pid == static_cast<std::uint32_t>(getpid())) {
		own_events_++;
		return;
	}
	pending_ += format_event(event, context_, format_);
	if (pending_.size() >= kWriteBytes)
		write_out();
}

static bool output_is_writable()
{
	pollfd output{STDOUT_FILENO, POLLOUT, 0};
	return poll(&output, 1, 0) > 0;
}

// Never blocks: a pipe that polls writable takes PIPE_BUF bytes at once.
void EventStream::write_out()
{
	std::size_t done = 0;
	while (done < pending_.size() && !output_failed_ && output_is_writable()) {
		const std::size_t part = std::min<std::size_t>(pending_.size() - done, PIPE_BUF);
		const ssize_t wrote = write(STDOUT_FILENO, pending_.data() + done, part);
		if (wrote >= 0)
			done += static_cast<std::size_t>(wrote);
		else if (errno == EPIPE || errno == EBADF)
			output_failed_ = true;
		else
			break; // interrupted, or the disk is full: later, perhaps
	}
	pending_.erase(0, output_failed_ ? pending_.size() : done);
}

// While nobody reads our output, events stay in the ring; when that is full,
// they are lost and counted, and decisions go on.
Result<void> EventStream::read_ring(int milliseconds)
{
	if (pending_.size() >= kPendingBytes) {
		poll(nullptr, 0, milliseconds);
		return {};
	}
	if (milliseconds && std::exchange(read_some_, false))
		poll(nullptr, 0, kGatherMilliseconds);
	const int result = ring_buffer__poll(ring_.get(), milliseconds);
	read_some_ = result > 0;
	if (result < 0 && result != -EINTR && result != -ENOBUFS)
		return system_failure("reading the ring of events", -result);
	return {};
}

Result<void> EventStream::pump(int milliseconds)
{
	if (auto read = read_ring(milliseconds); !read)
		return read;
	if (const Losses now = losses(); now != told_) {
		pending_ += format_losses(now, format_);
		told_ = now;
	}
	write_out();
	return {};
}

int EventStream::drain_own_events()
{
	draining_own_ = true;
	ring_buffer__consume(ring_.get());
	draining_own_ = false;
	return own_events_;
}

Losses EventStream::losses() const
{
	return {object_.counter(WB_COUNT_LOST_DECISIONS), object_.counter(WB_COUNT_LOST_EXECS)};
}

} // namespace watchbpf::daemon
