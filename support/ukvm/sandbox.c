/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the monitor gives up before the guest's first instruction: its user, and every system
 * call that no module has named, and the code that has brought it here. A call outside the list
 * ends the process (Linux: Documentation/userspace-api/seccomp_filter.rst).
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>

#include "monitor.h"

#define NOBODY 65534
#define RULES_MOST 192

/* monitor.lds: whole pages */
extern const char monitor_setup[], monitor_setup_end[];

static struct sock_filter rules[RULES_MOST];
static unsigned int count;

#define DATA(field) offsetof(struct seccomp_data, field)
#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define SKIP_IF(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)

SETUP static void add(const struct sock_filter *more, unsigned int many)
{
	if (count + many > RULES_MOST)
		fail("too many modules: raise RULES_MOST");
	__builtin_memcpy(rules + count, more, many * sizeof(*more));
	count += many;
}

#define ADD(...)                                                          \
	do {                                                              \
		static const struct sock_filter more[] = { __VA_ARGS__ }; \
		add(more, sizeof(more) / sizeof(more[0]));                \
	} while (0)

/* Allows the call if what was loaded is `value`, else goes on. */
SETUP static void allow(uint32_t value)
{
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
	    RETURN(SECCOMP_RET_ALLOW));
	rules[count - 2].k = value;
}

SETUP void sandbox_allow(uint32_t request)
{
	ADD(LOAD(DATA(args[1])));
	allow(request);
}

SETUP void sandbox_allow_third(uint16_t system_call, uint32_t value)
{
	ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 4), LOAD(DATA(args[2])),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
	    RETURN(SECCOMP_RET_ALLOW), RETURN(SECCOMP_RET_KILL_PROCESS));
	rules[count - 5].k = system_call;
	rules[count - 3].k = value;
}

/* Of monitors that have any (io.c, upcall.c, rx_once.c, net.c) */
__attribute__((weak)) void sandbox_threads(void)
{
}

__attribute__((weak)) void sandbox_signals(void)
{
}

__attribute__((weak)) void sandbox_calls(void)
{
}

__attribute__((weak)) void sandbox_ioctls(void)
{
}

SETUP static void make_filter(void)
{
	ADD(LOAD(DATA(arch)), SKIP_IF(AUDIT_ARCH_X86_64),
	    RETURN(SECCOMP_RET_KILL_PROCESS), LOAD(DATA(nr)));
	FOR_EACH (module_system_calls, call)
		allow(*call);
	sandbox_calls();
	ADD(SKIP_IF(__NR_ioctl), RETURN(SECCOMP_RET_KILL_PROCESS));
	sandbox_ioctls();
	/* of the virtual CPU's file, its requests */
	ADD(LOAD(DATA(args[0])), SKIP_IF(0), RETURN(SECCOMP_RET_KILL_PROCESS),
	    LOAD(DATA(args[1])));
	rules[count - 3].k = (uint32_t)vcpu_fd;
	FOR_EACH (module_ioctls, request)
		allow(*request);
	ADD(RETURN(SECCOMP_RET_KILL_PROCESS));
}

/* Root's guests act as somebody who has the files that they need (share.c). */
__attribute__((weak)) bool sandbox_user(void)
{
	return false;
}

SETUP static void drop_user(void)
{
	if (SYSTEM_3(__NR_geteuid, 0, 0, 0) || sandbox_user())
		return;
	if (SYSTEM_3(__NR_setgroups, 0, NULL, 0) < 0 ||
	    SYSTEM_3(__NR_setresgid, NOBODY, NOBODY, NOBODY) < 0 ||
	    SYSTEM_3(__NR_setresuid, NOBODY, NOBODY, NOBODY) < 0)
		fail("cannot give up root's rights");
}

SETUP void sandbox_enter(void)
{
	drop_user();
	teardown_delegate();
	sandbox_signals();
	sandbox_threads();
	make_filter();
}

void sandbox_close(void)
{
	const struct sock_fprog program = { (unsigned short)count, rules };

	if (SYSTEM_3(__NR_munmap, monitor_setup,
		     monitor_setup_end - monitor_setup, 0) < 0)
		fail("munmap fails");
	if (system_call(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0) < 0 ||
	    SYSTEM_3(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
		     SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
		fail("the host's kernel has no seccomp filters");
}
