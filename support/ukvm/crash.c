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
/* Instead of a register's offset */
#define ERROR_CODE 0xff

/* Of those that have one, its number before each; the NUL at the end is the compiler's. */
static const char *name_of(unsigned int vector)
{
	static const char names[] =
		"\1debug\0\3breakpoint\0\4overflow\0\6invalid opcode\0"
		"\7no floating-point unit\0\14stack segment fault\0"
		"\15general protection fault\0\16page fault\0"
		"\20x87 floating-point error\0\21alignment check\0"
		"\23SIMD floating-point error\0";

	if (!vector)
		return "divide error";
	for (const char *name = names; *name; name += length_of(name) + 1)
		if (*name == (char)vector)
			return name + 1;
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
		[UKVM_REGION_THREADS] = "a thread's stack",
		[UKVM_REGION_HEAP] = "the heap",
	};
	const struct guest_region *stack = &guest.regions[UKVM_REGION_STACK];
	const struct guest_region *threads =
		&guest.regions[UKVM_REGION_THREADS];

	if (guest_is_sealed(&guest, address, 1) &&
	    guest_at(&guest, address, 1, UKVM_READ))
		return "pages made executable";
	/* the page below each, that of the first included */
	if (address + PAGE_SIZE - threads->base < threads->length &&
	    !guest_at(&guest, address, 1, UKVM_READ))
		return "stack overflow of a thread";
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

/* In the order of all reports of ours; err is none of them. */
static void print_registers(const struct kvm_regs *r, uint64_t error)
{
	static const struct {
		char name[3];
		uint8_t offset;
	} values[] = {
#define REGISTER(name, field) { name, offsetof(struct kvm_regs, field) }
		REGISTER("r15", r15), REGISTER("r14", r14),
		REGISTER("r13", r13), REGISTER("r12", r12),
		REGISTER("r11", r11), REGISTER("r10", r10),
		REGISTER(" r9", r9),  REGISTER(" r8", r8),
		REGISTER("rdi", rdi), REGISTER("rsi", rsi),
		REGISTER("rbp", rbp), REGISTER("rbx", rbx),
		REGISTER("rdx", rdx), REGISTER("rcx", rcx),
		REGISTER("rax", rax), { "err", ERROR_CODE },
		REGISTER("rip", rip), REGISTER("flg", rflags),
		REGISTER("rsp", rsp),
#undef REGISTER
	};

	for (unsigned int i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const char name[] = { values[i].name[0], values[i].name[1],
				      values[i].name[2], '\0' };
		uint64_t value = error;

		if (values[i].offset != ERROR_CODE)
			__builtin_memcpy(&value,
					 (const char *)r + values[i].offset,
					 sizeof(value));
		print(" %s %lx%s", name, value, i % 4 == 3 ? "\n" : " ");
	}
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

static void print_address(uint64_t address, const char *access)
{
	print("Address: 0x%lx, %s%s\n", address, access, part_at(address));
}

/* Ends the report's first line. Who adds names to addresses needs to know where the image is. */
static void print_place(uint64_t pc)
{
	print(" at 0x%lx\nImage: 0x%lx\n", pc,
	      guest.regions[UKVM_REGION_TEXT].base);
}

/* Of a call that went wrong */
static const struct kvm_regs *here(void)
{
	const struct kvm_regs *registers = vcpu_registers();

	print(",");
	print_place(registers->rip);
	return registers;
}

/* What follows is of the guest's console. */
static void begin(void)
{
	print_to_stdout = true;
	print("\n*** CRASH: ");
}

static void __attribute__((noreturn))
finish(const struct kvm_regs *r, uint64_t error, uint64_t caller)
{
	print_registers(r, error);
	backtrace(r->rip, caller, r->rbp);
	sys_exit(STATUS_CRASHED);
}

/* Of monitors for debugging (gdb.c) */
__attribute__((weak)) bool debug_trap(unsigned int vector,
				      const struct kvm_regs *registers)
{
	(void)vector;
	(void)registers;
	return false;
}

void crash_trap(unsigned int vector)
{
	struct kvm_regs registers = *vcpu_registers();
	bool has_error = HAS_ERROR_CODE >> vector & 1;
	/* what the CPU pushed (SDM vol. 3A, section 6.14.2), on the monitor's page */
	const uint64_t *frame = (const uint64_t *)(guest.system_host +
						   SYSTEM_PAGES * PAGE_SIZE) -
				5;
	uint64_t error = has_error ? frame[-1] : 0;
	uint64_t caller = 0;

	registers.rip = frame[0];
	registers.rflags = frame[2];
	registers.rsp = frame[3];
	if (debug_trap(vector, &registers))
		return;
	begin();
	print("%s (vector %u)", name_of(vector), vector);
	print_place(registers.rip);
	if (vector == VECTOR_PAGE_FAULT) {
		print_address(vcpu_cr2(),
			      error & FAULT_WRITE ? "write to " :
			      error & FAULT_FETCH ? "execution of " :
						    "read of ");
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
	begin();
	print("port %u is not the guest's, or not so%s", port,
	      port == UKVM_PORT + UKVM_CALL_RX_ONCE ?
		      " without CONFIG_PLAT_UKVM_RX_ONCE" :
		      "");
	finish(here(), 0, 0);
}

void crash_memory(unsigned int number, uint64_t address, uint64_t length)
{
	const struct kvm_regs *registers;

	begin();
	print("call %u names 0x%lx bytes at 0x%lx, which it may not", number,
	      length, address);
	registers = here();
	print_address(address, "");
	finish(registers, 0, 0);
}

void crash_vm(const char *what, unsigned int number)
{
	begin();
	print("%s %u", what, number);
	finish(here(), 0, 0);
}
