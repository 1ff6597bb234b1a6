/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clocks go forward at a sane pace; the timer ends a halt, and not before its time.
 */
#include <uk/arch/cpu.h>
#include <uk/plat/time.h>
#include <uk/test.h>

#include "../tsc.h"

UK_TESTSUITE(kvm_clock, "clocks and timer");

#define MILLISECOND 1000000ULL
#define SECOND (1000 * MILLISECOND)

UK_TEST(kvm_clock, never_goes_back)
{
	uint64_t before = uk_plat_clock_monotonic();
	uint64_t first = before;

	UK_EXPECT(before != 0);
	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t now = uk_plat_clock_monotonic();

		UK_REQUIRE(now >= before);
		before = now;
	}
	UK_EXPECT(before > first);
	/* since boot, or the host's boot */
	UK_EXPECT(before < 3600ULL * 24 * 365 * 100 * SECOND);
}

UK_TEST(kvm_clock, agrees_with_the_counter)
{
	uint64_t frequency = tsc_frequency();
	uint64_t start = uk_plat_clock_monotonic();
	uint64_t ticks = uk_arch_cycles();
	uint64_t passed, counted;

	UK_REQUIRE(frequency >= 100000000 && frequency <= 20000000000);
	UK_EXPECT_EQ(tsc_frequency(), frequency);
	do
		passed = uk_plat_clock_monotonic() - start;
	while (passed < 20 * MILLISECOND);
	ticks = uk_arch_cycles() - ticks;
	counted = (uint64_t)((unsigned __int128)ticks * SECOND / frequency);
	UK_EXPECT(counted > passed - passed / 10);
	UK_EXPECT(counted < passed + passed / 10);
}

UK_TEST(kvm_clock, scales_without_overflow)
{
	UK_EXPECT_EQ(tsc_scale(0, UINT64_MAX), 0);
	UK_EXPECT_EQ(tsc_scale(3, 1ULL << 32), 3);
	UK_EXPECT_EQ(tsc_scale(1ULL << 62, 1ULL << 31), 1LL << 61);
	UK_EXPECT_EQ(tsc_scale(UINT64_MAX, 1ULL << 32), -1);
}

UK_TEST(kvm_clock, wall_clock)
{
	uint64_t wall = uk_plat_clock_wall();
	uint64_t start = uk_plat_clock_monotonic();
	uint64_t passed, later;

	/* 2024 to 2100 */
	UK_EXPECT(wall / SECOND > 1704067200 && wall / SECOND < 4102444800);
	do
		passed = uk_plat_clock_monotonic() - start;
	while (passed < 3 * MILLISECOND);
	later = uk_plat_clock_wall() - wall;
	UK_EXPECT(later >= 3 * MILLISECOND && later < 10 * SECOND);
}

#ifdef CONFIG_PLAT_KVM_IRQ
/* How long halts last until `deadline` has passed. Other interrupts may end one. */
static uint64_t halt_until(uint64_t deadline)
{
	unsigned long state = uk_arch_irq_save();
	uint64_t start = uk_plat_clock_monotonic();

	do {
		uk_plat_timer_set(deadline);
		uk_arch_halt_irq();
	} while (uk_plat_clock_monotonic() < deadline);
	uk_plat_timer_set(UINT64_MAX);
	uk_arch_irq_restore(state);
	return uk_plat_clock_monotonic() - start;
}

UK_TEST(kvm_clock, timer_ends_a_halt)
{
	for (unsigned int i = 1; i <= 5; i++) {
		uint64_t now = uk_plat_clock_monotonic();
		uint64_t lasted = halt_until(now + i * MILLISECOND);

		UK_EXPECT(lasted >= (i - 1) * MILLISECOND);
		UK_EXPECT(lasted < SECOND);
	}
}

UK_TEST(kvm_clock, a_past_deadline_fires_at_once)
{
	UK_EXPECT(halt_until(1) < SECOND);
	UK_EXPECT(halt_until(0) < SECOND);
	UK_EXPECT(halt_until(uk_plat_clock_monotonic()) < SECOND);
}

UK_TEST(kvm_clock, the_last_deadline_counts)
{
	unsigned long state = uk_arch_irq_save();
	uint64_t now = uk_plat_clock_monotonic();

	uk_plat_timer_set(now + 3600 * SECOND);
	uk_arch_irq_restore(state);
	UK_EXPECT(halt_until(now + 2 * MILLISECOND) < SECOND);
	/* and one that was called off does not come */
	state = uk_arch_irq_save();
	uk_plat_timer_set(uk_plat_clock_monotonic() + MILLISECOND);
	uk_plat_timer_set(UINT64_MAX);
	uk_arch_irq_restore(state);
	UK_EXPECT(halt_until(uk_plat_clock_monotonic() + 5 * MILLISECOND) >=
		  4 * MILLISECOND);
}

/* Calibrating must not take the timer of others, nor enable interrupts. */
UK_TEST(kvm_clock, interrupts_stay_as_they_were)
{
	unsigned long state = uk_arch_irq_save();

	uk_plat_timer_set(uk_plat_clock_monotonic() + MILLISECOND);
	UK_EXPECT(!uk_arch_irq_enabled());
	uk_arch_halt_irq();
	UK_EXPECT(!uk_arch_irq_enabled());
	uk_arch_irq_restore(state);
}
#endif
