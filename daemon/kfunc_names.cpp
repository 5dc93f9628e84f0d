// SPDX-License-Identifier: Apache-2.0
#include "daemon/kfunc_names.h"

#include <bpf/btf.h>
#include <fcntl.h>
#include <unistd.h>

namespace watchbpf::daemon {

static std::string read_all(const Fd &file)
{
	std::string bytes;
	char buffer[64 << 10];
	for (ssize_t got; (got = read(file.get(), buffer, sizeof(buffer))) > 0;)
		bytes.append(buffer, static_cast<std::size_t>(got));
	return bytes;
}

static OwnedBtf types_in(const std::string &bytes)
{
	return OwnedBtf(btf__new(bytes.data(), static_cast<__u32>(bytes.size())));
}

KfuncNames::KfuncNames() : file_(open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC)) {}

std::string KfuncNames::name(std::uint32_t id)
{
	if (file_.valid()) {
		btf_ = types_in(read_all(file_));
		file_ = Fd(); // read once, whatever came of it
	}
	const btf_type *type = btf_ ? btf__type_by_id(btf_.get(), id) : nullptr;
	return type && btf_is_func(type) ? btf__name_by_offset(btf_.get(), type->name_off) : "";
}

} // namespace watchbpf::daemon
