// SPDX-License-Identifier: Apache-2.0
#include "daemon/signing.h"

#include <fcntl.h>
#include <libfsverity.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "daemon/fd.h"
#include "daemon/host.h"
#include "policy/certificate.h"
#include "policy/input.h"
#include "policy/signature.h"

namespace watchbpf::daemon {

using policy::Certificate;
using policy::Digest;

// The certificate was read before.
static Error signing_error(int error, const SigningKey &signer)
{
	if (error == -EBADMSG)
		return {signer.key + " is not a private key in PEM",
			"it starts with '-----BEGIN PRIVATE KEY-----'"};
	if (error == -EINVAL)
		return {signer.key + " cannot sign for " + signer.certificate,
			"the certificate must be of the same key, RSA or an elliptic curve"};
	return system_failure("signing with " + signer.key, -error).error();
}

static Result<std::string> make_signature(const Digest &digest, const SigningKey &signer)
{
	std::vector<char> room(sizeof(libfsverity_digest) + digest.size());
	auto *wanted = reinterpret_cast<libfsverity_digest *>(room.data());
	wanted->digest_algorithm = static_cast<std::uint16_t>(digest.algorithm());
	wanted->digest_size = static_cast<std::uint16_t>(digest.size());
	std::memcpy(wanted->digest, digest.bytes().data(), digest.size());

	libfsverity_signature_params parameters{};
	parameters.keyfile = signer.key.c_str();
	parameters.certfile = signer.certificate.c_str();
	std::uint8_t *signature = nullptr;
	std::size_t size = 0;
	if (const int error = libfsverity_sign_digest(wanted, &parameters, &signature, &size))
		return std::unexpected(signing_error(error, signer));
	const std::unique_ptr<std::uint8_t, decltype(&std::free)> owner(signature, &std::free);
	return std::string(reinterpret_cast<const char *>(signature), size);
}

Result<std::string> sign_digest(const Digest &digest, const SigningKey &signer)
{
	const auto pem = policy::read_input(signer.certificate, kLargestFile);
	if (!pem)
		return std::unexpected(pem.error());
	const auto certificate = Certificate::from_pem(*pem);
	if (!certificate)
		return std::unexpected(certificate.error().within("certificate " + signer.certificate));
	if (access(signer.key.c_str(), R_OK))
		return system_failure("reading the key " + signer.key, errno);

	auto signature = make_signature(digest, signer);
	if (!signature)
		return signature;
	if (auto holds = policy::verify_signature(*signature, digest, *certificate); !holds)
		return std::unexpected(holds.error().within("checking the new signature"));
	return signature;
}

static Result<void> write_all(const Fd &file, const std::string &path, const std::string &bytes)
{
	for (std::size_t done = 0; done < bytes.size();) {
		const ssize_t wrote = write(file.get(), bytes.data() + done, bytes.size() - done);
		if (wrote < 0 && errno != EINTR)
			return system_failure("writing " + path, errno);
		done += wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
	}
	// On the disk before the name: a crash must leave the old file or the new one.
	if (fchmod(file.get(), 0644) || fsync(file.get()))
		return system_failure("writing " + path, errno);
	return {};
}

Result<void> replace_file(const std::string &path, const std::string &bytes)
{
	std::string temporary = path + ".XXXXXX";
	const Fd file(mkostemp(temporary.data(), O_CLOEXEC));
	if (!file.valid())
		return system_failure("creating " + path, errno, "its directory must be writable");
	auto written = write_all(file, path, bytes);
	if (written && rename(temporary.c_str(), path.c_str()))
		written = system_failure("replacing " + path, errno);
	if (!written)
		unlink(temporary.c_str());
	return written;
}

} // namespace watchbpf::daemon
