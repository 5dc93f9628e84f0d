// SPDX-License-Identifier: Apache-2.0
// Where a running watchbpf is asked for its status: a Unix socket that only root can
// reach. It never waits for a client: what it has to say goes out as the client takes
// it, one client at a time, and one that does nothing is dropped.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "daemon/fd.h"
#include "policy/result.h"

namespace watchbpf::daemon {

constexpr const char *kControlSocket = "/run/watchbpf/control.sock";

class ControlSocket {
public:
	// The answer to one request: whole lines. Nothing: it was nonsense.
	using Answer = std::function<std::optional<std::string>(const std::string &request)>;

	// The instance lock must be held: whatever has the name is then a stale one.
	static Result<ControlSocket> open(Answer answer);

	ControlSocket(ControlSocket &&) = default;
	~ControlSocket(); // also removes the file

	// Does what can be done without waiting.
	void turn();
	// A client is being served: more can be done soon.
	bool busy() const { return client_.fd.valid(); }

private:
	struct Client {
		Fd fd;
		std::string request, answer;
		std::size_t sent = 0;
		std::chrono::steady_clock::time_point last; // that something went in or out
	};

	ControlSocket(Fd socket, Answer answer);
	void accept_one();
	bool read_some(); // false: done with this client
	bool write_some();

	Fd socket_;
	Answer answer_;
	Client client_;
};

} // namespace watchbpf::daemon
