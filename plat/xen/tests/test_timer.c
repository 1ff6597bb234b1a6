/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Halts end when the timer comes, also if it comes just before the CPU halts. A hypervisor under
 * which such an interrupt gets between `sti` and `hlt` (QEMU's SVM has no interrupt shadow after
 * VMRUN) lost one of 400.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/plat/time.h>
#include <uk/test.h>
#include <uk/xen/shared.h>

UK_TESTSUITE(xen_timer, "Xen's clock and timer");

#define HALTS 2000
#define LONGEST 200000 /* nanoseconds */

static void wait_until(uint64_t deadline)
{
	while (uk_plat_clock_monotonic() < deadline) {
		uk_plat_timer_set(deadline);
		uk_arch_halt_irq();
	}
}

UK_TEST(xen_timer, every_halt_ends)
{
	unsigned long state = uk_arch_irq_save();
	uint32_t random = 1;

	for (unsigned int i = 0; i < HALTS; i++) {
		random = random * 1664525 + 1013904223;
		wait_until(uk_plat_clock_monotonic() + (random >> 8) % LONGEST);
	}
	uk_arch_irq_restore(state);
	UK_EXPECT(true); /* it got here */
}

UK_TEST(xen_timer, a_deadline_in_the_past_ends_a_halt)
{
	unsigned long state = uk_arch_irq_save();
	uint64_t before = uk_plat_clock_monotonic();

	uk_plat_timer_set(1);
	uk_arch_halt_irq();
	UK_EXPECT(uk_plat_clock_monotonic() > before);
	uk_arch_irq_restore(state);
}

#define SOON 1000000

static void nothing_for(uint64_t time)
{
	uint64_t end = uk_plat_clock_monotonic() + time;

	while (uk_plat_clock_monotonic() < end)
		uk_arch_spin_hint();
}

/* For Xen it would be in the past. */
UK_TEST(xen_timer, a_deadline_in_300_years_does_not_come)
{
	unsigned long state = uk_arch_irq_save();
	struct uk_xen_vcpu *vcpu = &uk_xen_shared()->vcpu[0];

	uk_plat_timer_set(1);
	uk_arch_halt_irq(); /* what was pending is not any more */
	uk_plat_timer_set((uint64_t)INT64_MAX + 1);
	nothing_for(SOON);
	UK_EXPECT(!uk_load_relaxed(&vcpu->upcall_pending));
	uk_plat_timer_set(1);
	nothing_for(SOON);
	UK_EXPECT(uk_load_relaxed(&vcpu->upcall_pending));
	uk_arch_irq_restore(state);
}

UK_TEST(xen_timer, clocks_go_forward)
{
	uint64_t last = uk_plat_clock_monotonic();
	uint64_t wall = uk_plat_clock_wall();
	unsigned int backward = 0;

	for (unsigned int i = 0; i < 1000; i++) {
		uint64_t now = uk_plat_clock_monotonic();

		backward += now < last;
		last = now;
	}
	UK_EXPECT_EQ(backward, 0);
	UK_EXPECT(uk_plat_clock_wall() > wall);
}
