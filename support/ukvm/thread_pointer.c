/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread-local storage where the CPU does not let ring 3 set its base.
 */
#include <linux/kvm.h>

#include "monitor.h"

#define ADDRESS_LIMIT (1ull << 47)

/* KVM takes it over at the next run, with the special registers as they were at the start: no
 * guest can change any that counts.
 */
static int set(const struct call *call)
{
	/* any address may stand there, but not one that is none */
	if (call->first >= ADDRESS_LIMIT)
		return -EINVAL;
	vcpu_run->s.regs.sregs.fs.base = call->first;
	vcpu_run->kvm_dirty_regs |= KVM_SYNC_X86_SREGS;
	return 0;
}

CALLS = {
	{ UKVM_CALL_THREAD_POINTER, set },
};
