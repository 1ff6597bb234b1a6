/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sigsetjmp() in an image without POSIX's signals: there is no mask to keep.
 */
#include <setjmp.h>

void __sigjmp_save(struct __sigjmp *at, int saves)
{
	at->__saves = saves;
}

void siglongjmp(sigjmp_buf at, int value)
{
	longjmp(at->__jump, value);
}
