/* SPDX-License-Identifier: Apache-2.0 */
#include "handing.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "supervise.h"

union handing {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

int send_fd(int to, int fd)
{
	union handing handing = {.room = {0}};
	struct iovec data = {.iov_base = "!", .iov_len = 1};
	struct msghdr message = {
	    .msg_iov = &data, .msg_iovlen = 1, .msg_control = &handing, .msg_controllen = sizeof(handing)};

	handing.header.cmsg_len = CMSG_LEN(sizeof(int));
	handing.header.cmsg_level = SOL_SOCKET;
	handing.header.cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(&handing.header), &fd, sizeof(fd));
	return (int)sendmsg(to, &message, 0);
}

/* A message whose fd was refused arrives all the same, without it. */
int receive_fd(int from)
{
	union handing handing;
	char byte;
	struct iovec data = {.iov_base = &byte, .iov_len = 1};
	struct msghdr message = {
	    .msg_iov = &data, .msg_iovlen = 1, .msg_control = &handing, .msg_controllen = sizeof(handing)};
	int fd;

	if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	if (!CMSG_FIRSTHDR(&message))
		return errno = message.msg_flags & MSG_CTRUNC ? EPERM : ENODATA, -1;
	memcpy(&fd, CMSG_DATA(&handing.header), sizeof(fd));
	return fd;
}

static int listener = -1, told[2];

static void *ask(void *unused)
{
	listener = filter_that_asks();
	if (write(told[1], "!", 1) == 1 && listener >= 0)
		syscall(SYS_acct, NULL);
	return unused;
}

int add_fd(int fd)
{
	struct seccomp_notif asked;
	struct seccomp_notif_resp answer;
	struct seccomp_notif_addfd handing = {.srcfd = (__u32)fd};
	pthread_t thread;
	char byte;
	int added, error;

	if (pipe(told) || pthread_create(&thread, NULL, ask, NULL) || read(told[0], &byte, 1) != 1 ||
	    listener < 0)
		return errno = ENODEV, -1;
	memset(&asked, 0, sizeof(asked));
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked))
		return errno = ENODEV, -1;
	handing.id = asked.id;
	added = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &handing);
	error = errno;
	memset(&answer, 0, sizeof(answer));
	answer.id = asked.id;
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	pthread_join(thread, NULL);
	errno = error;
	return added;
}
