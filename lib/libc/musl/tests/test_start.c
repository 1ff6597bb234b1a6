/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What musl finds at its start, and the heap under it.
 */
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(musl_start, "musl: the auxiliary vector, the environment, the heap");

static _Thread_local int in_data = 42;
static _Thread_local char in_bss[100];

UK_TEST(musl_start, auxiliary_vector)
{
	const unsigned char *random = (void *)getauxval(AT_RANDOM);
	unsigned int sum = 0;

	UK_EXPECT_EQ(getauxval(AT_PAGESZ), 4096);
	UK_EXPECT_EQ(sysconf(_SC_PAGESIZE), 4096);
	UK_EXPECT_EQ(getauxval(AT_PHENT), sizeof(Elf64_Phdr));
	UK_REQUIRE(random != NULL);
	for (int i = 0; i < 16; i++)
		sum |= random[i];
	UK_EXPECT(sum != 0);
	errno = 0;
	UK_EXPECT_EQ(getauxval(AT_SYSINFO_EHDR), 0);
	UK_EXPECT_EQ(errno, ENOENT);
}

struct found {
	bool code, variables;
};

static int look(struct dl_phdr_info *info, size_t size, void *argument)
{
	struct found *found = argument;
	uintptr_t here = (uintptr_t)look;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const Elf64_Phdr *part = &info->dlpi_phdr[i];

		if (part->p_type == PT_LOAD && here >= part->p_vaddr &&
		    here < part->p_vaddr + part->p_memsz)
			found->code = true;
		if (part->p_type == PT_TLS &&
		    part->p_memsz >= sizeof(in_data) + sizeof(in_bss))
			found->variables = true;
	}
	return 0;
}

UK_TEST(musl_start, program_headers)
{
	struct found found = { 0 };

	UK_EXPECT_EQ(dl_iterate_phdr(look, &found), 0);
	UK_EXPECT(found.code);
	UK_EXPECT(found.variables);
	UK_EXPECT_EQ(in_data, 42);
	UK_EXPECT_EQ(in_bss[99], 0);
}

UK_TEST(musl_start, environment)
{
	UK_EXPECT(getenv("HOME") && !strcmp(getenv("HOME"), "/"));
	UK_EXPECT(!getenv("UKULELE"));
	UK_EXPECT_EQ(setenv("UKULELE", "four strings", 0), 0);
	UK_EXPECT_EQ(setenv("UKULELE", "five", 0), 0);
	UK_EXPECT(!strcmp(getenv("UKULELE"), "four strings"));
	UK_EXPECT_EQ(unsetenv("UKULELE"), 0);
	UK_EXPECT(!getenv("UKULELE"));
}

UK_TEST(musl_start, heap)
{
	volatile size_t many = SIZE_MAX / 2; /* the compiler would warn */
	void *volatile none; /* or it leaves out what nobody uses */
	void *block = NULL;
	char *text;

	UK_EXPECT_EQ(posix_memalign(&block, 4096, 100), 0);
	UK_EXPECT_EQ((uintptr_t)block % 4096, 0);
	UK_EXPECT(malloc_usable_size(block) >= 100);
	free(block);
	UK_EXPECT_EQ(posix_memalign(&block, 3, 100), EINVAL);
	block = memalign(64, 10);
	UK_EXPECT_EQ((uintptr_t)block % 64, 0);
	free(block);
	errno = 0;
	none = calloc(many, 3);
	UK_EXPECT(!none);
	/* compilers take it that calloc() does not set it */
	UK_EXPECT_EQ(*(volatile int *)&errno, ENOMEM);
	text = strdup("grows");
	UK_REQUIRE(text != NULL);
	text = realloc(text, 100000);
	UK_REQUIRE(text != NULL);
	UK_EXPECT(!strcmp(text, "grows"));
	free(text);
	none = reallocarray(NULL, many, 3);
	UK_EXPECT(!none);
}

/* What musl would answer as on Linux, where this system answers otherwise */
UK_TEST(musl_start, no_shell_and_one_policy)
{
	struct sched_param parameters = { .sched_priority = 7 };
	double load;

	UK_EXPECT_EQ(system(NULL), 0);
	errno = 0;
	UK_EXPECT_EQ(system("ls"), -1);
	UK_EXPECT_EQ(errno, ENOSYS);
	UK_EXPECT_EQ(getloadavg(&load, 1), -1);
	UK_EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
	UK_EXPECT_EQ(sched_getparam(0, &parameters), 0);
	UK_EXPECT_EQ(parameters.sched_priority, 0);
	UK_EXPECT_EQ(sched_setparam(0, &parameters), 0);
	UK_EXPECT_EQ(sched_setscheduler(0, SCHED_FIFO, &parameters), -1);
	UK_EXPECT_EQ(errno, EINVAL);
}
