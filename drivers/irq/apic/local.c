/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The local APIC (Intel SDM vol. 3A, chapter 11).
 */
#include <uk/apic.h>
#include <uk/arch/paging.h>
#include <uk/arch/x86.h>
#include <uk/errno.h>
#include <uk/plat/time.h>

#include "local.h"

#define CPUID_1_EDX_APIC (1u << 9)
#define CPUID_1_ECX_X2APIC (1u << 21)
#define CPUID_1_ECX_DEADLINE (1u << 24)

#define APIC_BASE_X2APIC (1u << 10)
#define APIC_BASE_ENABLE (1u << 11)
#define APIC_BASE_ADDRESS 0x0000007ffffff000ULL

/* Register numbers as x2APIC MSRs have them; in memory: 16 bytes each */
#define MSR_X2APIC 0x800u
#define REGISTER_EOI 0x0b
#define REGISTER_SPURIOUS 0x0f
#define REGISTER_TIMER 0x32
#define REGISTER_TIMER_INITIAL 0x38
#define REGISTER_TIMER_COUNT 0x39
#define REGISTER_TIMER_DIVIDE 0x3e

#define SPURIOUS_ENABLE 0x100
#define TIMER_DEADLINE (2u << 17)
#define TIMER_DIVIDE_16 0x3

/* 8259: all lines masked */
#define PIC_MASTER_MASK 0x21
#define PIC_SLAVE_MASK 0xa1

#define SPURIOUS_VECTOR (UK_ARCH_IRQ_FIRST + UK_ARCH_IRQ_COUNT - 1)

static enum { OFF, BY_MEMORY, BY_MSR } access_kind;
static uintptr_t base;
static bool has_deadline;

static void write(unsigned int number, uint32_t value)
{
	if (access_kind == BY_MSR)
		uk_x86_write_msr(MSR_X2APIC + number, value);
	else
		*(volatile uint32_t *)(base + 16UL * number) = value;
}

static uint32_t read(unsigned int number)
{
	if (access_kind == BY_MSR)
		return (uint32_t)uk_x86_read_msr(MSR_X2APIC + number);
	return *(volatile uint32_t *)(base + 16UL * number);
}

void local_apic_acknowledge(void)
{
	write(REGISTER_EOI, 0);
}

/* Its whole effect is that it ends a halt, unless somebody wants to know. */
static void timer_interrupt(void *argument)
{
	(void)argument;
	local_apic_acknowledge();
#ifdef CONFIG_WANTS_PREEMPTION
	UK_TABLE_FOR_EACH (uk_plat_timer_hooks, hook)
		(*hook)();
#endif
}

/* Spurious interrupts must not be acknowledged (11.9). */
static void spurious_interrupt(void *argument)
{
	(void)argument;
}

int apic_map(uintptr_t address)
{
	const size_t large = UK_PAGE_SIZE << 9;

	if (uk_arch_page_rights(address) != UK_PAGE_NONE)
		return 0;
	/* a large page needs no table of its own */
	return uk_arch_page_protect(UK_ALIGN_DOWN(address, large), large,
				    UK_PAGE_READ | UK_PAGE_WRITE |
					    UK_PAGE_DEVICE);
}

int uk_apic_start(void)
{
	struct uk_x86_cpuid features;
	uint64_t apic_base;
	int error, timer;

	if (access_kind != OFF)
		return 0;
	features = uk_x86_cpuid(1, 0);
	if (!(features.edx & CPUID_1_EDX_APIC))
		return -ENODEV;
	apic_base = uk_x86_read_msr(UK_X86_MSR_APIC_BASE) | APIC_BASE_ENABLE;
	if (features.ecx & CPUID_1_ECX_X2APIC)
		apic_base |= APIC_BASE_X2APIC;
	base = apic_base & APIC_BASE_ADDRESS;
	if (!(apic_base & APIC_BASE_X2APIC)) {
		error = apic_map(base);
		if (error)
			return error;
	}
	error = uk_arch_irq_set(SPURIOUS_VECTOR - UK_ARCH_IRQ_FIRST,
				spurious_interrupt, NULL);
	if (error)
		return error;
	timer = uk_arch_irq_take(timer_interrupt, NULL);
	if (timer < 0)
		return timer;
	uk_x86_write_msr(UK_X86_MSR_APIC_BASE, apic_base);
	access_kind = apic_base & APIC_BASE_X2APIC ? BY_MSR : BY_MEMORY;
	has_deadline = features.ecx & CPUID_1_ECX_DEADLINE;

	uk_x86_out8(PIC_MASTER_MASK, 0xff);
	uk_x86_out8(PIC_SLAVE_MASK, 0xff);
	write(REGISTER_SPURIOUS, SPURIOUS_ENABLE | SPURIOUS_VECTOR);
	write(REGISTER_TIMER_DIVIDE, TIMER_DIVIDE_16);
	write(REGISTER_TIMER, (UK_ARCH_IRQ_FIRST + (uint32_t)timer) |
				      (has_deadline ? TIMER_DEADLINE : 0));
	/* the mode must be in force before a deadline is written (11.5.4.1) */
	__asm__ volatile("mfence" ::: "memory");
	return 0;
}

bool uk_apic_has_deadline(void)
{
	return has_deadline;
}

void uk_apic_timer_deadline(uint64_t tsc)
{
	uk_x86_write_msr(UK_X86_MSR_TSC_DEADLINE, tsc);
}

void uk_apic_timer_ticks(uint32_t ticks)
{
	write(REGISTER_TIMER_INITIAL, ticks);
}

uint32_t uk_apic_timer_count(void)
{
	return read(REGISTER_TIMER_COUNT);
}
