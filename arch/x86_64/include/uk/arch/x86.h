/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * x86 instructions and model-specific registers, for platforms and drivers of
 * this architecture. Numbers: Intel SDM vol. 3A section 2.5 (control registers), vol. 4 (MSRs).
 */
#ifndef UK_ARCH_X86_H
#define UK_ARCH_X86_H

#include <uk/essentials.h>

#define UK_X86_MSR_APIC_BASE 0x1bu
#define UK_X86_MSR_TSC_DEADLINE 0x6e0u
#define UK_X86_MSR_FS_BASE 0xc0000100u

static inline void uk_x86_out8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline void uk_x86_out16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline void uk_x86_out32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

static inline uint8_t uk_x86_in8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint16_t uk_x86_in16(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint32_t uk_x86_in32(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint64_t uk_x86_read_msr(uint32_t number)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
	return (uint64_t)high << 32 | low;
}

static inline void uk_x86_write_msr(uint32_t number, uint64_t value)
{
	__asm__ volatile("wrmsr" ::"c"(number), "a"((uint32_t)value),
			 "d"((uint32_t)(value >> 32))
			 : "memory");
}

struct uk_x86_cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* A leaf above the CPU's highest returns other leaves' data: check leaf 0,
 * 0x40000000 or 0x80000000 first.
 */
static inline struct uk_x86_cpuid uk_x86_cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct uk_x86_cpuid regs;

	__asm__ volatile("cpuid"
			 : "=a"(regs.eax), "=b"(regs.ebx), "=c"(regs.ecx),
			   "=d"(regs.edx)
			 : "a"(leaf), "c"(subleaf));
	return regs;
}

static inline uint64_t uk_x86_read_cr2(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr2, %0" : "=r"(value));
	return value;
}

#endif /* UK_ARCH_X86_H */
