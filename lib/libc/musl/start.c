/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From ukboot to a hosted main(): what Linux puts on a program's first stack (the auxiliary
 * vector: System V AMD64 ABI, 3.4.3), constructors; and behind it exit(), destructors.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <uk/arch/context.h>
#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/boot.h>
#include <uk/image.h>
#include <uk/init.h>

#include "musl.h"

#define PAGE_SIZE 4096
#define TICKS 100 /* clock_t's in a second, as Linux has them (USER_HZ) */

typedef void (*constructor)(int argc, char **argv, char **environment);

/* The linker collects them (plat/.../image.lds). */
extern const constructor uk_image_init_array[], uk_image_init_array_end[];
extern void (*const uk_image_fini_array[])(void);
extern void (*const uk_image_fini_array_end[])(void);
extern char uk_image_tls[], uk_image_tls_file_size[];
extern char uk_image_tls_size[], uk_image_tls_align[];

/* Called by exit(). musl's own knows the names that another linker script gives. */
void __libc_exit_fini(void)
{
	for (void (*const *destructor)(void) = uk_image_fini_array_end;
	     destructor > uk_image_fini_array;)
		(*--destructor)();
}

/* What a program, or an unwinder, may look for in its own image */
static Elf64_Phdr headers[] = {
	{ .p_type = PT_LOAD, .p_flags = PF_R | PF_W | PF_X },
	{ .p_type = PT_TLS, .p_flags = PF_R },
};

static void describe(void)
{
	headers[0].p_vaddr = headers[0].p_paddr = (Elf64_Addr)uk_image_text;
	headers[0].p_memsz = (Elf64_Xword)(uk_image_bss_end - uk_image_text);
	headers[0].p_filesz = headers[0].p_memsz;
	headers[0].p_align = PAGE_SIZE;
	headers[1].p_vaddr = headers[1].p_paddr = (Elf64_Addr)uk_image_tls;
	headers[1].p_filesz = (Elf64_Xword)uk_image_tls_file_size;
	headers[1].p_memsz = (Elf64_Xword)uk_image_tls_size;
	headers[1].p_align = (Elf64_Xword)uk_image_tls_align;
}

/* 16 bytes for seeds and guards; without a generator they differ from boot to boot, and
 * nothing more is promised (the stack protector has its own).
 */
static uint64_t random_bytes[2];

static void make_random(void)
{
	for (size_t i = 0; i < 2; i++)
		if (!uk_arch_random(&random_bytes[i]))
			random_bytes[i] = uk_arch_cycles() * 0x9e3779b97f4a7c15;
}

/* The environment, of which there is what Linux gives its first process (init/main.c), and
 * right behind it, where musl looks for it, the auxiliary vector. What is not there, such
 * as users and groups, is 0.
 */
static struct {
	char *environment[2];
	size_t entries[8][2];
} on_stack = {
	.environment = { "HOME=/" },
	.entries = {
		{ AT_EXECFN },
		{ AT_PHDR, (size_t)headers },
		{ AT_PHENT, sizeof(headers[0]) },
		{ AT_PHNUM, sizeof(headers) / sizeof(headers[0]) },
		{ AT_PAGESZ, PAGE_SIZE },
		{ AT_CLKTCK, TICKS },
		{ AT_RANDOM, (size_t)random_bytes },
		{ AT_NULL },
	},
};

/* Before main, and before the suites that take its place (uktest). */
static int musl_start(void)
{
	const struct musl_image image = {
		.tls = uk_image_tls,
		.tls_file_size = (size_t)uk_image_tls_file_size,
		.tls_size = (size_t)uk_image_tls_size,
		.tls_align = (size_t)uk_image_tls_align,
		.thread_pointer = uk_arch_tls_get(),
		.stack_top = uk_image_stack_top,
		.stack_size = (size_t)(uk_image_stack_top - uk_image_stack),
		.thread_stack_size = CONFIG_LIBMUSL_STACK_KIB * 1024,
	};

	describe();
	make_random();
	uk_musl_begin(&image, on_stack.environment);
	return 0;
}
UK_INIT(library, musl_start);

int uk_libc_main(int argc, char **argv)
{
	on_stack.entries[0][1] = (size_t)argv[0];
	program_invocation_name = program_invocation_short_name = argv[0];
	for (const constructor *c = uk_image_init_array;
	     c < uk_image_init_array_end; c++)
		(*c)(argc, argv, environ);
	exit(main(argc, argv));
}
