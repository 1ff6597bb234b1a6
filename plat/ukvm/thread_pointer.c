/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The thread pointer: by an instruction where the CPU has it, else by the monitor.
 */
#include <uk/arch/context.h>
#include <uk/ukvm.h>

static uintptr_t current;
static uintptr_t renounced;

void uk_arch_tls_renounce(uintptr_t tls)
{
	renounced = tls;
}

void uk_arch_tls_set(uintptr_t tls)
{
	if (tls == current || tls == renounced)
		return;
	current = tls;
	if (uk_ukvm_boot->flags & UKVM_HAS_FSGSBASE)
		__asm__ volatile("wrfsbase %0" ::"r"(tls));
	else
		uk_ukvm_call(UKVM_CALL_THREAD_POINTER, tls, 0);
}

uintptr_t uk_arch_tls_get(void)
{
	return current;
}
