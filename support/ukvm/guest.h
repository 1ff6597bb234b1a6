/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The guest's memory, as the monitor lays it out and looks at it. Pure code over a block of
 * memory: also built for the host, where it is tested and fuzzed.
 */
#ifndef UKVM_GUEST_H
#define UKVM_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uk/ukvm_abi.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ull
#define PAGE_UP(value) (((value) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1))

/* Addresses of a CPU that nobody has told more of (KVM_SET_CPUID2) have 36 bits. */
#define SIZE_MOST (1ull << 36)

/* Of functions that only run before the guest does: their pages are not there any more when it
 * runs (sandbox_close()).
 */
#define SETUP __attribute__((section("setup")))

/* ---- the image's file (image.c) */

/* All that is read to know a file: the headers and the note lie in it. */
#define IMAGE_HEAD 4096

struct image_segment {
	uint64_t offset;  /* in the file */
	uint64_t address; /* where it was linked to be */
	uint64_t file_size;
	uint64_t memory_size; /* whole pages; 0: there is none */
};

struct image {
	uint64_t entry;
	uint64_t base; /* address of its first byte, as linked */
	uint64_t span; /* bytes to its end, whole pages */
	struct image_segment segments[UKVM_REGION_DATA + 1]; /* by region's kind */
	uint64_t relocations; /* in the file */
	uint64_t relocations_size;
	struct ukvm_note note;
};

/* Reads the first `length` bytes of a file of `file_size`. NULL, or what is wrong
 * with it: a sentence that says what to do.
 */
const char *image_parse(const uint8_t *head, size_t length, uint64_t file_size,
			struct image *image);

/* Moves the image, which lies in `memory`, by `slide`; the table may come in pieces. */
struct relocation {
	uint8_t *memory;
	uint64_t base;
	uint64_t span;
	uint64_t slide;
	/* between pieces; 0 at first */
	uint64_t place;
	uint64_t value;
	unsigned int shift;
};

/* NULL, or what is wrong. */
const char *relocation_apply(struct relocation *relocation, const uint8_t *table,
			     size_t length);

/* ---- where everything lies (place.c, tables.c) */

struct guest_region {
	uint64_t base;
	uint64_t length;
	unsigned int rights;
	unsigned int piece; /* as in struct ukvm_region; without the pages between on the host */
	uint8_t *host;
};

struct guest {
	uint8_t *memory; /* guest-physical 0 */
	uint64_t size;
	uint64_t slide; /* the image was moved by this */
	struct guest_region regions[UKVM_REGIONS];
	/* descriptor tables and stubs, and the stack of the stubs: not for the guest */
	uint64_t system;
	uint8_t *system_host;
	uint64_t page_tables; /* physical address of the top one */
	uint64_t random;      /* state of the generator that chooses places */
	bool may_execute;     /* pages that it has written: UKVM_CALL_RX_ONCE */
};

struct ukvm_boot *guest_boot(const struct guest *guest);

uint64_t guest_random(struct guest *guest);

/* Bytes that the guest needs at least, without a heap. */
uint64_t guest_least(const struct image *image);

/*
 * Chooses addresses for everything, and makes the page tables; `memory` must be clear, and
 * `size` whole pages, up to SIZE_MOST, and enough. NULL, or what is wrong.
 */
const char *guest_lay_out(struct guest *guest, const struct image *image);

/* Host address of [address, address + length), if it lies in one region, with those
 * rights; else NULL. For every address that the guest gives.
 */
void *guest_at(const struct guest *guest, uint64_t address, uint64_t length,
	       unsigned int rights);

/* Whether one of the pages was writable once and is executable now; rx_once.c */
bool guest_is_sealed(const struct guest *guest, uint64_t address, uint64_t length);

/* ---- the pages of descriptor tables (system_page.c) */

#define SYSTEM_PAGES 2u
#define SYSTEM_GDT 0u
#define SYSTEM_GDT_BYTES 56u
#define SYSTEM_TSS 128u
#define SYSTEM_IDT 512u
#define SYSTEM_STUBS 1024u
#define SYSTEM_STUB_BYTES 16u
#define SYSTEM_VECTORS 32u

#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_USER_DATA 0x1b
#define SELECTOR_USER_CODE 0x23
#define SELECTOR_TSS 0x28

/* Fills the page at `page`, which the guest's CPU sees at `address`. */
void system_page_fill(uint8_t *page, uint64_t address);

unsigned int system_tss_limit(void);

/* The vector whose stub `rip` lies in, or -1. */
int system_vector(const struct guest *guest, uint64_t rip);

#endif /* UKVM_GUEST_H */
