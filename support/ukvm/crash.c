/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The report of what ended a guest, in the form that the image's own have (lib/core/ukassert)
 * and support/run completes with functions and lines.
 */
#include <linux/kvm.h>

#include "monitor.h"

#define VECTOR_PAGE_FAULT 14
/* Page-fault error code, SDM vol. 3A figure 4-12 */
#define FAULT_PRESENT 0x01u
#define FAULT_WRITE 0x02u
#define FAULT_FETCH 0x10u
/* SDM vol. 3A table 6-1: the vectors that push an error code */
#define HAS_ERROR_CODE 0x60227d00u
#define FRAMES_MOST 32

static const char *name_of(unsigned int vector)
{
	static const struct {
		unsigned int vector;
		const char *name;
	} names[] = {
		{ 0, "divide error" },
		{ 1, "debug" },
		{ 3, "breakpoint" },
		{ 4, "overflow" },
		{ 6, "invalid opcode" },
		{ 7, "no floating-point unit" },
		{ 12, "stack segment fault" },
		{ 13, "general protection fault" },
		{ VECTOR_PAGE_FAULT, "page fault" },
		{ 16, "x87 floating-point error" },
		{ 17, "alignment check" },
		{ 19, "SIMD floating-point error" },
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].vector == vector)
			return names[i].name;
	return "exception";
}

static bool is_in(uint64_t address, const struct guest_region *region)
{
	return address - region->base < region->length;
}

static const char *part_at(uint64_t address)
{
	static const char *const names[] = {
		[UKVM_REGION_TEXT] = "read-only text",
		[UKVM_REGION_RODATA] = "read-only data",
		[UKVM_REGION_DATA] = "data",
		[UKVM_REGION_BOOT] = "the boot page",
		[UKVM_REGION_STACK] = "the boot stack",
		[UKVM_REGION_HEAP] = "the heap",
	};
	const struct guest_region *stack = &guest.regions[UKVM_REGION_STACK];

	for (unsigned int i = 0; i < UKVM_REGIONS; i++)
		if (is_in(address, &guest.regions[i]))
			return names[i];
	if (address < PAGE_SIZE)
		return "null pointer";
	if (stack->base - address <= PAGE_SIZE)
		return "stack overflow of the boot stack";
	if (address - guest.system < SYSTEM_PAGES * PAGE_SIZE)
		return "memory of the monitor";
	return "memory that is not mapped";
}

static void print_registers(const struct kvm_regs *r, uint64_t error)
{
	const struct {
		char name[4];
		uint64_t value;
	} values[] = {
		{ "r15", r->r15 }, { "r14", r->r14 }, { "r13", r->r13 },
		{ "r12", r->r12 }, { "r11", r->r11 }, { "r10", r->r10 },
		{ " r9", r->r9 },  { " r8", r->r8 },  { "rdi", r->rdi },
		{ "rsi", r->rsi }, { "rbp", r->rbp }, { "rbx", r->rbx },
		{ "rdx", r->rdx }, { "rcx", r->rcx }, { "rax", r->rax },
		{ "err", error },  { "rip", r->rip }, { "flg", r->rflags },
		{ "rsp", r->rsp },
	};

	for (unsigned int i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		print(" %s %lx%s", values[i].name, values[i].value,
		      i % 4 == 3 ? "\n" : " ");
	print("\n");
}

/* Where the guest's own frame pointers lead; its memory may hold anything. */
static void backtrace(uint64_t pc, uint64_t caller, uint64_t frame)
{
	print("Backtrace:\n");
	for (unsigned int depth = 0; depth < FRAMES_MOST; depth++) {
		const uint64_t *saved;
		uint64_t above = frame;

		print("  #%u 0x%lx\n", depth, pc);
		if (caller) {
			pc = caller;
			caller = 0;
			continue;
		}
		if (frame % 8)
			return;
		saved = guest_at(&guest, frame, 16, UKVM_READ);
		if (!saved)
			return;
		frame = saved[0];
		pc = saved[1];
		if (!pc || (frame && frame <= above))
			return;
	}
}

/* What follows is of the guest's console. */
static void begin(void)
{
	print_fd = STDOUT;
	print("\n*** CRASH: ");
}

static void __attribute__((noreturn)) finish(const struct kvm_regs *r,
					     uint64_t error, uint64_t caller)
{
	print_registers(r, error);
	print("Image: 0x%lx\n", guest.regions[UKVM_REGION_TEXT].base);
	backtrace(r->rip, caller, r->rbp);
	sys_exit(STATUS_CRASHED);
}

void crash_trap(unsigned int vector)
{
	struct kvm_regs registers = *vcpu_registers();
	bool has_error = HAS_ERROR_CODE >> vector & 1;
	/* what the CPU pushed (SDM vol. 3A, section 6.14.2), on the monitor's page */
	const uint64_t *frame =
		(const uint64_t *)(guest.system_host +
				   SYSTEM_PAGES * PAGE_SIZE) -
		5;
	uint64_t error = has_error ? frame[-1] : 0;
	uint64_t caller = 0;

	registers.rip = frame[0];
	registers.rflags = frame[2];
	registers.rsp = frame[3];
	begin();
	print("%s (vector %u) at 0x%lx\n", name_of(vector), vector,
	      (uint64_t)registers.rip);
	if (vector == VECTOR_PAGE_FAULT) {
		uint64_t address = vcpu_cr2();

		print("Address: 0x%lx, %s %s\n", address,
		      error & FAULT_WRITE ? "write to" :
		      error & FAULT_FETCH ? "execution of" :
					    "read of",
		      part_at(address));
		/* no function began there: its return address is still on top */
		if (error & FAULT_FETCH) {
			const uint64_t *top =
				guest_at(&guest, registers.rsp, 8, UKVM_READ);

			caller = top ? *top : 0;
		}
	}
	finish(&registers, error, caller);
}

void crash_port(unsigned int port)
{
	const struct kvm_regs *registers = vcpu_registers();

	begin();
	print("port %u is not the guest's, or not so, at 0x%lx\n", port,
	      (uint64_t)registers->rip);
	finish(registers, 0, 0);
}

void crash_memory(unsigned int number, uint64_t address, uint64_t length)
{
	const struct kvm_regs *registers = vcpu_registers();

	begin();
	print("call %u names 0x%lx bytes at 0x%lx, which it may not, at 0x%lx\n",
	      number, length, address, (uint64_t)registers->rip);
	print("Address: 0x%lx, %s\n", address, part_at(address));
	finish(registers, 0, 0);
}

void crash_vm(const char *what, unsigned int number)
{
	const struct kvm_regs *registers = vcpu_registers();

	begin();
	print("%s %u, at 0x%lx\n", what, number, (uint64_t)registers->rip);
	finish(registers, 0, 0);
}
