/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Process 1 of the Linux guest that we are compared with: loads the kernel's modules, sets the
 * address, and becomes the program that is measured, which then is the guest's only process.
 *
 *	/init ADDRESS PREFIX PROGRAM [ARGUMENT...]
 *	/init bridge		no program: the kernel forwards between its first two cards
 *	/init files TYPE[:SOURCE[:OPTIONS]] PROGRAM [ARGUMENT...]
 *				no network; a file system at /data; ends with the program
 *
 * The modules lie in /modules, numbered in the order of loading.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux_modules.h"

static void set_up(int fd, const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_UP | IFF_RUNNING };

	strcpy(request.ifr_name, name);
	if (ioctl(fd, SIOCSIFFLAGS, &request))
		fail(name);
}

static void set_address(int fd, const char *name, int what, in_addr_t value)
{
	struct ifreq request = { 0 };
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = value };

	strcpy(request.ifr_name, name);
	memcpy(&request.ifr_addr, &address, sizeof(address));
	if (ioctl(fd, what, &request))
		fail(name);
}

/* A card's link is noticed up to a second late. */
static void wait_for_port(int fd, unsigned long port)
{
	struct __port_info info = { 0 };
	unsigned long query[4] = { BRCTL_GET_PORT_INFO, (unsigned long)&info, port, 0 };
	struct ifreq request = { .ifr_data = (char *)query };

	strcpy(request.ifr_name, "br0");
	while (info.state != BR_STATE_FORWARDING) {
		if (ioctl(fd, SIOCDEVPRIVATE, &request))
			fail("port");
		usleep(10000);
	}
}

static void forward(int fd)
{
	/* at once, not after its 15 seconds of caution */
	unsigned long delay[4] = { BRCTL_SET_BRIDGE_FORWARD_DELAY, 0, 0, 0 };
	struct ifreq request = { .ifr_data = (char *)delay };

	strcpy(request.ifr_name, "br0");
	if (ioctl(fd, SIOCBRADDBR, "br0") || ioctl(fd, SIOCDEVPRIVATE, &request))
		fail("bridge");
	for (int i = 0; i < 2; i++) {
		char name[IFNAMSIZ];

		snprintf(name, sizeof(name), "eth%d", i);
		request.ifr_ifindex = (int)if_nametoindex(name);
		if (ioctl(fd, SIOCBRADDIF, &request))
			fail(name);
		set_up(fd, name);
	}
	set_up(fd, "br0");
	for (unsigned long port = 1; port <= 2; port++)
		wait_for_port(fd, port);
	puts("forwarding");
	fflush(stdout);
	for (;;)
		pause();
}

/* Runs the program with a file system at /data, and unmounts that when it has ended. */
static void with_files(char *mounted, char **program)
{
	const char *type = strsep(&mounted, ":"), *source = strsep(&mounted, ":");
	int status;
	pid_t child;

	if (mount("none", "/dev", "devtmpfs", 0, NULL) && errno != EBUSY)
		fail("/dev");
	if (mount(source ? source : "none", "/data", type, MS_NOATIME, mounted ? mounted : ""))
		fail("/data");
	child = fork();
	if (child < 0)
		fail("fork");
	if (!child) {
		execv(program[0], program);
		fail(program[0]);
	}
	if (waitpid(child, &status, 0) != child)
		fail("wait");
	if (umount("/data"))
		fail("umount");
	printf("init: ended with %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128);
	fflush(stdout);
	reboot(RB_AUTOBOOT);
}

int main(int argc, char **argv)
{
	const struct rlimit files = { 65536, 65536 };
	int fd;

	load_modules();
	if (argc > 3 && !strcmp(argv[1], "files"))
		with_files(argv[2], argv + 3);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		fail("socket");
	if (argc == 2 && !strcmp(argv[1], "bridge"))
		forward(fd);
	if (argc < 4) {
		errno = EINVAL;
		fail("arguments");
	}
	set_up(fd, "lo");
	set_address(fd, "eth0", SIOCSIFADDR, inet_addr(argv[1]));
	set_address(fd, "eth0", SIOCSIFNETMASK, htonl(~0u << (32 - atoi(argv[2]))));
	set_up(fd, "eth0");
	if (setrlimit(RLIMIT_NOFILE, &files))
		fail("files");
	execv(argv[3], argv + 3);
	fail(argv[3]);
}
