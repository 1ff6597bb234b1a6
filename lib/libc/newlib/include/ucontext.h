/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX's former <ucontext.h>: the type; there is no makecontext(). */
#include <sys/ucontext.h>
