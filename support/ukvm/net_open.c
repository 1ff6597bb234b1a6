/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a network device is connected to: a tap by name, or a file that whoever starts the monitor
 * has opened for it.
 */
#include <linux/ioctl.h>
#include <linux/if_tun.h>

#include "monitor.h"
#include "net.h"

#define HEADER_BYTES 12

#define F_GETFL 3
#define F_SETFL 4
#define SOL_SOCKET 1
#define SO_TYPE 3
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_SEQPACKET 5

/* <linux/if.h>, whose own header needs a C library's */
struct interface_request {
	char name[NET_NAME_BYTES];
	uint16_t flags;
	uint8_t padding[22];
};

static void must(long result, const char *text, const char *what)
{
	if (result < 0)
		fail("--net %s: %s (error %u)", text, what,
		     (unsigned int)-result);
}

static int open_tap(const char *text)
{
	struct interface_request request = { .flags = IFF_TAP | IFF_NO_PI |
						      IFF_VNET_HDR };
	long fd = sys_open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);

	must(fd, text, "/dev/net/tun cannot be opened: load the module tun");
	net_name(text, request.name);
	must(sys_ioctl((int)fd, TUNSETIFF, &request), text,
	     "this tap cannot be used: it is in use, another user's, another "
	     "kind of device, or not there and only root may make it");
	return (int)fd;
}

/* A tap with or without headers, or a socket. */
static enum net_kind know(int fd, const char *text)
{
	struct interface_request request = { .flags = 0 };
	int type = 0;
	uint32_t length = sizeof(type);

	if (!sys_ioctl(fd, TUNGETIFF, &request)) {
		if (!(request.flags & IFF_TAP) || !(request.flags & IFF_NO_PI))
			fail("--net %s is no tap (IFF_TAP with IFF_NO_PI), but "
			     "another device",
			     text);
		return request.flags & IFF_VNET_HDR ? NET_HEADERS : NET_FRAMES;
	}
	must(system_call(__NR_getsockopt, fd, SOL_SOCKET, SO_TYPE, (long)&type,
			 (long)&length, 0),
	     text, "that is neither a tap nor a socket");
	if (type == SOCK_STREAM)
		return NET_STREAM;
	if (type != SOCK_DGRAM && type != SOCK_SEQPACKET)
		fail("--net %s is a socket of a kind that has no frames: use "
		     "SOCK_DGRAM, SOCK_SEQPACKET or SOCK_STREAM",
		     text);
	return NET_FRAMES;
}

int net_open(const char *text, enum net_kind *kind)
{
	const int header = HEADER_BYTES;
	int fd = net_fd(text);
	long flags;

	if (fd < 0)
		fd = open_tap(text);
	*kind = know(fd, text);
	if (*kind == NET_HEADERS) {
		must(sys_ioctl(fd, TUNSETVNETHDRSZ, &header), text,
		     "the host's kernel has no TUNSETVNETHDRSZ");
		must(sys_ioctl(fd, TUNSETOFFLOAD, NULL), text,
		     "the host's kernel has no TUNSETOFFLOAD");
	}
	flags = SYSTEM_3(__NR_fcntl, fd, F_GETFL, 0);
	must(flags, text, "fcntl fails");
	must(SYSTEM_3(__NR_fcntl, fd, F_SETFL, flags | O_NONBLOCK), text,
	     "fcntl fails");
	return fd;
}
