/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a crash report is told of a trap, from registers made up here, and walking a
 * chain of frames that may be wrong.
 */
#include <uk/arch/paging.h>
#include <uk/arch/registers.h>
#include <uk/string.h>
#include <uk/test.h>

#include "../registers.h"

UK_TESTSUITE(trap, "traps in words");

UK_TEST(trap, page_faults)
{
	static const struct {
		unsigned int error, access;
		bool is_mapped;
	} faults[] = {
		{ 0x00, UK_PAGE_READ, false },	 { 0x01, UK_PAGE_READ, true },
		{ 0x02, UK_PAGE_WRITE, false },	 { 0x03, UK_PAGE_WRITE, true },
		{ 0x10, UK_PAGE_EXECUTE, false }, { 0x11, UK_PAGE_EXECUTE, true },
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(faults); i++) {
		struct uk_arch_registers registers = {
			.vector = 14,
			.error = faults[i].error,
			.rip = 0x1234,
			.rsp = 0x5678,
			.rbp = 0x9abc,
		};
		struct uk_arch_trap trap;

		uk_arch_trap_decode(&registers, &trap);
		UK_EXPECT_EQ(strcmp(trap.name, "page fault"), 0);
		UK_EXPECT(trap.has_address);
		UK_EXPECT_EQ(trap.access, faults[i].access);
		UK_EXPECT_EQ(trap.is_mapped, faults[i].is_mapped);
		UK_EXPECT_EQ(trap.pc, 0x1234);
		UK_EXPECT_EQ(trap.sp, 0x5678);
		UK_EXPECT_EQ(trap.frame, 0x9abc);
	}
}

UK_TEST(trap, every_vector_has_a_name)
{
	for (unsigned int vector = 0; vector < 300; vector++) {
		struct uk_arch_registers registers = { .vector = vector };
		struct uk_arch_trap trap;

		uk_arch_trap_decode(&registers, &trap);
		UK_REQUIRE(trap.name && strlen(trap.name) > 3);
		UK_REQUIRE(trap.vector == vector);
		UK_REQUIRE(trap.has_address == (vector == 14));
	}
}

static const char *last_name;
static unsigned int printed;
static uint64_t rip_value;

static void note(const char *name, uint64_t value)
{
	last_name = name;
	printed++;
	if (!strcmp(name, "rip"))
		rip_value = value;
}

UK_TEST(trap, registers_have_their_names)
{
	struct uk_arch_registers registers = { .rip = 0xabcdef };

	printed = 0;
	uk_arch_registers_each(&registers, note);
	UK_EXPECT_EQ(printed, 22); /* all but the vector, and cr2 */
	UK_EXPECT_EQ(rip_value, 0xabcdef);
	UK_EXPECT_EQ(strcmp(last_name, "cr2"), 0);
}

UK_TEST(trap, frames_are_followed_upwards)
{
	uintptr_t chain[6];
	uintptr_t frame = (uintptr_t)&chain[0];
	uintptr_t pc = 0;

	chain[0] = (uintptr_t)&chain[4];
	chain[1] = 0x111;
	chain[4] = 0;
	chain[5] = 0x222;
	UK_EXPECT(uk_arch_frame_next(&frame, &pc));
	UK_EXPECT_EQ(pc, 0x111);
	UK_EXPECT_EQ(frame, (uintptr_t)&chain[4]);
	UK_EXPECT(uk_arch_frame_next(&frame, &pc));
	UK_EXPECT_EQ(pc, 0x222);
	UK_EXPECT(!uk_arch_frame_next(&frame, &pc));
}

UK_TEST(trap, broken_chains_end)
{
	uintptr_t chain[2] = { 0, 0x111 };
	uintptr_t wrong[] = {
		8,				    /* the null page */
		(uintptr_t)chain + 1,		    /* not aligned */
		(1UL << 38) + 8,		    /* not mapped */
		UINTPTR_MAX & ~7UL,		    /* its end wraps */
		0x800000000000,			    /* not canonical */
	};
	uintptr_t pc = 0, frame;

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		frame = wrong[i];
		UK_EXPECT(!uk_arch_frame_next(&frame, &pc));
	}
	frame = (uintptr_t)chain;
	chain[0] = frame; /* a circle */
	UK_EXPECT(!uk_arch_frame_next(&frame, &pc));
	chain[0] = frame - 16; /* downwards */
	UK_EXPECT(!uk_arch_frame_next(&frame, &pc));
	chain[0] = 0;
	chain[1] = 0; /* no return address */
	UK_EXPECT(!uk_arch_frame_next(&frame, &pc));
}
