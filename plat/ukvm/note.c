/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the image tells the monitor. The names of its devices are filled in when it is packed.
 */
#include <uk/arch/paging.h>
#include <uk/essentials.h>
#include <uk/ukvm_abi.h>

#ifdef CONFIG_PLAT_UKVM_FSGSBASE
#define WANTS_FSGSBASE UKVM_WANTS_FSGSBASE
#else
#define WANTS_FSGSBASE 0
#endif

#ifdef CONFIG_PLAT_UKVM_RX_ONCE
#define WANTS_RX_ONCE UKVM_WANTS_RX_ONCE
#else
#define WANTS_RX_ONCE 0
#endif

static const struct {
	uint32_t name_size;
	uint32_t content_size;
	uint32_t type;
	char name[sizeof(UKVM_NOTE_NAME)];
	struct ukvm_note content;
} __uk_packed note __uk_used __uk_section(".note.ukvm") __uk_aligned(4) = {
	sizeof(UKVM_NOTE_NAME),
	sizeof(struct ukvm_note),
	UKVM_NOTE_TYPE,
	UKVM_NOTE_NAME,
	{
		.version = UKVM_VERSION,
		.stack = CONFIG_ARCH_STACK_SIZE * 1024,
		.heap = CONFIG_PLAT_UKVM_HEAP * 1024ull,
#ifdef CONFIG_WANTS_STACKS
		.thread_stacks = CONFIG_PLAT_UKVM_STACKS,
		/* and a page for what lies above: thread-local storage */
		.thread_stack = CONFIG_PLAT_UKVM_STACK_KIB * 1024 + UK_PAGE_SIZE,
#endif
		.flags = WANTS_FSGSBASE | WANTS_RX_ONCE,
	},
};
