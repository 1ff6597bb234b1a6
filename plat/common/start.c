/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform's first C code: keeps what the boot loader said and starts
 * the libraries. What the boot information holds is read only when asked for.
 */
#include <uk/arch/context.h>
#include <uk/arch/paging.h>
#include <uk/image.h>
#include <uk/plat/firmware.h>
#include <uk/plat/lifecycle.h>
#include <uk/string.h>

#include <uk/boot_protocol.h>

static const struct boot_protocol *protocol;
static uintptr_t information;
static char command_line[CONFIG_PLAT_COMMAND_LINE];

const struct boot_protocol *boot_protocol(void)
{
	return protocol;
}

uintptr_t boot_information(void)
{
	return information;
}

const void *boot_map(uint64_t address, size_t length)
{
	uint64_t page = UK_ALIGN_DOWN(address, UK_PAGE_SIZE);
	uint64_t end = address + length;

	if (!page || end < address)
		return NULL;
	for (; page < end; page += UK_PAGE_SIZE) {
		uint64_t at = page;
		size_t size = UK_PAGE_SIZE;

		if (uk_arch_page_rights(page) != UK_PAGE_NONE)
			continue;
		/* a large page needs no table, but must not cover what is mapped */
		if (page >= (uintptr_t)uk_image_end &&
		    uk_arch_large_page_is_free(page)) {
			size = UK_LARGE_PAGE_SIZE;
			at = UK_ALIGN_DOWN(page, size);
		}
		if (uk_arch_page_protect(at, size, UK_PAGE_READ))
			return NULL;
	}
	return (const void *)(uintptr_t)address;
}

/* Copied because the loader's memory is given away. Returns the length, or
 * the buffer's size if the text does not end within it.
 */
static size_t copy_command_line(uint64_t from)
{
	size_t length = 0;

	for (; length < sizeof(command_line); length++) {
		const char *at = boot_map(from + length, 1);

		if (!at || !*at)
			break;
		command_line[length] = *at;
	}
	return length;
}

uint64_t uk_plat_acpi_root(void)
{
	return protocol->acpi_root(information);
}

const void *uk_plat_firmware_map(uint64_t address, size_t length)
{
	return boot_map(address, length);
}

char *uk_plat_command_line(void)
{
	uint64_t from =
		command_line[0] ? 0 : protocol->command_line(information);

	if (from && copy_command_line(from) == sizeof(command_line))
		return NULL;
	return command_line;
}

void uk_plat_start(unsigned int boot_protocol, uintptr_t boot_information);
__uk_used void uk_plat_start(unsigned int boot_protocol,
			     uintptr_t boot_information)
{
#ifdef CONFIG_PLAT_MULTIBOOT2
	if (boot_protocol == BOOT_MULTIBOOT2)
		protocol = &boot_multiboot2;
	else
#endif
		protocol = &boot_pvh;
	(void)boot_protocol;
	information = boot_information;
	uk_arch_tls_boot();
	uk_boot();
}
