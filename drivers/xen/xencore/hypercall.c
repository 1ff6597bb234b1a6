/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds Xen, and asks for what the toolstack has set. Calls are made by the CPU's own
 * instruction: a page of calls that Xen fills in (the usual way) would be text that the
 * image does not know, and 4 KB.
 */
#include <uk/arch/paging.h>
#include <uk/arch/x86.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/xen/hypercall.h>

/* arch-x86/cpuid.h: at the first base, or 0x100 steps above it where Xen poses as another */
#define LEAF_FIRST 0x40000000
#define LEAF_STEP 0x100
#define LEAF_LAST 0x40010000
#define CPUID_1_ECX_HYPERVISOR (1u << 31)

/* hvm/hvm_op.h */
#define HVM_SET_PARAMETER 0
#define HVM_GET_PARAMETER 1

struct hvm_parameter {
	uint16_t domain;
	uint16_t padding;
	uint32_t index;
	uint64_t value;
};

bool uk_xen_is_amd;
uint32_t uk_xen_end_reason;

static bool find(void)
{
	struct uk_x86_cpuid leaf;

	if (!(uk_x86_cpuid(1, 0).ecx & CPUID_1_ECX_HYPERVISOR))
		return false;
	for (uint32_t base = LEAF_FIRST; base < LEAF_LAST; base += LEAF_STEP) {
		leaf = uk_x86_cpuid(base, 0);
		if (memcmp(&leaf.ebx, "XenVMMXenVMM", 12) == 0) {
			leaf = uk_x86_cpuid(0, 0);
			/* GenuineIntel; AMD's and Hygon's have the other */
			uk_xen_is_amd = memcmp(&leaf.ebx, "Genu", 4) != 0;
			return true;
		}
		/* its highest leaf: nobody lives at this base, nor at those above */
		if (leaf.eax < base)
			break;
	}
	return false;
}

bool uk_xen_present(void)
{
	static enum { UNKNOWN, ABSENT, PRESENT } state;

	if (UK_UNLIKELY(state == UNKNOWN))
		state = find() ? PRESENT : ABSENT;
	return state == PRESENT;
}

int uk_xen_parameter(uint32_t parameter, uint64_t *value)
{
	struct hvm_parameter wanted = { .domain = XEN_DOMAIN_SELF,
					.index = parameter };
	long error = uk_xen_operation(XEN_HVM_OP, HVM_GET_PARAMETER, &wanted);

	*value = wanted.value;
	return (int)error;
}

int uk_xen_parameter_set(uint32_t parameter, uint64_t value)
{
	struct hvm_parameter wanted = { .domain = XEN_DOMAIN_SELF,
					.index = parameter,
					.value = value };

	return (int)uk_xen_operation(XEN_HVM_OP, HVM_SET_PARAMETER, &wanted);
}

void *uk_xen_frame_map(uint64_t frame)
{
	uint64_t address = frame << UK_PAGE_SHIFT;

	if (!frame || address >> UK_PAGE_SHIFT != frame ||
	    uk_arch_page_protect(address, UK_PAGE_SIZE,
				 UK_PAGE_READ | UK_PAGE_WRITE))
		return NULL;
	return (void *)address;
}
