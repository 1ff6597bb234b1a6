/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The grant table, and another domain that begins to use a page just when it is taken back.
 */
#include "hypervisor.h"

#include <string.h>
#include <uk/arch/paging.h>
#include <uk/test.h>
#include <uk/xen/grants.h>
#include <uk/xen/suspend.h>

UK_TESTSUITE(xen_grants, "grants");

#define READING 8
#define WRITING 16
#define FREE (CONFIG_DRV_XENCORE_GRANT_PAGES * 512 - 8)

static char page[UK_PAGE_SIZE] __uk_aligned(UK_PAGE_SIZE);

UK_TEST(xen_grants, all_of_them)
{
	static int grants[FREE];

	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int i = 0; i < FREE; i++) {
			grants[i] = uk_xen_grant_page(3, page, i & 1);
			UK_REQUIRE(grants[i] >= 8);
			UK_REQUIRE(hypervisor_grants[grants[i]].flags ==
				   (i & 1 ? 5 : 1));
		}
		UK_EXPECT_EQ(uk_xen_grant_page(3, page, true), -ENOSPC);
		for (unsigned int i = 0; i < FREE; i++) {
			UK_REQUIRE(uk_xen_grant_end(grants[i]) == 0);
			UK_REQUIRE(hypervisor_grants[grants[i]].flags == 0);
		}
	}
}

UK_TEST(xen_grants, what_an_entry_says)
{
	int grant = uk_xen_grant_page(3, page, true);

	UK_REQUIRE(grant >= 8);
	UK_EXPECT_EQ(hypervisor_grants[grant].domain, 3);
	UK_EXPECT_EQ(hypervisor_grants[grant].frame,
		     (uint32_t)((uintptr_t)page >> UK_PAGE_SHIFT));
	UK_EXPECT_EQ(uk_xen_grant_end((uk_xen_grant)grant), 0);
}

static int used;

static void use(void)
{
	if (hypervisor_grants[used].flags)
		hypervisor_grants[used].flags |= READING;
}

/* Either it is taken back, or the other domain has it: never both. */
UK_TEST(xen_grants, used_just_then)
{
	bool kept = true;

	for (unsigned int at = 0; kept || at < 3; at++) {
		used = uk_xen_grant_page(3, page, false);
		UK_REQUIRE(used >= 8);
		hypervisor_act_at(at, use);
		kept = uk_xen_grant_end((uk_xen_grant)used) == -EBUSY;
		UK_REQUIRE(kept == (hypervisor_grants[used].flags != 0));
		hypervisor_act_at(0, NULL);
		if (!kept)
			continue;
		hypervisor_grants[used].flags |= WRITING;
		UK_EXPECT_EQ(uk_xen_grant_end((uk_xen_grant)used), -EBUSY);
		hypervisor_grants[used].flags &= ~(READING | WRITING);
		UK_EXPECT_EQ(uk_xen_grant_end((uk_xen_grant)used), 0);
	}
}

/* In another domain no grant is left, and each is still its owner's, to end it. */
UK_TEST(xen_grants, another_domain)
{
	int kept = uk_xen_grant_page(3, page, false);
	int ended = uk_xen_grant_page(3, page, false);
	int given = 0;

	hypervisor_grants[kept].flags |= READING;
	uk_xen_grant_end((uk_xen_grant)ended);
	uk_xen_grants_leave();
	memset(hypervisor_grants, 0,
	       CONFIG_DRV_XENCORE_GRANT_PAGES * UK_PAGE_SIZE);
	uk_xen_grants_arrive();
	while (uk_xen_grant_page(3, page, false) >= 8)
		given++;
	UK_EXPECT_EQ(given, FREE - 1);
	UK_EXPECT_EQ(hypervisor_grants[kept].flags, 0);
	UK_EXPECT_EQ(uk_xen_grant_end((uk_xen_grant)kept), 0);
	UK_EXPECT_EQ(uk_xen_grant_page(3, page, false), kept);
}
