// SPDX-License-Identifier: Apache-2.0
#include "daemon/libbpf_log.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <utility>

namespace watchbpf::daemon {

// libbpf has one print function for the whole process.
static std::string g_messages;

static int keep(libbpf_print_level level, const char *format, va_list arguments)
{
	if (level == LIBBPF_DEBUG)
		return 0;
	char line[1024];
	const int length = vsnprintf(line, sizeof(line), format, arguments);
	g_messages += line;
	return length;
}

void keep_libbpf_messages()
{
	libbpf_set_print(keep);
}

std::string take_libbpf_messages()
{
	return std::exchange(g_messages, {});
}

} // namespace watchbpf::daemon
