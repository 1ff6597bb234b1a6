/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * WRFSBASE, for images that switch threads: a call of the monitor for each would take a
 * hundred times longer. The CPU must be told that it has the instruction before it may be turned
 * on, so the guest of such an image sees what KVM offers by CPUID; any other sees no more than
 * zeros there, and its start is quicker.
 */
#include <linux/kvm.h>

#include "monitor.h"

#define CPUID_FEATURES 7u
#define CPUID_7_EBX_FSGSBASE 1u
#define CPUID_ENTRIES 128

/* struct kvm_cpuid2 */
static struct {
	uint32_t count;
	uint32_t padding;
	struct kvm_cpuid_entry2 entries[CPUID_ENTRIES];
} cpuid;

SETUP bool vm_offer_fsgsbase(int kvm_fd)
{
	cpuid.count = CPUID_ENTRIES;
	if (sys_ioctl(kvm_fd, KVM_GET_SUPPORTED_CPUID, &cpuid) < 0)
		return false;
	for (unsigned int i = 0; i < cpuid.count; i++) {
		const struct kvm_cpuid_entry2 *entry = &cpuid.entries[i];

		if (entry->function == CPUID_FEATURES && !entry->index &&
		    entry->ebx & CPUID_7_EBX_FSGSBASE)
			return sys_ioctl(vcpu_fd, KVM_SET_CPUID2, &cpuid) >= 0;
	}
	return false;
}
