/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of a timer, for images whose threads have time slices: the guest's CPU is stopped
 * by a signal, and goes on at the guest's own handler as if that had been a gate's. The signal is
 * blocked but while the guest runs, so nothing of the monitor's is ever disturbed, and no handler
 * of signals is needed.
 */
#include <linux/kvm.h>

#include "monitor.h"

/* <signal.h>, <sys/time.h> */
#define SIGALRM 14
#define ITIMER_REAL 0
#define SIGNALS_BYTES 8

#define NANOSECONDS 1000000000ull
#define MICROSECOND 1000u
#define LONGEST 1000000000ull /* seconds */

/* SDM vol. 1, section 3.4.3: TF, NT, RF: a gate clears them */
#define FLAGS_CLEARED 0x14100ull

struct interrupt_frame {
	uint64_t rip, cs, rflags, rsp, ss;
};

static struct ukvm_upcall upcall;

static const uint64_t alarm_only = 1ull << (SIGALRM - 1);

/* Takes the signal if it has come. */
static bool take_signal(void)
{
	const struct timespec at_once = { 0, 0 };

	return system_call(__NR_rt_sigtimedwait, (long)&alarm_only, 0,
			   (long)&at_once, SIGNALS_BYTES, 0, 0) == SIGALRM;
}

/* 0: never */
static void set_timer(uint64_t nanoseconds)
{
	const struct {
		int64_t again_seconds, again_microseconds;
		int64_t seconds, microseconds;
	} timer = {
		.seconds = (int64_t)(nanoseconds / NANOSECONDS),
		.microseconds =
			(int64_t)(nanoseconds % NANOSECONDS / MICROSECOND),
	};

	SYSTEM_3(__NR_setitimer, ITIMER_REAL, &timer, NULL);
}

static int timer(const struct call *call)
{
	uint64_t nanoseconds = call->first;
	struct ukvm_upcall asked;

	__builtin_memcpy(&asked,
			 call_memory(call->second, sizeof(asked), UKVM_READ),
			 sizeof(asked));
	/* the copy, which the guest cannot change any more */
	__asm__ volatile("" : : "r"(&asked) : "memory");
	call_memory(asked.entry, 1, UKVM_EXECUTE);
	call_memory(asked.mask, 1, UKVM_READ);
	call_memory(asked.stack - UKVM_UPCALL_STACK, UKVM_UPCALL_STACK,
		    UKVM_READ | UKVM_WRITE);
	if (asked.stack % 16)
		return -EINVAL;
	upcall = asked;
	take_signal();
	if (nanoseconds == UKVM_FOREVER)
		nanoseconds = 0;
	else if (nanoseconds < MICROSECOND)
		nanoseconds = MICROSECOND;
	else if (nanoseconds > LONGEST * NANOSECONDS)
		nanoseconds = LONGEST * NANOSECONDS;
	set_timer(nanoseconds);
	return 0;
}

/*
 * False: not now. Where the guest wants it, it may have made unfit since: it is looked at
 * anew. In the stubs of traps rip is not in the text, either.
 */
static bool interrupt(struct kvm_regs *registers)
{
	struct interrupt_frame *frame =
		guest_at(&guest, upcall.stack - sizeof(*frame), sizeof(*frame),
			 UKVM_READ | UKVM_WRITE);
	const volatile uint8_t *mask =
		guest_at(&guest, upcall.mask, sizeof(*mask), UKVM_READ);

	if (!frame || !mask || !*mask ||
	    !guest_at(&guest, registers->rip, 1, UKVM_EXECUTE) ||
	    upcall.stack - registers->rsp <= UKVM_UPCALL_STACK)
		return false;
	*frame = (struct interrupt_frame){
		.rip = registers->rip,
		.cs = SELECTOR_USER_CODE,
		.rflags = registers->rflags,
		.rsp = registers->rsp,
		.ss = SELECTOR_USER_DATA,
	};
	registers->rip = upcall.entry;
	registers->rflags &= ~FLAGS_CLEARED;
	registers->rsp = upcall.stack - sizeof(*frame);
	vcpu_run->kvm_dirty_regs |= KVM_SYNC_X86_REGS;
	return true;
}

void upcall_look(void)
{
	if (take_signal() && !interrupt(vcpu_registers()))
		set_timer(UKVM_UPCALL_AGAIN);
}

/* Blocked in the monitor, not in the guest (api.rst, 4.18) */
void sandbox_signals(void)
{
	const struct {
		uint32_t length;
		uint8_t unblocked[SIGNALS_BYTES];
	} mask = { .length = SIGNALS_BYTES };

	if (system_call(__NR_rt_sigprocmask, SIG_BLOCK, (long)&alarm_only, 0,
			SIGNALS_BYTES, 0, 0) < 0 ||
	    sys_ioctl(vcpu_fd, KVM_SET_SIGNAL_MASK, &mask) < 0)
		fail("KVM cannot be interrupted by a timer (KVM_SET_SIGNAL_MASK)");
}

CALLS = {
	{ UKVM_CALL_TIMER, timer },
};

SYSTEM_CALLS = { __NR_setitimer, __NR_rt_sigtimedwait };

MODULE = {
	.name = "upcall",
};
