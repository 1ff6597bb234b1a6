/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who takes the virtual machine down: not the monitor, whose end somebody waits for, but a
 * process that shares its memory and with it the last hold on the virtual machine. That
 * takes the kernel as long as the rest of a short run.
 *
 * It is certain to end: the kernel kills it when the monitor ends, in whatever way
 * (PR_SET_PDEATHSIG). It has no files, and uses registers only, so nothing that is written to the
 * shared memory can make it do anything else.
 */
#include <linux/prctl.h>
#include <linux/sched.h>

#include "monitor.h"

#define SIGKILL 9

/* Where there can be no such process, the monitor's end merely takes longer. Not a part of
 * sandbox_enter(): the process may come so far only when what is SETUP is there no more.
 */
__attribute__((noinline)) void teardown_delegate(void)
{
	long monitor = SYSTEM_3(__NR_getpid, 0, 0, 0);
	long result = __NR_clone;

	/* clone() with nothing but CLONE_VM; what follows is the new process */
	__asm__ volatile("	xorl	%%esi, %%esi\n"
			 "	xorl	%%edx, %%edx\n"
			 "	syscall\n"
			 "	testl	%%eax, %%eax\n"
			 "	jnz	3f\n"
			 "	movl	%[prctl], %%eax\n"
			 "	movl	%[death_signal], %%edi\n"
			 "	movl	%[kill], %%esi\n"
			 "	syscall\n"
			 /* unless the monitor has ended already */
			 "	movl	%[getppid], %%eax\n"
			 "	syscall\n"
			 "	cmpl	%k[monitor], %%eax\n"
			 "	jne	2f\n"
			 "	movl	%[close_range], %%eax\n"
			 "	xorl	%%edi, %%edi\n"
			 "	orl	$-1, %%esi\n"
			 "	syscall\n"
			 "1:	movl	%[pause], %%eax\n"
			 "	syscall\n"
			 "	jmp	1b\n"
			 "2:	movl	%[exit], %%eax\n"
			 "	syscall\n"
			 "3:"
			 : "+a"(result)
			 : "D"(CLONE_VM), [monitor] "r"(monitor),
			   [prctl] "i"(__NR_prctl),
			   [death_signal] "i"(PR_SET_PDEATHSIG),
			   [kill] "i"(SIGKILL), [getppid] "i"(__NR_getppid),
			   [close_range] "i"(__NR_close_range),
			   [pause] "i"(__NR_pause), [exit] "i"(__NR_exit)
			 : "rsi", "rdx", "rcx", "r11", "memory");
}
