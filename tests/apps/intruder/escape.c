/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A module of the monitor that has been taken over: it calls what it never said it needs.
 */
#include "monitor.h"

#define CALL_ESCAPE 14
#define KVM_CREATE_VM 0xae01

static int escape(const struct call *call)
{
	if (call->first)
		sys_ioctl(vcpu_fd, KVM_CREATE_VM, NULL);
	else
		sys_open("/dev/null", O_RDONLY);
	sys_exit(0);
}

static const struct module_call escape_calls[] = {
	{ CALL_ESCAPE, escape },
	{ 0, NULL },
};

MODULE(escape) = { .name = "escape", .calls = escape_calls };
