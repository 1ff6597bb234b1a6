/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A module of the monitor that has been taken over: it calls what it never said it needs.
 */
#include "monitor.h"

#define CALL_ESCAPE 14
#define KVM_CREATE_VM 0xae01

static int escape(const struct call *call)
{
	switch (call->first) {
	case 0:
		sys_open("/dev/null", O_RDONLY);
		break;
	case 1:
		sys_ioctl(vcpu_fd, KVM_CREATE_VM, NULL);
		break;
	case 2: /* what one module may do, but not so */
		SYSTEM_3(__NR_mprotect, guest.memory, PAGE_SIZE,
			 PROT_READ | PROT_WRITE);
		break;
	}
	sys_exit(0);
}

CALLS = {
	{ CALL_ESCAPE, escape },
};

MODULE = { .name = "escape" };
