// SPDX-License-Identifier: Apache-2.0
// Making the signatures that policies with `signer` ask for.
#pragma once

#include <string>

#include "policy/digest.h"
#include "policy/result.h"

namespace watchbpf::daemon {

// Who signs: two PEM files that belong together.
struct SigningKey {
	std::string key;
	std::string certificate;
};

// The PKCS#7 signature over a file's digest, as `fsverity sign` makes it. It was
// verified as a policy would: a key that no policy accepts signs nothing.
Result<std::string> sign_digest(const policy::Digest &digest, const SigningKey &signer);

// Replaces `path` as a whole or not at all, whatever happens meanwhile.
Result<void> replace_file(const std::string &path, const std::string &bytes);

} // namespace watchbpf::daemon
