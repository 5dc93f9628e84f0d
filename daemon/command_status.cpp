// SPDX-License-Identifier: Apache-2.0
// `watchbpf status`: asks the watchbpf that runs.
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "daemon/commands.h"
#include "daemon/control_socket.h"
#include "daemon/instance_lock.h"
#include "daemon/json.h"
#include "daemon/log.h"
#include "daemon/status.h"

namespace watchbpf::daemon {

static constexpr timeval kPatience = {.tv_sec = 30, .tv_usec = 0};

static Error nobody_there(int error)
{
	if (error == EACCES || error == EPERM)
		return {"only root may ask watchbpf for its status", "run it as root: sudo watchbpf status"};
	if (error != ENOENT && error != ECONNREFUSED)
		return system_failure(std::string("connecting to ") + kControlSocket, error).error();
	if (const pid_t holder = InstanceLock::holder(); holder > 0)
		return {"watchbpf runs as pid " + std::to_string(holder) + ", but can't be asked",
			"it has not started enforcing yet, is about to end, or sees another /run"};
	return {"watchbpf does not run on this host", "start it: watchbpf --enforce P.yaml"};
}

static Result<Fd> connect_to_daemon()
{
	Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	std::strcpy(address.sun_path, kControlSocket);
	if (!socket.valid())
		return system_failure("opening a socket", errno);
	setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
	setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof(kPatience));
	if (connect(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)))
		return std::unexpected(nobody_there(errno));
	return socket;
}

static Result<std::string> ask(const std::string &request)
{
	const auto socket = connect_to_daemon();
	if (!socket)
		return std::unexpected(socket.error());
	if (send(socket->get(), request.data(), request.size(), MSG_NOSIGNAL) < 0)
		return system_failure("asking watchbpf", errno);
	std::string answer;
	char bytes[64 << 10];
	for (ssize_t got; (got = recv(socket->get(), bytes, sizeof(bytes), 0));) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return system_failure("waiting for watchbpf's answer", errno);
		answer.append(bytes, static_cast<std::size_t>(got));
	}
	if (answer.empty() || answer.back() != '\n')
		return failure("watchbpf broke off its answer", "ask again; it may have ended");
	return answer;
}

ExitCode run_status(bool objects, OutputFormat output)
{
	auto answer = ask(objects ? "objects\n" : "status\n");
	if (answer && answer->starts_with("{\"error\":"))
		answer = failure("watchbpf can't list what there is: " +
				 Json::parse(*answer, nullptr, false).value("error", ""));
	if (answer && output == OutputFormat::kText)
		answer = status_text(*answer);
	if (!answer) {
		report(answer.error());
		return kFailure;
	}
	std::cout << *answer;
	return kOk;
}

} // namespace watchbpf::daemon
