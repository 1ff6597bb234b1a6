/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The archive that is built into the image.
 */
	.section .rodata.cpio_embedded, "a"
	.balign 16
	.globl cpio_embedded_start
cpio_embedded_start:
	.incbin "rootfs.cpio"
	.globl cpio_embedded_end
cpio_embedded_end:
	.section .note.GNU-stack, "", @progbits
