/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl's first steps. The architecture has made the main thread's storage, and left room for
 * musl's thread block at the thread pointer: it is used in place, where musl would map and
 * fill a second one.
 */
#include "libc.h"
#include "pthread_impl.h"
#include "../musl.h"

_Static_assert(sizeof(struct pthread) <= MUSL_THREAD_ROOM,
	       "enlarge ARCH_TLS_ROOM in arch/*/Config.uk, and MUSL_THREAD_ROOM");

static struct tls_module variables;
/* Of the main thread: how many modules, and where each has its variables (ELF TLS ABI, 3) */
static uintptr_t vector[2] = { 1 };
static const struct musl_image *image;

hidden void __init_libc(char **environment, char *name);

/* As musl's own has it, but for the main thread's memory (env/__init_tls.c). */
void __init_tls(size_t *auxiliary)
{
	struct pthread *self = (void *)image->thread_pointer;

	variables.image = (void *)image->tls;
	variables.len = image->tls_file_size;
	variables.size = image->tls_size;
	variables.offset = image->tls_size;
	variables.align = image->tls_align;
	if (variables.align < __alignof__(struct pthread))
		variables.align = __alignof__(struct pthread);
	libc.tls_head = &variables;
	libc.tls_cnt = 1;
	libc.tls_align = variables.align;
	libc.tls_size = 2 * sizeof(void *) + sizeof(struct pthread) +
			variables.size + variables.align;
	libc.tls_size += -libc.tls_size & (sizeof(void *) - 1);

	vector[1] = (uintptr_t)self - variables.offset;
	self->dtv = vector;
	self->stack = image->stack_top;
	self->stack_size = image->stack_size;
	__default_stacksize = image->thread_stack_size;
	__init_tp(self);
}

/* The thread pointer is what it is. */
int __set_thread_area(void *pointer)
{
	return 0;
}

/* Programs that another compiler made check a guard in the thread block. */
void __init_ssp(void *entropy)
{
	__pthread_self()->canary = *(uintptr_t *)entropy & ~(uintptr_t)0xff;
}

void uk_musl_begin(const struct musl_image *given, char **environment)
{
	image = given;
	__init_libc(environment, "");
}
