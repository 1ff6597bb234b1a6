/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Init tables: a component starts itself by naming a stage; ukboot runs the
 * stages in order. Within a stage there is no order: what needs another
 * component belongs in a later stage, or calls it.
 */
#ifndef UK_INIT_H
#define UK_INIT_H

#include <uk/table.h>

struct uk_init {
	/* 0, or a negative errno, which stops the boot with a message. */
	int (*init)(void);
	const char *name;
};

UK_TABLE_DECLARE(struct uk_init, uk_init_early);    /* console; no memory */
UK_TABLE_DECLARE(struct uk_init, uk_init_memory);   /* default allocator */
UK_TABLE_DECLARE(struct uk_init, uk_init_platform); /* irq, clocks, threads */
UK_TABLE_DECLARE(struct uk_init, uk_init_bus);
UK_TABLE_DECLARE(struct uk_init, uk_init_device);
UK_TABLE_DECLARE(struct uk_init, uk_init_library);
UK_TABLE_DECLARE(struct uk_init, uk_init_mount); /* file systems; may sleep */
UK_TABLE_DECLARE(struct uk_init, uk_init_late); /* just before main */

/* UK_INIT(library, uksched_start): static int uksched_start(void) */
#define UK_INIT(stage, function)                                  \
	UK_TABLE_ENTRY(struct uk_init, uk_init_##stage, function) = { \
		.init = (function),                               \
		.name = #function,                                \
	}

#endif /* UK_INIT_H */
