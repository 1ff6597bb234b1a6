/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel's modules, which the initramfs has in the order of loading; and how a guest fails. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux_modules.h"

void fail(const char *what)
{
	printf("init: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	reboot(RB_AUTOBOOT); /* QEMU runs with -no-reboot: it ends */
	exit(1);
}

void load_modules(void)
{
	for (int i = 0; i < 100; i++) {
		char path[32];
		int fd;

		snprintf(path, sizeof(path), "/modules/%02d.ko", i);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return;
		if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)
			fail(path);
		close(fd);
	}
}
