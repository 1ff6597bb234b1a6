/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See window.h. Traps where a caller breaks the contract of <uk/arch/window.h>.
 */
#include "window.h"

#include <stdarg.h>
#include <stdio.h>
#include <uk/errno.h>
#include <uk/print.h>

unsigned int window_tables = ~0u;

static struct {
	void *page;
	unsigned int rights;
} pages[WINDOW_PAGES + 1];
static bool tables[WINDOW_PAGES / WINDOW_TABLE];

static unsigned int index_of(uintptr_t address)
{
	uintptr_t offset = address - UK_WINDOW_START;

	if (offset % UK_PAGE_SIZE || !uk_window_has(address))
		__builtin_trap();
	/* all that lies behind is one place, where nothing can be */
	return (unsigned int)UK_MIN(offset / UK_PAGE_SIZE, WINDOW_PAGES);
}

int uk_arch_window_map(uintptr_t address, void *page, unsigned int rights)
{
	unsigned int index = index_of(address);

	if (pages[index].page || !page)
		__builtin_trap();
	if (index == WINDOW_PAGES)
		return -ENOMEM;
	if (!tables[index / WINDOW_TABLE]) {
		if (!window_tables)
			return -ENOMEM;
		window_tables--;
		tables[index / WINDOW_TABLE] = true;
	}
	pages[index].page = page;
	pages[index].rights = rights;
	return 0;
}

void *uk_arch_window_unmap(uintptr_t address)
{
	unsigned int index = index_of(address);
	void *page = pages[index].page;

	pages[index].page = NULL;
	return page;
}

bool uk_arch_window_protect(uintptr_t address, unsigned int rights)
{
	unsigned int index = index_of(address);

	pages[index].rights = rights;
	return pages[index].page != NULL;
}

void *uk_arch_window_page(uintptr_t address)
{
	return pages[index_of(address)].page;
}

uintptr_t uk_arch_window_next(uintptr_t address, uintptr_t end)
{
	for (; address < end; address += UK_PAGE_SIZE) {
		uintptr_t offset = address - UK_WINDOW_START;

		if (offset / UK_PAGE_SIZE >= WINDOW_PAGES)
			return end;
		if (pages[index_of(address)].page)
			return address;
	}
	return end;
}

unsigned int window_rights(uintptr_t address)
{
	return pages[index_of(address)].rights;
}

void uk_printf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
}
