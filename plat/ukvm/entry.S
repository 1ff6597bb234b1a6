/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The guest's first instructions, in the state that <uk/ukvm_abi.h> promises.
 */
	.section .text.uk_ukvm_start, "ax", @progbits
	.globl	uk_ukvm_start
	.type	uk_ukvm_start, @function
uk_ukvm_start:
	/* a backtrace ends at a frame pointer of 0 */
	pushq	%rbp	/* for a return address: the ABI's alignment at an entry */
	jmp	uk_plat_start
	.size	uk_ukvm_start, . - uk_ukvm_start

	.section .note.GNU-stack, "", @progbits
