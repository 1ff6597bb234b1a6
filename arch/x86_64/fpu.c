/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vector and floating-point state: XSAVE where the CPU has it, so programs may use
 * every register set it offers; else FXSAVE (x87 and SSE).
 * Intel SDM vol. 1, chapter 13.
 */
#include <uk/arch/context.h>
#include <uk/arch/x86.h>
#include <uk/init.h>
#include <uk/string.h>

#define CPUID_1_ECX_XSAVE (1u << 26)
#define CR4_OSXSAVE (1ul << 18)
#define LEAF_XSAVE 0x0d

#define STATE_X87 0x01u
#define STATE_SSE 0x02u
#define STATE_AVX 0x04u
#define STATE_AVX512 0xe0u /* three components, all or none */

#define FXSAVE_BYTES 512
#define XSAVE_HEADER_BYTES 64 /* behind it */
/* Offsets in both layouts */
#define OFFSET_X87_CONTROL 0
#define OFFSET_MXCSR 24
#define X87_CONTROL_DEFAULT 0x037f
#define MXCSR_DEFAULT 0x1f80

static uint32_t enabled; /* XCR0; 0 without XSAVE */
static uint32_t area_size = FXSAVE_BYTES;

#ifdef CONFIG_ARCH_X86_64_XSAVE
static int uk_arch_fpu_start(void)
{
	struct uk_x86_cpuid leaf;
	uint64_t cr4;

	if (!(uk_x86_cpuid(1, 0).ecx & CPUID_1_ECX_XSAVE))
		return 0;
	__asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("movq %0, %%cr4" ::"r"(cr4 | CR4_OSXSAVE));
	leaf = uk_x86_cpuid(LEAF_XSAVE, 0);
	enabled = leaf.eax & (STATE_X87 | STATE_SSE | STATE_AVX);
	if (enabled & STATE_AVX && (leaf.eax & STATE_AVX512) == STATE_AVX512)
		enabled |= STATE_AVX512;
	__asm__ volatile("xsetbv" ::"a"(enabled), "d"(0), "c"(0));
	/* ebx: bytes for what XCR0 holds now */
	area_size = uk_x86_cpuid(LEAF_XSAVE, 0).ebx;
	return 0;
}
UK_INIT(early, uk_arch_fpu_start);
#endif

size_t uk_arch_fpu_size(void)
{
	return area_size;
}

void uk_arch_fpu_init(void *area)
{
	const uint16_t x87_control = X87_CONTROL_DEFAULT;
	const uint32_t mxcsr = MXCSR_DEFAULT;

	/* An empty XSAVE header: every component in its initial state. */
	memset(area, 0, area_size);
	memcpy((char *)area + OFFSET_X87_CONTROL, &x87_control,
	       sizeof(x87_control));
	memcpy((char *)area + OFFSET_MXCSR, &mxcsr, sizeof(mxcsr));
}

void uk_arch_fpu_save(void *area)
{
	if (!enabled) {
		__asm__ volatile("fxsave64 (%0)" ::"r"(area) : "memory");
		return;
	}
	/* XSAVE leaves most of the header as it was, and XRSTOR refuses what
	 * is not 0 there (13.4.2)
	 */
	memset((char *)area + FXSAVE_BYTES, 0, XSAVE_HEADER_BYTES);
	__asm__ volatile("xsave64 (%0)" ::"r"(area), "a"(enabled), "d"(0)
			 : "memory");
}

void uk_arch_fpu_restore(const void *area)
{
	if (enabled)
		__asm__ volatile("xrstor64 (%0)" ::"r"(area), "a"(enabled),
				 "d"(0)
				 : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" ::"r"(area) : "memory");
}
