// SPDX-License-Identifier: Apache-2.0
#include "daemon/control_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace watchbpf::daemon {

// Longer than any request; and what a client may let pass without a byte.
static constexpr std::size_t kLongestRequest = 64;
static constexpr auto kPatience = std::chrono::seconds(1);
static constexpr const char *kFolder = "/run/watchbpf";

// Only root may name anything in it.
static Result<void> make_folder()
{
	struct stat status {};
	if (mkdir(kFolder, 0700) && errno != EEXIST)
		return system_failure(std::string("making ") + kFolder, errno);
	if (lstat(kFolder, &status))
		return system_failure(std::string("looking at ") + kFolder, errno);
	if (!S_ISDIR(status.st_mode) || status.st_uid != 0 || status.st_mode & (S_IWGRP | S_IWOTH))
		return failure(std::string(kFolder) + " is not a folder that only root can write",
			       "remove it, and see who made it");
	return {};
}

Result<ControlSocket> ControlSocket::open(Answer answer)
{
	if (auto made = make_folder(); !made)
		return std::unexpected(made.error());
	Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	std::strcpy(address.sun_path, kControlSocket);
	unlink(kControlSocket);
	// From its first moment on it is nobody else's.
	const mode_t mask = umask(0177);
	const bool bound = socket.valid() && bind(socket.get(), reinterpret_cast<const sockaddr *>(&address),
						  sizeof(address)) == 0;
	const int error = errno;
	umask(mask);
	if (!bound || listen(socket.get(), 4))
		return system_failure(std::string("listening at ") + kControlSocket, bound ? errno : error);
	return ControlSocket(std::move(socket), std::move(answer));
}

ControlSocket::ControlSocket(Fd socket, Answer answer)
    : socket_(std::move(socket)), answer_(std::move(answer)), client_()
{
}

ControlSocket::~ControlSocket()
{
	if (!socket_.valid())
		return;
	unlink(kControlSocket);
	rmdir(kFolder);
}

// The file's mode says so already, unless somebody changed it.
static bool is_root(int client)
{
	ucred peer{};
	socklen_t size = sizeof(peer);
	return getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == 0;
}

void ControlSocket::accept_one()
{
	Fd client(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
	if (!client.valid() || !is_root(client.get()))
		return;
	client_ = Client{std::move(client), {}, {}, 0, std::chrono::steady_clock::now()};
}

bool ControlSocket::read_some()
{
	char bytes[kLongestRequest];
	const ssize_t got = recv(client_.fd.get(), bytes, sizeof(bytes), 0);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	client_.request.append(bytes, static_cast<std::size_t>(got));
	const auto end = client_.request.find('\n');
	if (end == std::string::npos)
		return got > 0 && client_.request.size() < kLongestRequest;
	client_.last = std::chrono::steady_clock::now();
	auto answer = answer_(client_.request.substr(0, end));
	client_.answer = std::move(answer).value_or("");
	return !client_.answer.empty();
}

bool ControlSocket::write_some()
{
	const ssize_t sent = send(client_.fd.get(), client_.answer.data() + client_.sent,
				  client_.answer.size() - client_.sent, MSG_NOSIGNAL);
	if (sent < 0)
		return errno == EAGAIN || errno == EINTR;
	client_.last = std::chrono::steady_clock::now();
	client_.sent += static_cast<std::size_t>(sent);
	return client_.sent < client_.answer.size();
}

void ControlSocket::turn()
{
	if (!client_.fd.valid())
		accept_one();
	if (!client_.fd.valid())
		return;
	bool goes_on = !client_.answer.empty() || read_some();
	if (goes_on && !client_.answer.empty())
		goes_on = write_some();
	if (!goes_on || std::chrono::steady_clock::now() - client_.last > kPatience)
		client_ = Client{};
}

} // namespace watchbpf::daemon
