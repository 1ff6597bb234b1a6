/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The thread pointer: the FS base, where this code may write it.
 */
#include <uk/arch/context.h>
#include <uk/arch/x86.h>

void uk_arch_tls_set(uintptr_t tls)
{
	uk_x86_write_msr(UK_X86_MSR_FS_BASE, tls);
}

uintptr_t uk_arch_tls_get(void)
{
	return uk_x86_read_msr(UK_X86_MSR_FS_BASE);
}
