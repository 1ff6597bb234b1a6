/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Puts the image's data where it belongs: support/build/pack.py has left a stream of it
 * where the boot stack will be, as it does in every image that has this function. The format
 * is that of an LZ4 block (lz4_Block_format.md), behind its end's address. The stream is as
 * much ours as this code is, so that nothing of it is checked.
 *
 * Before paging, in 32-bit mode; leaves all registers as they are.
 */
#define LENGTH_MORE 15 /* a length goes on in bytes behind it */
#define MATCH_LEAST 4

	.code32
	.section .text.uk_arch_unpack, "ax", @progbits
	.globl	uk_arch_unpack
uk_arch_unpack:
	pushal
	movl	$uk_image_stack, %esi
	movl	$uk_image_rodata, %edi
	lodsl
	movl	%eax, %ebx

1:	movzbl	(%esi), %edx	/* lengths: of bytes as they are, of what was seen */
	incl	%esi
	movl	%edx, %ecx
	shrl	$4, %ecx
	cmpl	$LENGTH_MORE, %ecx
	jne	2f
	call	length_more
2:	rep movsb
	cmpl	%ebx, %esi
	jae	4f
	movzwl	(%esi), %ebp	/* how far back */
	addl	$2, %esi
	movl	%edx, %ecx
	andl	$15, %ecx
	cmpl	$LENGTH_MORE, %ecx
	jne	3f
	call	length_more
3:	addl	$MATCH_LEAST, %ecx
	movl	%esi, %eax
	movl	%edi, %esi
	subl	%ebp, %esi
	rep movsb	/* what it writes may be what it reads next */
	movl	%eax, %esi
	jmp	1b
4:	popal
	ret

length_more:
	lodsb
	movzbl	%al, %eax
	addl	%eax, %ecx
	cmpl	$255, %eax
	je	length_more
	ret

	.section .note.GNU-stack, "", @progbits
