/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the boot protocols have in common: they say where the memory is, what
 * the command line says, and where ACPI's tables begin.
 */
#ifndef UK_BOOT_PROTOCOL_H
#define UK_BOOT_PROTOCOL_H

#define BOOT_PVH 1
#define BOOT_MULTIBOOT2 2

#ifndef __ASSEMBLY__
#include <uk/essentials.h>

#include <uk/regions.h>

/* A protocol's reader. All addresses are physical, from the loader, unchecked. */
struct boot_protocol {
	/* The command line's address; 0 if there is none. */
	uint64_t (*command_line)(uintptr_t information);
	/* Adds RAM and takes out what is reserved. 0 or a negative errno. */
	int (*memory)(uintptr_t information, struct regions *regions);
	/* Address of ACPI's root pointer; 0 if the protocol does not say. */
	uint64_t (*acpi_root)(uintptr_t information);
	/* The first module (the initrd), unchecked. False if there is none. */
	bool (*module)(uintptr_t information, uint64_t *base,
		       uint64_t *length);
};

extern const struct boot_protocol boot_pvh;
extern const struct boot_protocol boot_multiboot2;

/* The protocol that booted us, and the address of its information. */
const struct boot_protocol *boot_protocol(void);
uintptr_t boot_information(void);

/*
 * Makes [address, address + length) readable, where it is not yet mapped. A pointer to it, or
 * NULL if it wraps, is the null page or cannot be mapped.
 */
const void *boot_map(uint64_t address, size_t length);

/*
 * By the platform: adds the RAM where the loader does not say where it is. 0 or a
 * negative errno.
 */
int boot_map_without_loader(struct regions *regions);

#ifdef CONFIG_WANTS_INITRD
/* Takes the initrd out of the free memory, in which it must lie; then maps it, or
 * moves it to the end of `room` (mapped; may be NULL). 0, or a negative errno.
 */
int initrd_keep(struct regions *free);
int initrd_map(struct uk_memory_region *room);
#else
static inline int initrd_keep(struct regions *free)
{
	(void)free;
	return 0;
}

static inline int initrd_map(struct uk_memory_region *room)
{
	(void)room;
	return 0;
}
#endif
#endif

#endif /* UK_BOOT_PROTOCOL_H */
