/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memcpy, memmove, memset and memcmp. Most calls are of a few bytes, where the string
 * instructions take longer to start than the rest: up to 32 bytes are moved by pairs of words
 * that may overlap, with every load before the first store; more by a loop, its last words by
 * the same means. From LONG on the string instructions are fastest (Intel's optimisation manual,
 * 3.7.6, "Enhanced REP MOVSB and STOSB"). General registers only: interrupts save no others.
 */

#define LONG 256

	.macro	function name
	.globl	\name
	.type	\name, @function
\name:
	.endm

	.macro	end_function name
	.size	\name, . - \name
	.endm

	.section .text.memcpy, "ax", @progbits

/* void *memcpy(rdi to, rsi from, rdx length) */
function memcpy
	movq	%rdi, %rax
.Lcopy:	cmpq	$16, %rdx
	ja	.Lcopy_over_16
	cmpl	$8, %edx
	jb	1f
	movq	(%rsi), %rcx
	movq	-8(%rsi,%rdx), %r8
	movq	%rcx, (%rdi)
	movq	%r8, -8(%rdi,%rdx)
	ret
1:	cmpl	$4, %edx
	jb	2f
	movl	(%rsi), %ecx
	movl	-4(%rsi,%rdx), %r8d
	movl	%ecx, (%rdi)
	movl	%r8d, -4(%rdi,%rdx)
	ret
2:	testl	%edx, %edx
	jz	3f
	movzbl	-1(%rsi,%rdx), %r8d	/* 1 to 3: the last, the middle, the first */
	movb	(%rsi), %cl
	movl	%edx, %r9d
	shrl	%r9d
	movb	(%rsi,%r9), %sil
	movb	%cl, (%rdi)
	movb	%sil, (%rdi,%r9)
	movb	%r8b, -1(%rdi,%rdx)
3:	ret

.Lcopy_over_16:
	movq	-16(%rsi,%rdx), %r8
	movq	-8(%rsi,%rdx), %r9
	cmpq	$32, %rdx
	ja	.Lcopy_over_32
	movq	(%rsi), %rcx
	movq	8(%rsi), %rsi
	movq	%rcx, (%rdi)
	movq	%rsi, 8(%rdi)
	movq	%r8, -16(%rdi,%rdx)
	movq	%r9, -8(%rdi,%rdx)
	ret

/* Upwards; r8 and r9 hold the last 16 bytes. Right also where `to` overlaps and is below. */
.Lcopy_over_32:
	cmpq	$LONG, %rdx
	leaq	-16(%rdi,%rdx), %rdx	/* where they go */
	ja	2f
	subq	%rdi, %rsi
1:	movq	(%rsi,%rdi), %r10
	movq	8(%rsi,%rdi), %r11
	movq	%r10, (%rdi)
	movq	%r11, 8(%rdi)
	addq	$16, %rdi
	cmpq	%rdx, %rdi
	jb	1b
	jmp	3f
2:	leaq	7(%rdx), %rcx
	subq	%rdi, %rcx
	shrq	$3, %rcx
	rep movsq
3:	movq	%r8, (%rdx)
	movq	%r9, 8(%rdx)
	ret
end_function memcpy

/* void *memmove(rdi to, rsi from, rdx length) */
function memmove
	movq	%rdi, %rax
	cmpq	$32, %rdx
	jbe	.Lcopy
	movq	%rdi, %rcx
	subq	%rsi, %rcx
	cmpq	%rdx, %rcx	/* unsigned: `to` is below `from`, or past its end */
	jae	.Lcopy
	movq	(%rsi), %r8	/* the first 16 bytes; the rest downwards */
	movq	8(%rsi), %r9
	subq	%rdi, %rsi
	leaq	16(%rdi), %rcx
	addq	%rdx, %rdi
1:	movq	-16(%rsi,%rdi), %r10
	movq	-8(%rsi,%rdi), %r11
	movq	%r10, -16(%rdi)
	movq	%r11, -8(%rdi)
	subq	$16, %rdi
	cmpq	%rcx, %rdi
	ja	1b
	movq	%r8, (%rax)
	movq	%r9, 8(%rax)
	ret
end_function memmove

	.section .text.memset, "ax", @progbits

/* void *memset(rdi to, esi byte, rdx length) */
function memset
	movzbl	%sil, %eax
	movabsq	$0x0101010101010101, %rcx
	imulq	%rcx, %rax
	cmpq	$16, %rdx
	jb	3f
	movq	%rdi, %r8
	leaq	-16(%rdi,%rdx), %rsi	/* where the last 16 bytes go */
	cmpq	$LONG / 2, %rdx
	ja	2f
1:	movq	%rax, (%rdi)
	movq	%rax, 8(%rdi)
	addq	$16, %rdi
	cmpq	%rsi, %rdi
	jb	1b
	movq	%rax, (%rsi)
	movq	%rax, 8(%rsi)
	movq	%r8, %rax
	ret
2:	leaq	-1(%rdx), %rcx
	shrq	$3, %rcx
	rep stosq
	movq	%rax, 8(%rsi)
	movq	%r8, %rax
	ret
3:	cmpl	$8, %edx
	jb	4f
	movq	%rax, (%rdi)
	movq	%rax, -8(%rdi,%rdx)
	movq	%rdi, %rax
	ret
4:	cmpl	$4, %edx
	jb	5f
	movl	%eax, (%rdi)
	movl	%eax, -4(%rdi,%rdx)
	movq	%rdi, %rax
	ret
5:	testl	%edx, %edx
	jz	6f
	movb	%al, (%rdi)
	movb	%al, -1(%rdi,%rdx)
	shrl	%edx
	movb	%al, (%rdi,%rdx)
6:	movq	%rdi, %rax
	ret
end_function memset

	.section .text.memcmp, "ax", @progbits

/* int memcmp(rdi a, rsi b, rdx length) */
function memcmp
	xorl	%ecx, %ecx
	subq	$8, %rdx
	jb	4f
1:	cmpq	%rdx, %rcx
	jae	2f
	movq	(%rdi,%rcx), %rax
	movq	(%rsi,%rcx), %r8
	addq	$8, %rcx
	cmpq	%r8, %rax
	je	1b
	jmp	3f
2:	movq	(%rdi,%rdx), %rax	/* the last 8 bytes */
	movq	(%rsi,%rdx), %r8
	cmpq	%r8, %rax
	je	6f
3:	bswapq	%rax			/* the first byte is the most significant */
	bswapq	%r8
	cmpq	%r8, %rax
	sbbl	%eax, %eax
	orl	$1, %eax
	ret
4:	addl	$8, %edx
	jz	6f
5:	movzbl	(%rdi,%rcx), %eax
	movzbl	(%rsi,%rcx), %r8d
	subl	%r8d, %eax
	jnz	7f
	incl	%ecx
	cmpl	%edx, %ecx
	jb	5b
6:	xorl	%eax, %eax
7:	ret
end_function memcmp

	.section .note.GNU-stack, "", @progbits
