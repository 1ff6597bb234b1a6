/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults of the program's own, which a handler repairs, skips, or leaves.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <uk/test.h>

UK_TESTSUITE(posix_faults, "posixapi: faults and their handlers");

static siginfo_t seen;
static int calls;
static sigjmp_buf jump_at;

static void handle(int number, void (*handler)(int, siginfo_t *, void *),
		   int flags)
{
	struct sigaction action = { .sa_sigaction = handler,
				    .sa_flags = SA_SIGINFO | flags };

	calls = 0;
	memset(&seen, 0, sizeof(seen));
	sigaction(number, &action, NULL);
}

static void leave(int number, siginfo_t *info, void *context)
{
	(void)context;
	calls++;
	seen = *info;
	siglongjmp(jump_at, number);
}

static volatile unsigned long zero;

UK_TEST(posix_faults, a_null_pointer)
{
	volatile int *nowhere = (volatile int *)(zero + 8);

	handle(SIGSEGV, leave, 0);
	for (int i = 1; i <= 3; i++) {
		if (!sigsetjmp(jump_at, 1))
			*nowhere = 1;
		UK_EXPECT_EQ(calls, i);
	}
	UK_EXPECT_EQ(seen.si_signo, SIGSEGV);
	UK_EXPECT_EQ(seen.si_code, SEGV_MAPERR);
	UK_EXPECT(seen.si_addr == (void *)nowhere);
	signal(SIGSEGV, SIG_DFL);
}

UK_TEST(posix_faults, what_must_not_be_written)
{
	static const char text[] = "constant";
	volatile char *readable = (volatile char *)(zero + (unsigned long)text);

	handle(SIGSEGV, leave, 0);
	if (!sigsetjmp(jump_at, 1))
		*readable = 'x';
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(seen.si_code, SEGV_ACCERR);
	UK_EXPECT(seen.si_addr == (void *)readable);
	signal(SIGSEGV, SIG_DFL);
}

UK_TEST(posix_faults, division_by_zero)
{
	volatile unsigned long result = 0;

	handle(SIGFPE, leave, 0);
	if (!sigsetjmp(jump_at, 1))
		result = 1000 / zero;
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(seen.si_code, FPE_INTDIV);
	UK_EXPECT_EQ(result, 0);
	signal(SIGFPE, SIG_DFL);
}

static double disturb(double value)
{
	return value * 3.5 + 1;
}

/* Skips ud2, and changes a register on the way. */
static void skip(int number, siginfo_t *info, void *argument)
{
	ucontext_t *context = argument;
	volatile double scratch = disturb(number);

	(void)scratch;
	calls++;
	seen = *info;
	context->uc_mcontext.gregs[REG_RIP] += 2;
	context->uc_mcontext.gregs[REG_RBX] += 7;
}

UK_TEST(posix_faults, going_on_behind_an_illegal_instruction)
{
	double in = 2.25, out;
	unsigned long number = 35;

	handle(SIGILL, skip, 0);
	__asm__ volatile("movsd %2, %%xmm5\n\t"
			 "stc\n\t"
			 "ud2\n\t"
			 "adcq $0, %%rbx\n\t"
			 "movsd %%xmm5, %0"
			 : "=m"(out), "+b"(number)
			 : "m"(in)
			 : "xmm5", "cc", "memory");
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(number, 35 + 7 + 1); /* the carry was kept, too */
	UK_EXPECT(out == 2.25);
	UK_EXPECT_EQ(seen.si_code, ILL_ILLOPN);
	signal(SIGILL, SIG_DFL);
}

static char stack[16384];

static int fall(int depth)
{
	volatile char filling[256];

	filling[0] = (char)depth;
	return depth < 1000000 ? fall(depth + 1) + filling[0] : 0;
}

UK_TEST(posix_faults, a_stack_that_is_full)
{
	stack_t mine = { .ss_sp = stack, .ss_size = sizeof(stack) };
	stack_t off = { .ss_flags = SS_DISABLE };

	UK_EXPECT_EQ(sigaltstack(&mine, NULL), 0);
	handle(SIGSEGV, leave, SA_ONSTACK);
	if (!sigsetjmp(jump_at, 1))
		fall((int)zero);
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(seen.si_code, SEGV_MAPERR);
	UK_EXPECT_EQ(sigaltstack(&off, NULL), 0);
	signal(SIGSEGV, SIG_DFL);
}

/* Mapped memory has no pages before it is touched. */
UK_TEST(posix_faults, a_stack_that_nobody_touched)
{
	stack_t mine = { .ss_size = 65536 };
	stack_t off = { .ss_flags = SS_DISABLE };
	volatile int *nowhere = (volatile int *)(zero + 8);

	mine.ss_sp = mmap(NULL, mine.ss_size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	UK_REQUIRE(mine.ss_sp != MAP_FAILED);
	UK_EXPECT_EQ(sigaltstack(&mine, NULL), 0);
	handle(SIGSEGV, leave, SA_ONSTACK);
	if (!sigsetjmp(jump_at, 1))
		*nowhere = 1;
	UK_EXPECT_EQ(calls, 1);
	UK_EXPECT_EQ(sigaltstack(&off, NULL), 0);
	UK_EXPECT_EQ(munmap(mine.ss_sp, mine.ss_size), 0);
	signal(SIGSEGV, SIG_DFL);
}
