// SPDX-License-Identifier: Apache-2.0
// fs-verity from user space: what a file's digest is, and giving it one.
#pragma once

#include <string>

#include "policy/digest.h"
#include "policy/result.h"

namespace watchbpf::daemon {

// What the kernel measures on a sealed file. Fails on one that is not sealed,
// and says how to seal it.
Result<policy::Digest> measure_file(const std::string &path);

// Whether measure_file() could succeed, without opening the file or asking a
// server for it: a FUSE or network file system could make an open() wait forever.
bool looks_sealed(const std::string &path);

struct FileDigest {
	policy::Digest digest;
	bool sealed = false; // the kernel's own answer; else computed from the bytes
};

// The digest a file has or, sealed with seal_file(), would have: SHA-256,
// blocks of 4096 bytes, no salt.
Result<FileDigest> digest_file(const std::string &path);

struct Sealed {
	policy::Digest digest;
	bool was_sealed = false; // nothing had to be done
};

// Enables fs-verity on a file, for good: its content can't change any more.
Result<Sealed> seal_file(const std::string &path);

} // namespace watchbpf::daemon
