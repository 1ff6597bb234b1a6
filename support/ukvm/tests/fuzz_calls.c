/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any calls with any registers, and any entries of a disk's ring: the monitor's own decoder and
 * modules, as they are, with a guest's memory and without a CPU. Each call is answered or ends the
 * guest; what the guest cannot write is as it was, the page tables included.
 */
#include <linux/kvm.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#define timespec monitor_timespec /* not the C library's */
#include "../monitor.h"
#include "../ring.h"
#include "file.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENTRIES 8u
#define SPARE (64 * PAGE_SIZE) /* beyond the least memory */
#define DISK_BYTES 65536

static jmp_buf ended;

/* ---- what the rest of the monitor is to these files */
#define sys_exit(status) ((void)(status), longjmp(ended, 1))

struct guest guest;
struct kvm_run *vcpu_run;
int vcpu_fd;
bool print_to_stdout;

struct kvm_regs *vcpu_registers(void)
{
	return &vcpu_run->s.regs.regs;
}

void print(const char *format, ...)
{
	(void)format;
}

void fail(const char *format, ...)
{
	(void)format;
	abort();
}

size_t length_of(const char *text)
{
	return strlen(text);
}

void sandbox_close(void)
{
}

void crash_trap(unsigned int vector)
{
	(void)vector;
	abort(); /* no stub of a trap is the guest's to run */
}

void crash_port(unsigned int port)
{
	(void)port;
	longjmp(ended, 1);
}

void crash_memory(unsigned int number, uint64_t address, uint64_t length)
{
	(void)number;
	(void)address;
	(void)length;
	longjmp(ended, 1);
}

void crash_vm(const char *what, unsigned int number)
{
	(void)what;
	(void)number;
	abort();
}

/* There are no threads here. */
void io_slow_begin(struct ring_device *device)
{
	(void)device;
	abort();
}

bool io_slow_ended(struct ring_device *device)
{
	(void)device;
	abort();
}

void io_slow_wait(struct ring_device *device)
{
	(void)device;
}

/* ---- the files themselves, whose own names are kept apart */
#define serve run_serve
#define calls_rows run_calls_rows
#define system_calls_rows run_system_calls_rows
#define upcall_look run_upcall_look /* weak there */
#include "../run.c"
#undef serve
#undef calls_rows
#undef system_calls_rows
#undef upcall_look

#define system_calls_rows block_system_calls_rows
#define module_row block_module_row
#include "../block.c"
#undef system_calls_rows
#undef module_row

#define calls_rows random_calls_rows
#define system_calls_rows random_system_calls_rows
#define module_row random_module_row
#include "../random.c"
#undef calls_rows
#undef system_calls_rows
#undef module_row

#define calls_rows thread_pointer_calls_rows
#define set thread_pointer_set
#include "../thread_pointer.c"
#undef calls_rows
#undef set

static void make_disk(void)
{
	static uint8_t content[DISK_BYTES];
	static char path[32];
	long disk = SYSTEM_3(__NR_memfd_create, "disk", 0, 0);

	snprintf(path, sizeof(path), "/proc/self/fd/%ld", disk);
	memset(content, 0xda, sizeof(content)); /* else what it reads is no change */
	MUST(sys_write((int)disk, content, DISK_BYTES) == DISK_BYTES);
	MUST(!add(path));
}

static long no_call(long number, ...)
{
	return number * 0;
}

/* Timers and signals are the fuzzer's own from here on. */
#undef SYSTEM_3
#define SYSTEM_3(...) no_call(__VA_ARGS__)
#define system_call(...) no_call(__VA_ARGS__)

#define calls_rows io_calls_rows
#define system_calls_rows io_system_calls_rows
#include "../io.c"
#undef calls_rows
#undef system_calls_rows

#define calls_rows upcall_calls_rows
#define system_calls_rows upcall_system_calls_rows
#define module_row upcall_module_row
#include "../upcall.c"

/* ---- the guest */
static union {
	struct kvm_run run;
	uint8_t bytes[sizeof(struct kvm_run) + 8];
} cpu;

static uint8_t *kept; /* of the guest's memory, at the start */

static void make_guest(void)
{
	struct image image;
	struct file file;
	uint8_t *memory = guest.memory;

	file_make(&file);
	MUST(!image_parse((const uint8_t *)&file, sizeof(file), FILE_LENGTH,
			  &image));
	guest = (struct guest){ .random = 1,
				.size = guest_least(&image) + SPARE };
	if (!memory) {
		memory = aligned_alloc(PAGE_SIZE, guest.size);
		kept = malloc(guest.size);
	}
	guest.memory = memory;
	memset(memory, 0, guest.size);
	MUST(!guest_lay_out(&guest, &image));
}

