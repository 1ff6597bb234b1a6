/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The boot page: what the guest is told.
 */
#include "monitor.h"

/* A device for each module that is one, in the order in which they wait (clock.c). */
SETUP static void add_devices(struct ukvm_boot *boot)
{
	FOR_EACH (modules, module)
		if (module->is_device)
			__builtin_memcpy(boot->devices[boot->device_count++].name,
					 module->name, length_of(module->name));
}

SETUP void boot_page_fill(const struct image *image)
{
	struct ukvm_boot *boot = guest_boot(&guest);

	(void)image;
	_Static_assert(sizeof(*boot) <= PAGE_SIZE, "one page");
	boot->version = UKVM_VERSION;
	for (unsigned int i = 0; i < UKVM_REGIONS; i++) {
		boot->regions[i].base = guest.regions[i].base;
		boot->regions[i].length = guest.regions[i].length;
		boot->regions[i].rights = guest.regions[i].rights;
		boot->regions[i].piece = guest.regions[i].piece;
	}
	add_devices(boot);
	__builtin_memcpy(boot->command_line, options.command_line,
			 length_of(options.command_line));
	if (options.seed)
		for (unsigned int i = 0; i < sizeof(boot->seed); i += 8) {
			uint64_t bits = guest_random(&guest);

			__builtin_memcpy(boot->seed + i, &bits, sizeof(bits));
		}
	else if (sys_getrandom(boot->seed, sizeof(boot->seed)) !=
		 sizeof(boot->seed))
		fail("the host has no random numbers (getrandom)");
	FOR_EACH (modules, module)
		if (module->start)
			module->start(boot);
}
