/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread-local storage where the CPU does not let ring 3 set its base.
 */
#include <linux/kvm.h>

#include "monitor.h"

#define MSR_FS_BASE 0xc0000100u
#define ADDRESS_LIMIT (1ull << 47)

static int set(const struct call *call)
{
	/* struct kvm_msrs with one entry */
	struct {
		uint32_t count;
		uint32_t padding;
		struct kvm_msr_entry entry;
	} msrs = { 1, 0, { .index = MSR_FS_BASE } };

	/* any address may stand there, but not one that is none */
	if (call->first >= ADDRESS_LIMIT)
		return -EINVAL;
	msrs.entry.data = call->first;
	return sys_ioctl(vcpu_fd, KVM_SET_MSRS, &msrs) == 1 ? 0 : -EINVAL;
}

static const struct module_call thread_pointer_calls[] = {
	{ UKVM_CALL_THREAD_POINTER, set },
	{ 0, NULL },
};

static const uint32_t thread_pointer_ioctls[] = { KVM_SET_MSRS, 0 };

MODULE(thread_pointer) = {
	.name = "thread_pointer",
	.calls = thread_pointer_calls,
	.ioctls = thread_pointer_ioctls,
};
