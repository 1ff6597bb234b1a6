/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The program's own end: what atexit() has registered, destructors, buffered
 * output. Each is there only if the program uses it: newlib's parts are
 * referred to weakly, so that a program without stdio has none of it.
 */
#include <stdlib.h>
#include <unistd.h>
#include <uk/boot.h>
#include <uk/essentials.h>

extern void (*const uk_image_fini_array[])(void);
extern void (*const uk_image_fini_array_end[])(void);

/* newlib's: the list of atexit() and its kin, and the flushing of streams. */
void __call_exitprocs(int status, void *library) __uk_weak;
extern void (*__stdio_exit_handler)(void) __uk_weak;

void exit(int status)
{
	if (__call_exitprocs)
		__call_exitprocs(status, NULL);
	for (void (*const *destructor)(void) = uk_image_fini_array_end;
	     destructor > uk_image_fini_array;)
		(*--destructor)();
	if (&__stdio_exit_handler && __stdio_exit_handler)
		__stdio_exit_handler();
	_exit(status);
}

void _exit(int status)
{
	/* the machine has 8 bits for it, as wait() has on other systems */
	uk_exit(status & 0xff);
}

void _Exit(int status) __attribute__((alias("_exit")));
