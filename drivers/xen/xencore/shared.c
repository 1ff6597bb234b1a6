/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the page lies that Xen shares with us: a page of our own, in whose place Xen puts its.
 */
#include <uk/arch/paging.h>
#include <uk/output.h>
#include <uk/plat/lifecycle.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/shared.h>
#include <uk/xen/suspend.h>

/* memory.h */
#define ADD_TO_PHYSMAP 7
#define SPACE_SHARED_INFO 0

struct add_to_physmap {
	uint16_t domain;
	uint16_t size;
	uint32_t space;
	uint64_t index;
	uint64_t frame;
};

static char page[UK_PAGE_SIZE] __uk_aligned(UK_PAGE_SIZE);

static void __uk_noreturn no_xen(void)
{
	static const char text[] =
		"This machine is not Xen's, for which the image was built (PLAT=xen)\n";

	uk_console_write(text, sizeof(text) - 1);
	uk_plat_exit(UK_EXIT_CRASH);
}

static bool map(void)
{
	struct add_to_physmap add = {
		.domain = XEN_DOMAIN_SELF,
		.space = SPACE_SHARED_INFO,
		.frame = (uintptr_t)page >> UK_PAGE_SHIFT,
	};

	/* Setting the callback, to none, also tells Xen that we are 64-bit: before, the
	 * clock lies where a 32-bit domain has it.
	 */
	return !uk_xen_parameter_set(XEN_PARAMETER_CALLBACK, 0) &&
	       !uk_xen_operation(XEN_MEMORY_OP, ADD_TO_PHYSMAP, &add);
}

struct uk_xen_shared *uk_xen_shared(void)
{
	static struct uk_xen_shared *shared;

	if (UK_LIKELY(shared))
		return shared;
	if (!uk_xen_present() || !map())
		no_xen();
	shared = (struct uk_xen_shared *)page;
	return shared;
}

/* The page has Xen's last words to the old domain. */
void uk_xen_shared_arrive(void)
{
	if (!map())
		uk_plat_exit(UK_EXIT_CRASH);
}