static void make_monitor(void)
{
	vcpu_run = &cpu.run;
	vcpu_run->io.data_offset = sizeof(struct kvm_run);
	connect();
	make_disk();
	start(guest_boot(&guest));
}

/* As after the start, whatever the last guest did */
static void begin(void)
{
	make_guest();
	if (!vcpu_run)
		make_monitor();
	disks[0].device.rings[0] = (struct ring){ .shared = NULL };
	parts_clear(&disks[0].parts);
	pending = NULL;
	upcall = (struct ukvm_upcall){ 0 };
	memcpy(kept, guest.memory, guest.size);
}

static void check_the_rest(void)
{
	for (uint64_t at = 0; at < guest.size; at += PAGE_SIZE) {
		bool may_change = false;

		for (unsigned int i = 0; i < UKVM_REGIONS; i++) {
			const struct guest_region *r = &guest.regions[i];
			uint64_t pages = r->length;

			if (r->piece) /* without what lies between */
				pages -= r->length / (r->piece + PAGE_SIZE) *
					 PAGE_SIZE;
			may_change |= r->rights & UKVM_WRITE &&
				      guest.memory + at - r->host < (long)pages &&
				      guest.memory + at >= r->host;
		}
		MUST(may_change ||
		     !memcmp(guest.memory + at, kept + at, PAGE_SIZE));
	}
}

/* ---- its steps */
struct step {
	uint8_t what;
	uint8_t number;
	uint8_t kind[2];    /* of the region that the argument lies in; else it is a number */
	int16_t offset[2];  /* from its begin, or from its end if less than 0 */
	uint8_t shape;	    /* of the access to the port; of the entry */
	uint8_t flags;
	uint32_t value;
} __attribute__((packed));

static uint64_t address(const struct step *step, unsigned int which)
{
	const struct guest_region *r =
		&guest.regions[step->kind[which] % UKVM_REGIONS];
	int64_t offset = step->offset[which];

	if (step->kind[which] >= 2 * UKVM_REGIONS)
		return step->kind[which] & 1 ? (uint64_t)offset : step->value;
	return r->base + (offset < 0 ? r->length : 0) + (uint64_t)offset;
}

static void call(unsigned int number, uint64_t first, uint64_t second,
		 uint8_t shape)
{
	struct kvm_regs *registers = vcpu_registers();

	vcpu_run->io.port = (uint16_t)(UKVM_PORT + number);
	vcpu_run->io.direction = shape == 1 ? KVM_EXIT_IO_OUT : KVM_EXIT_IO_IN;
	vcpu_run->io.size = shape == 2 ? 1 : 4;
	vcpu_run->io.count = shape == 3 ? 2 : 1;
	registers->rdi = first;
	registers->rsi = second;
	registers->rip = guest.regions[UKVM_REGION_TEXT].base;
	run_serve();
}

#define HEAP (guest.regions[UKVM_REGION_HEAP])
#define RING ((struct ukvm_ring *)HEAP.host)

static void make_ring(const struct step *step)
{
	*(struct ukvm_ring_setup *)(HEAP.host + PAGE_SIZE) =
		(struct ukvm_ring_setup){
			.address = HEAP.base,
			.entries = step->flags & 1 ? 0 : ENTRIES,
			.pending = address(step, 0) & ~3ull,
		};
	call(UKVM_CALL_RING, HEAP.base + PAGE_SIZE, 0, 0);
}

static void offer(const struct step *step)
{
	struct ukvm_ring_entry *entries = (void *)(RING + 1);

	entries[RING->offered++ % ENTRIES] = (struct ukvm_ring_entry){
		.address = address(step, 0),
		.length = step->shape & 1 ? (step->value & 0xff) * 512 :
					    step->value,
		.operation = step->number % 6,
		.flags = step->flags % 8,
		.position = (uint64_t)(step->offset[1] * 512l),
	};
	RING->wants_wake = step->flags;
	call(UKVM_CALL_KICK, 0, 0, 0);
}

static void play(const struct step *step)
{
	switch (step->what % 8) {
	case 0:
		make_ring(step);
		break;
	case 1: /* the guest writes somewhere */
		memcpy(HEAP.host + (uint16_t)step->offset[0] % 8000,
		       &step->value, 4);
		break;
	case 2:
		upcall_look();
		interrupt(vcpu_registers());
		break;
	case 3:
		call(step->number, address(step, 0), address(step, 1),
		     step->shape);
		break;
	case 4:
		call(step->number % UKVM_CALLS, address(step, 0),
		     address(step, 1), 0);
		break;
	default:
		offer(step);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct step step;

	begin();
	if (!setjmp(ended))
		for (; size >= sizeof(step); size -= sizeof(step)) {
			memcpy(&step, data, sizeof(step));
			data += sizeof(step);
			play(&step);
		}
	check_the_rest();
	return 0;
}
