// SPDX-License-Identifier: Apache-2.0
#include "keyring.h"

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <system_error>

namespace watchbpf::guest {

static std::int32_t checked(long result, const char *what)
{
	if (result < 0)
		throw std::system_error(errno, std::generic_category(), what);
	return static_cast<std::int32_t>(result);
}

// A name of its own: a keyring takes the place of another one that is called the same.
static std::int32_t add_keyring()
{
	static int number;
	const std::string name = "watchbpf-test-" + std::to_string(++number);
	return checked(syscall(SYS_add_key, "keyring", name.c_str(), nullptr, 0, KEY_SPEC_PROCESS_KEYRING),
		       "add a keyring");
}

Keyring::Keyring() : serial_(add_keyring()) {}

Keyring::~Keyring()
{
	syscall(SYS_keyctl, KEYCTL_UNLINK, serial_, KEY_SPEC_PROCESS_KEYRING);
}

void Keyring::close() const
{
	checked(syscall(SYS_keyctl, KEYCTL_RESTRICT_KEYRING, serial_, nullptr, nullptr), "close a keyring");
}

std::int32_t join_new_session()
{
	return checked(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr), "join a session");
}

std::int32_t add_certificate(const std::string &file, std::int32_t keyring)
{
	std::ifstream stream(file, std::ios::binary);
	const std::string text{std::istreambuf_iterator<char>(stream), {}};
	return checked(syscall(SYS_add_key, "asymmetric", "", text.data(), text.size(), keyring),
		       "add a certificate");
}

} // namespace watchbpf::guest
