/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memcpy, memmove, memset and memcmp. The string instructions are the smallest
 * code, and on CPUs with fast REP MOVSB/STOSB (Ivy Bridge and later) about the
 * fastest; words of eight make them bearable on the others and in emulators.
 */

	.macro	function name
	.section .text.\name, "ax", @progbits
	.globl	\name
	.type	\name, @function
\name:
	.endm

	.macro	end_function name
	.size	\name, . - \name
	.endm

/* void *memcpy(rdi to, rsi from, rdx length) */
function memcpy
	movq	%rdi, %rax
	movq	%rdx, %rcx
	shrq	$3, %rcx
	rep movsq
	movl	%edx, %ecx
	andl	$7, %ecx
	rep movsb
	ret
end_function memcpy

/* void *memmove(rdi to, rsi from, rdx length) */
function memmove
	movq	%rdi, %rax
	subq	%rsi, %rax
	cmpq	%rdx, %rax	/* unsigned: to is below from, or past its end */
	movq	%rdi, %rax
	movq	%rdx, %rcx
	jb	1f
	shrq	$3, %rcx
	rep movsq
	movl	%edx, %ecx
	andl	$7, %ecx
	rep movsb
	ret
1:	leaq	-1(%rdi,%rdx), %rdi
	leaq	-1(%rsi,%rdx), %rsi
	std
	rep movsb
	cld
	ret
end_function memmove

/* void *memset(rdi to, esi byte, rdx length) */
function memset
	movq	%rdi, %r8
	movzbl	%sil, %eax
	movabsq	$0x0101010101010101, %rcx
	imulq	%rcx, %rax
	movq	%rdx, %rcx
	shrq	$3, %rcx
	rep stosq
	movl	%edx, %ecx
	andl	$7, %ecx
	rep stosb
	movq	%r8, %rax
	ret
end_function memset

/* int memcmp(rdi a, rsi b, rdx length) */
function memcmp
	movq	%rdx, %rcx
	xorl	%eax, %eax
	xorl	%edx, %edx
	cmpq	%rcx, %rcx	/* length 0: equal */
	repe cmpsb
	je	1f
	movzbl	-1(%rdi), %eax
	movzbl	-1(%rsi), %edx
1:	subl	%edx, %eax
	ret
end_function memcmp

	.section .note.GNU-stack, "", @progbits
