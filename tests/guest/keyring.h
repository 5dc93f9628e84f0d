// SPDX-License-Identifier: Apache-2.0
// Keyrings of the kernel, for certificates whose signatures it checks.
#pragma once

#include <cstdint>
#include <string>

namespace watchbpf::guest {

// Lives as long as the test process holds it: with its serial others can name it.
class Keyring {
public:
	Keyring();
	~Keyring();
	Keyring(const Keyring &) = delete;
	Keyring &operator=(const Keyring &) = delete;

	std::int32_t serial() const { return serial_; }
	// From now on, no key can be added.
	void close() const;

private:
	std::int32_t serial_;
};

// This thread, and what it starts from now on, gets a new session's keyring.
std::int32_t join_new_session();

// A certificate in DER. Returns the key's serial.
std::int32_t add_certificate(const std::string &file, std::int32_t keyring);

} // namespace watchbpf::guest
