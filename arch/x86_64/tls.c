/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread-local storage, variant II of the ELF TLS ABI: variables lie below the
 * thread pointer, at which the pointer's own value is stored. A C library may keep its
 * thread block there (ARCH_TLS_ROOM).
 */
#include <uk/arch/context.h>
#include <uk/string.h>

/* From the linker script */
extern char uk_image_tls[];	  /* initial content: .tdata */
extern char uk_image_tls_file_size[]; /* the symbols' values are sizes */
extern char uk_image_tls_size[];
extern char uk_image_tls_align[];
extern char uk_image_tls_boot[]; /* block for the boot flow */

/* A compiler takes it for granted that an address is not 0. */
static inline size_t image_size(void)
{
	size_t size = (size_t)uk_image_tls_size;

	__asm__("" : "+r"(size));
	return size;
}

/* A C library's thread block is there even if there is no variable. */
static inline bool has_block(void)
{
	return image_size() || CONFIG_ARCH_TLS_ROOM > sizeof(uintptr_t);
}

size_t uk_arch_tls_size(void)
{
	return has_block() ? image_size() + CONFIG_ARCH_TLS_ROOM : 0;
}

size_t uk_arch_tls_align(void)
{
	return UK_MAX((size_t)uk_image_tls_align, sizeof(uintptr_t));
}

uintptr_t uk_arch_tls_init(void *block)
{
	size_t file_size = (size_t)uk_image_tls_file_size;
	uintptr_t pointer = (uintptr_t)block + image_size();

	memcpy(block, uk_image_tls, file_size);
	memset((char *)block + file_size, 0,
	       image_size() - file_size + CONFIG_ARCH_TLS_ROOM);
	*(uintptr_t *)pointer = pointer;
	return pointer;
}

void uk_arch_tls_boot(void)
{
	if (has_block())
		uk_arch_tls_set(uk_arch_tls_init(uk_image_tls_boot));
}
