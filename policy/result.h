// SPDX-License-Identifier: Apache-2.0
// The project's way to fail: functions of the libraries return Result<T> and
// neither log nor throw. Exceptions of other libraries end where they are called.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace watchbpf {

// One thing that went wrong. `message` is a sentence without a full stop that
// names the thing; `hint` says what to do about it and may be empty.
struct Error {
	std::string message;
	std::string hint;

	// Puts what was being done in front: "reading P.yaml: permission denied".
	Error within(const std::string &doing) const { return {doing + ": " + message, hint}; }
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> failure(std::string message, std::string hint = {})
{
	return std::unexpected(Error{std::move(message), std::move(hint)});
}

// "opening FILE: No such file or directory"; call before errno can change.
std::unexpected<Error> system_failure(const std::string &doing, int error_number, std::string hint = {});

} // namespace watchbpf
