/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monitor's life while the guest runs: KVM returns for each call, and for nothing else
 * that goes well.
 */
#include <linux/kvm.h>

#include "monitor.h"

static int (*calls[UKVM_CALLS])(const struct call *call);

static int call_exit(const struct call *call)
{
	io_serve(); /* what was sent leaves */
	/* what the ABI's other side cannot say stays out of 128 and up */
	sys_exit(call->first <= STATUS_CRASHED ? (int)call->first :
						 STATUS_CRASHED);
}

CALLS = {
	{ UKVM_CALL_EXIT, call_exit },
};

SYSTEM_CALLS = { __NR_write, __NR_exit_group };
IOCTLS = { KVM_RUN, KVM_GET_SREGS };

static void connect(void)
{
	FOR_EACH (module_calls, call)
		calls[call->number] = call->run;
}

void *call_memory(uint64_t address, uint64_t length, unsigned int rights)
{
	void *memory = guest_at(&guest, address, length, rights);

	if (!memory)
		crash_memory(vcpu_run->io.port - UKVM_PORT, address, length);
	return memory;
}

static void serve(void)
{
	unsigned int number = vcpu_run->io.port - UKVM_PORT;
	const struct kvm_regs *registers = vcpu_registers();
	struct call call = { registers->rdi, registers->rsi, registers->rdx };
	uint32_t *result =
		(uint32_t *)((char *)vcpu_run + vcpu_run->io.data_offset);

	if (vcpu_run->io.port == UKVM_PORT_TRAP) {
		int vector = system_vector(&guest, registers->rip);

		if (vector >= 0) {
			crash_trap((unsigned int)vector);
			return;
		}
	}
	if (vcpu_run->io.direction != KVM_EXIT_IO_IN ||
	    vcpu_run->io.size != sizeof(*result) || vcpu_run->io.count != 1 ||
	    number >= UKVM_CALLS || !calls[number])
		crash_port(vcpu_run->io.port);
	*result = (uint32_t)calls[number](&call);
}

/* Of monitors with a timer (upcall.c) */
__attribute__((weak)) void upcall_look(void)
{
}

/* Of monitors for debugging (gdb.c) */
__attribute__((weak)) void debug_start(void)
{
}

__attribute__((weak)) void debug_look(void)
{
}

void run(void)
{
	sandbox_close();
	connect();
	debug_start();
	for (;;) {
		long error = sys_ioctl(vcpu_fd, KVM_RUN, NULL);

		if (error == -EINTR) {
			debug_look();
			upcall_look();
			io_serve();
			continue;
		}
		if (error < 0)
			crash_vm("KVM_RUN fails: error", (unsigned int)-error);
		if (vcpu_run->exit_reason != KVM_EXIT_IO)
			crash_vm("the CPU has stopped: KVM's exit reason",
				 vcpu_run->exit_reason);
		serve();
	}
}
