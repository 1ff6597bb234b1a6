/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the scheduler needs besides a CPU: memory and its page rights, which are
 * the host process's, the boot, and the end.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <uk/arch/context.h>
#include <uk/arch/paging.h>
#include <uk/assert.h>
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat/memory.h>
#include <uk/print.h>

#define MEMORY_BYTES (64UL << 20)

int uk_arch_page_protect(uintptr_t address, size_t length,
			 unsigned int rights)
{
	int protection = (rights & UK_PAGE_READ ? PROT_READ : 0) |
			 (rights & UK_PAGE_WRITE ? PROT_WRITE : 0);

	return mprotect((void *)address, length, protection) ? -ENOMEM : 0;
}

unsigned int uk_arch_page_rights(uintptr_t address)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned int rights = UK_PAGE_NONE;
	unsigned long low, high;
	char line[512], read, write;

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %c%c", &low, &high, &read,
			   &write) == 4 &&
		    low <= address && address < high)
			rights = (read == 'r' ? UK_PAGE_READ : 0) |
				 (write == 'w' ? UK_PAGE_WRITE : 0);
	if (maps)
		fclose(maps);
	return rights;
}

int uk_plat_memory_give(int (*give)(void *context, uintptr_t base,
				    size_t length),
			void *context)
{
	void *memory = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return -ENOMEM;
	return give(context, (uintptr_t)memory, MEMORY_BYTES);
}

/* The host has its own page tables. */
void uk_plat_page_source_set(void *(*take)(void))
{
	(void)take;
}

/* Thread-local variables belong to the host's thread here. */
size_t uk_arch_tls_size(void)
{
	return 0;
}

size_t uk_arch_tls_align(void)
{
	return sizeof(uintptr_t);
}

uintptr_t uk_arch_tls_init(void *block)
{
	return (uintptr_t)block;
}

uintptr_t uk_arch_tls_get(void)
{
	return 0;
}

void uk_printf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
}

void uk_assert_failed(const char *condition, const char *file, int line)
{
	fflush(stdout);
	fprintf(stderr, "assertion '%s' failed (%s:%d)\n", condition, file,
		line);
	abort();
}

void uk_exit(int status)
{
	exit(status);
}

static void run(const struct uk_init *from, const struct uk_init *to)
{
	for (; from < to; from++)
		if (from->init()) {
			fprintf(stderr, "%s failed\n", from->name);
			abort();
		}
}

/* Before main(), which is uktest's. */
static void __attribute__((constructor)) boot(void)
{
	run(__start_uk_init_memory, __stop_uk_init_memory);
	run(__start_uk_init_platform, __stop_uk_init_platform);
}
