/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monitor, as drivers of its devices see it; <uk/ukvm_abi.h> says what the calls do.
 * Any context.
 */
#ifndef UK_UKVM_H
#define UK_UKVM_H

#include <uk/essentials.h>
#include <uk/ukvm_abi.h>

/* Of the platform: what the monitor said at the start. */
extern const struct ukvm_boot *uk_ukvm_boot;

/* The index of the device with that name, which is also its interrupt line
 * (uk_plat_irq_register()); or -ENODEV.
 */
int uk_ukvm_device(const char *name);

/* One call; a constant number. */
static __uk_always_inline int uk_ukvm_call(unsigned int number, uint64_t first,
					   uint64_t second)
{
	int result;

	__asm__ volatile("inl %1, %0"
			 : "=a"(result)
			 : "N"(UKVM_PORT + number), "D"(first),
			   "S"(second)
			 : "memory");
	return result;
}

#endif /* UK_UKVM_H */
