/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where it runs: the system's name, and the thread pointer.
 */
#include <uk/arch/context.h>
#include <uk/string.h>
#ifdef CONFIG_LIBSYSCALL_HOSTNAME
#include <uk/inetsocket.h>
#endif

#include "../call.h"

/* struct new_utsname (linux/utsname.h) */
#define FIELD 65

struct utsname {
	char system[FIELD];
	char node[FIELD];
	char release[FIELD];
	char version[FIELD];
	char machine[FIELD];
	char domain[FIELD];
};

static const char *hostname(void)
{
#ifdef CONFIG_LIBSYSCALL_HOSTNAME
	return uk_socket_hostname();
#else
	return "ukulele";
#endif
}

static void copy(char to[FIELD], const char *from)
{
	memcpy(to, from, strnlen(from, FIELD - 1));
}

long uk_sys_uname(long to)
{
	struct utsname *name = TO(struct utsname, to);

	if (!name)
		return -EFAULT;
	memset(name, 0, sizeof(*name));
	copy(name->system, "Ukulele");
	copy(name->node, hostname());
	copy(name->release, "0.1");
	copy(name->version, "unikernel");
	copy(name->machine, "x86_64");
	copy(name->domain, "(none)");
	return 0;
}

/* arch/x86/include/uapi/asm/prctl.h */
#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003

/* The kernel's own thread-local variables lie at the thread pointer, so it stays. */
long uk_sys_arch_prctl(long what, long value)
{
	uintptr_t now = uk_arch_tls_get();

	switch ((int)what) {
	case ARCH_SET_FS:
		return (uintptr_t)value == now ? 0 : -EPERM;
	case ARCH_GET_FS:
		if (!value)
			return -EFAULT;
		*TO(uintptr_t, value) = now;
		return 0;
	default:
		return -EINVAL;
	}
}
