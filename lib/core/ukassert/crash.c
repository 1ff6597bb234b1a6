/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What all reports have: the headline's beginning, how the code came there, and the end. The
 * format is what support/run recognises.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/registers.h>
#include <uk/crash_hook.h>
#include <uk/image.h>
#include <uk/output.h>
#include <uk/plat/lifecycle.h>
#include <uk/print.h>

#include "report.h"

#define FRAMES_MOST 32

static bool is_crashing;

void crash_begin(void)
{
	uk_arch_irq_disable();
	if (is_crashing)
		uk_plat_exit(UK_EXIT_CRASH);
	is_crashing = true;
	uk_printf("\n*** CRASH: ");
}

static void backtrace(uintptr_t pc, uintptr_t caller, uintptr_t frame)
{
#ifdef CONFIG_RUNS_UNPRIVILEGED
	/* it was moved at its start */
	uk_printf("Image: 0x%016lx\n", (uintptr_t)uk_image_text);
#endif
	uk_printf("Backtrace:\n");
	for (unsigned int depth = 0; depth < FRAMES_MOST; depth++) {
		uk_printf("  #%u 0x%016lx\n", depth, pc);
		if (caller) {
			pc = caller;
			caller = 0;
		} else if (!uk_arch_frame_next(&frame, &pc)) {
			return;
		}
	}
}

void crash_end(uintptr_t pc, uintptr_t caller, uintptr_t frame)
{
	UK_TABLE_FOR_EACH(uk_crash_hooks, hook) {
		const char *name = hook->thread_name ? hook->thread_name() :
						       NULL;

		if (name)
			uk_printf("Thread: %s\n", name);
	}
	backtrace(pc, caller, frame);
	uk_console_drain();
	uk_plat_exit(UK_EXIT_CRASH);
}
