/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Saving and restoring the vector and floating-point state. The kernel's own code uses
 * none of it, so what assembly puts there stays until assembly looks again.
 */
#include <uk/arch/context.h>
#include <uk/arch/cpu.h>
#include <uk/arch/x86.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(fpu, "vector and floating-point state");

#define AREA_BYTES 8192
#define CPUID_1_ECX_OSXSAVE (1u << 27)
#define XCR0_AVX 4u

static char area[2][AREA_BYTES] __uk_aligned(64);
static unsigned char loaded[32], stored[32];

static void fill(unsigned char seed)
{
	for (unsigned int i = 0; i < sizeof(loaded); i++)
		loaded[i] = (unsigned char)(seed + i);
	memset(stored, 0, sizeof(stored));
}

static bool has_avx(void)
{
	uint32_t low, high;

#ifdef CONFIG_RUNS_UNPRIVILEGED
	return false; /* a monitor decides, and offers SSE only */
#endif
	if (!(uk_x86_cpuid(1, 0).ecx & CPUID_1_ECX_OSXSAVE))
		return false;
	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return low & XCR0_AVX;
}

static void load_xmm(void)
{
	__asm__ volatile("movdqu %0, %%xmm15" ::"m"(loaded));
}

static void store_xmm(void)
{
	__asm__ volatile("movdqu %%xmm15, %0" : "=m"(stored));
}

UK_TEST(fpu, area_is_of_a_sane_size)
{
	UK_EXPECT(uk_arch_fpu_size() >= 512);
	UK_EXPECT(uk_arch_fpu_size() <= AREA_BYTES);
	if (has_avx())
		UK_EXPECT(uk_arch_fpu_size() >= 512 + 64 + 256);
}

UK_TEST(fpu, sse_registers_survive)
{
	unsigned long state = uk_arch_irq_save();

	/* garbage in the area must not matter to whoever saves into it */
	memset(area[0], 0xff, AREA_BYTES);
	fill(1);
	load_xmm();
	uk_arch_fpu_save(area[0]);
	fill(100);
	load_xmm();
	uk_arch_fpu_restore(area[0]);
	store_xmm();
	uk_arch_irq_restore(state);
	for (unsigned int i = 0; i < 16; i++)
		UK_REQUIRE(stored[i] == 1 + i);
}

#ifdef CONFIG_ARCH_X86_64_XSAVE
UK_TEST(fpu, avx_is_on_where_the_cpu_has_it)
{
	const unsigned int xsave_avx = 1u << 26 | 1u << 28;
	unsigned int features = uk_x86_cpuid(1, 0).ecx;

	UK_EXPECT_EQ(has_avx(), (features & xsave_avx) == xsave_avx);
}

UK_TEST(fpu, avx_registers_survive)
{
	unsigned long state;

	if (!has_avx())
		return;
	state = uk_arch_irq_save();
	memset(area[0], 0xff, AREA_BYTES);
	fill(7);
	__asm__ volatile("vmovdqu %0, %%ymm9" ::"m"(loaded));
	uk_arch_fpu_save(area[0]);
	__asm__ volatile("vzeroall");
	uk_arch_fpu_restore(area[0]);
	__asm__ volatile("vmovdqu %%ymm9, %0" : "=m"(stored));
	uk_arch_irq_restore(state);
	UK_EXPECT_EQ(memcmp(stored, loaded, sizeof(stored)), 0);
}
#endif

UK_TEST(fpu, new_state_is_clean)
{
	static const unsigned char zeros[32];
	unsigned long state = uk_arch_irq_save();
	uint32_t mxcsr;
	uint16_t x87;

	uk_arch_fpu_save(area[0]);
	memset(area[1], 0xff, AREA_BYTES);
	uk_arch_fpu_init(area[1]);
	fill(50);
	load_xmm();
	uk_arch_fpu_restore(area[1]);
	store_xmm();
	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	__asm__ volatile("fnstcw %0" : "=m"(x87));
	uk_arch_fpu_restore(area[0]);
	uk_arch_irq_restore(state);
	UK_EXPECT_EQ(memcmp(stored, zeros, 16), 0);
	UK_EXPECT_EQ(mxcsr, 0x1f80);
	UK_EXPECT_EQ(x87, 0x037f);
}

UK_TEST(fpu, x87_stack_survives)
{
	unsigned long state = uk_arch_irq_save();
	uint32_t value = 0;

	__asm__ volatile("fninit; fldpi");
	uk_arch_fpu_save(area[0]);
	__asm__ volatile("fninit; fldz");
	uk_arch_fpu_restore(area[0]);
	__asm__ volatile("fistpl %0" : "=m"(value));
	uk_arch_irq_restore(state);
	UK_EXPECT_EQ(value, 3);
}
