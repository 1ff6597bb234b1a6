/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What sigsetjmp() and siglongjmp() do beside the jump itself.
 */
#include <setjmp.h>
#include <signal.h>

void __sigjmp_save(struct __sigjmp *at, int saves)
{
	at->__saves = saves;
	if (saves)
		pthread_sigmask(SIG_BLOCK, NULL, &at->__mask);
}

void siglongjmp(sigjmp_buf at, int value)
{
	if (at->__saves)
		pthread_sigmask(SIG_SETMASK, &at->__mask, NULL);
	longjmp(at->__jump, value);
}
