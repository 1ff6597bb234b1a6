/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the monitor gives up before the guest's first instruction: its user, and every system
 * call that no module has named. A call outside the list ends the process (Linux:
 * Documentation/userspace-api/seccomp_filter.rst).
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>

#include "monitor.h"

#define NOBODY 65534
#define RULES_MOST 128

static struct sock_filter rules[RULES_MOST];
static unsigned int count;

static void add(uint16_t code, uint8_t if_true, uint8_t if_false, uint32_t value)
{
	if (count == RULES_MOST)
		fail("too many modules for one filter: raise RULES_MOST");
	rules[count++] =
		(struct sock_filter){ code, if_true, if_false, value };
}

static void load(uint32_t offset)
{
	add(BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
}

/* Allows the call if what was loaded is `value`, else goes on. */
static void allow(uint32_t value)
{
	add(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value);
	add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}

static void kill_others(void)
{
	add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
}

static void make_filter(void)
{
	unsigned int to_ioctls;

	load(offsetof(struct seccomp_data, arch));
	add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AUDIT_ARCH_X86_64);
	kill_others();
	load(offsetof(struct seccomp_data, nr));
	FOR_EACH_MODULE (module)
		for (const uint16_t *call = (*module)->system_calls;
		     call && *call != LIST_END; call++)
			allow(*call);
	add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, __NR_ioctl);
	kill_others();
	/* of ioctl, those of the virtual CPU only: its file and these requests */
	to_ioctls = offsetof(struct seccomp_data, args);
	load(to_ioctls);
	add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, (uint32_t)vcpu_fd);
	kill_others();
	load(to_ioctls + sizeof(uint64_t));
	FOR_EACH_MODULE (module)
		for (const uint32_t *request = (*module)->ioctls;
		     request && *request; request++)
			allow(*request);
	kill_others();
}

static void drop_user(void)
{
	if (SYSTEM_3(__NR_geteuid, 0, 0, 0))
		return;
	if (SYSTEM_3(__NR_setgroups, 0, NULL, 0) < 0 ||
	    SYSTEM_3(__NR_setresgid, NOBODY, NOBODY, NOBODY) < 0 ||
	    SYSTEM_3(__NR_setresuid, NOBODY, NOBODY, NOBODY) < 0)
		fail("cannot give up root's rights");
}

void sandbox_enter(void)
{
	struct sock_fprog program;

	drop_user();
	make_filter();
	program = (struct sock_fprog){ (unsigned short)count, rules };
	if (system_call(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0) < 0 ||
	    SYSTEM_3(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		fail("the host's kernel has no seccomp filters, without which "
		     "this monitor runs nothing");
}
