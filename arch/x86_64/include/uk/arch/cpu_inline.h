/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The x86_64 instructions behind <uk/arch/cpu.h>.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

#ifdef CONFIG_RUNS_UNPRIVILEGED
#include <uk/arch/cpu_unprivileged.h>
#else
#define UK_X86_RFLAGS_IF (1UL << 9)

static __uk_always_inline void uk_arch_irq_enable(void)
{
	__asm__ volatile("sti" ::: "memory");
}

static __uk_always_inline void uk_arch_irq_disable(void)
{
	__asm__ volatile("cli" ::: "memory");
}

static __uk_always_inline unsigned long uk_x86_rflags(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0" : "=r"(flags)::"memory");
	return flags;
}

static __uk_always_inline bool uk_arch_irq_enabled(void)
{
	return uk_x86_rflags() & UK_X86_RFLAGS_IF;
}

static __uk_always_inline unsigned long uk_arch_irq_save(void)
{
	unsigned long flags = uk_x86_rflags();

	uk_arch_irq_disable();
	return flags;
}

static __uk_always_inline void uk_arch_irq_restore(unsigned long flags)
{
	if (flags & UK_X86_RFLAGS_IF)
		uk_arch_irq_enable();
	else
		uk_compiler_barrier();
}

/* STI lets one more instruction run before it takes an interrupt (SDM vol. 2, STI), so
 * none can slip in between and leave HLT waiting for it.
 */
static __uk_always_inline void uk_arch_halt_irq(void)
{
	__asm__ volatile("sti; hlt; cli" ::: "memory");
}
#endif

static __uk_always_inline void uk_arch_spin_hint(void)
{
	__asm__ volatile("pause" ::: "memory");
}

static __uk_always_inline uint64_t uk_arch_cycles(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

#endif /* UK_ARCH_CPU_INLINE_H */
