/* SPDX-License-Identifier: Apache-2.0 */
#include "attach.h"
#include "netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int make_socket(void)
{
	int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), yes = 1;

	if (udp < 0 || setsockopt(udp, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)))
		return errno = ENODEV, -1;
	return udp;
}

static int attach_to_socket(int option, int program)
{
	int udp = make_socket();

	return udp < 0 ? udp : setsockopt(udp, SOL_SOCKET, option, &program, sizeof(program));
}

int make_reuseport(int program)
{
	int udp = make_socket();

	if (udp < 0 || setsockopt(udp, SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, &program, sizeof(program)))
		return -1;
	return udp;
}

static int detach_reuseport(int udp)
{
	int unused = 0;

	return setsockopt(udp, SOL_SOCKET, SO_DETACH_REUSEPORT_BPF, &unused, sizeof(unused));
}

static int attach_to_perf(int program)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
				       .size = sizeof(attr),
				       .config = PERF_COUNT_SW_CPU_CLOCK,
				       .sample_period = 1000000000};
	int event = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);

	return event < 0 ? (errno = ENODEV, -1) : ioctl(event, PERF_EVENT_IOC_SET_BPF, program);
}

static int attach_to_tun(int program)
{
	struct ifreq name = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (tun < 0 || ioctl(tun, TUNSETIFF, &name))
		return errno = ENODEV, -1;
	return ioctl(tun, TUNSETSTEERINGEBPF, &program);
}

int attach_to(const char *what, int program)
{
	if (!strcmp(what, "socket"))
		return attach_to_socket(SO_ATTACH_BPF, program);
	if (!strcmp(what, "reuseport"))
		return attach_to_socket(SO_ATTACH_REUSEPORT_EBPF, program);
	if (!strcmp(what, "reuseport-off"))
		return detach_reuseport(program);
	if (!strcmp(what, "perf"))
		return attach_to_perf(program);
	if (!strcmp(what, "tun"))
		return attach_to_tun(program);
	return attach_by_netlink(what, program);
}
