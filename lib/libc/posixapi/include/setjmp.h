/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * newlib's setjmp() saves no mask of signals, so it is also what POSIX calls _setjmp(), which
 * newlib leaves out.
 */
#ifndef POSIXAPI_SETJMP_H
#define POSIXAPI_SETJMP_H

#include_next <setjmp.h>

#ifndef _setjmp
#define _setjmp(environment) setjmp(environment)
#define _longjmp(environment, value) longjmp(environment, value)
#endif

/* The mask is LIBPOSIXSIGNAL's; where that is off, there is none. */
#include <sys/cdefs.h>
#include <sys/_sigset.h>

struct __sigjmp {
	jmp_buf __jump;
	int __saves;
	__sigset_t __mask;
};

typedef struct __sigjmp sigjmp_buf[1];

__BEGIN_DECLS

void __sigjmp_save(struct __sigjmp *at, int saves);
void siglongjmp(sigjmp_buf at, int value) __attribute__((noreturn));

__END_DECLS

#define sigsetjmp(environment, saves) \
	(__sigjmp_save(environment, saves), setjmp((environment)->__jump))

#endif /* POSIXAPI_SETJMP_H */
