/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings are served by the CPU's own thread, when the guest kicks or waits: it has left the guest
 * for that anyway, and whatever another thread did would cost that one's waking and this one's. A
 * guest that goes on computing is stopped after some CPU time, so that what it sent leaves. What
 * would sleep for long, while there is a network, goes to a thread (io_slow.c).
 */
#include "monitor.h"
#include "ring.h"

struct ring_device *ring_devices[UKVM_DEVICES_MOST];
static uint32_t *pending; /* the guest's word */

static void serve_device(struct ring_device *device)
{
	bool wants_wake = false;

	while (device->serve(device))
		;
	for (unsigned int i = 0; i < device->rings_used; i++)
		if (device->rings[i].shared)
			wants_wake |= ring_publish(&device->rings[i]);
	if (wants_wake)
		*pending |= device->bit; /* its CPU stands still */
}

bool io_serve(void)
{
	for (unsigned int i = 0; i < UKVM_DEVICES_MOST; i++)
		if (ring_devices[i])
			serve_device(ring_devices[i]);
	return pending && *(volatile uint32_t *)pending;
}

unsigned int io_files(struct pollfd *fds)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < UKVM_DEVICES_MOST; i++) {
		const struct ring_device *device = ring_devices[i];

		if (device && device->fd >= 0 && device->events)
			fds[count++] = (struct pollfd){ device->fd,
							device->events, 0 };
	}
	return count;
}

/* The guest's word is written as long as there is a ring. */
bool io_holds(const void *memory, uint64_t length)
{
	for (unsigned int i = 0; i < UKVM_DEVICES_MOST; i++) {
		const struct ring_device *device = ring_devices[i];

		if (!device)
			continue;
		for (unsigned int j = 0; j < device->rings_used; j++)
			if (ring_holds(&device->rings[j], memory, length) ||
			    (device->rings[j].shared &&
			     ranges_meet(memory, length, pending,
					 sizeof(*pending))))
				return true;
		if (device->holds && device->holds(device, memory, length))
			return true;
	}
	return false;
}

/* ---- the guest's calls */

static int change(struct ring_device *device,
		  const struct ukvm_ring_setup *setup)
{
	struct ring *ring = &device->rings[setup->ring];
	const char *problem;
	int error;

	if (!setup->entries == !ring->shared)
		return -EINVAL;
	if (!setup->entries)
		serve_device(device); /* what was offered in time */
	error = device->changed ?
			device->changed(device, setup->ring, setup) :
			0;
	if (error)
		return error;
	if (!setup->entries) {
		*ring = (struct ring){ .shared = NULL };
		return 0;
	}
	problem = ring_make(ring, &guest, setup);
	if (problem)
		ring_lie(device, problem, setup->address, setup->entries);
	return 0;
}

static int set_up(const struct call *call)
{
	struct ukvm_ring_setup setup;
	struct ring_device *device;

	__builtin_memcpy(&setup,
			 call_memory(call->first, sizeof(setup), UKVM_READ),
			 sizeof(setup));
	__asm__ volatile("" : : "r"(&setup) : "memory");
	if (setup.device >= UKVM_DEVICES_MOST || !ring_devices[setup.device])
		return -EINVAL;
	device = ring_devices[setup.device];
	if (setup.ring >= device->rings_used ||
	    setup.entries > UKVM_RING_MOST ||
	    setup.entries & (setup.entries - 1) ||
	    setup.pending % sizeof(*pending))
		return -EINVAL;
	if (setup.entries)
		pending = call_memory(setup.pending, sizeof(*pending),
				      UKVM_READ | UKVM_WRITE);
	return change(device, &setup);
}

static int kick(const struct call *call)
{
	if (call->first >= UKVM_DEVICES_MOST || !ring_devices[call->first])
		return -EINVAL;
	serve_device(ring_devices[call->first]);
	return 0;
}

/* ---- the start */

int must(long result, const char *what)
{
	if (result < 0)
		fail("%s fails (error %u)", what, (unsigned int)-result);
	return (int)result;
}

/* From <signal.h>, <sys/time.h> */
#define SIGPROF 27
#define SIGXFSZ 25
#define SIG_IGN ((void (*)(int))1)
#define SA_RESTORER 0x04000000ul
#define SA_RESTART 0x10000000ul
#define ITIMER_PROF 2
#define TICK 10000 /* microseconds */

/* The signal's only effect is that the CPU stops (run.c: EINTR). A handler returns by
 * rt_sigreturn(2).
 */
void io_tick(int signal);
void io_tick_end(void);
__asm__("io_tick:\n"
	"	ret\n"
	"io_tick_end:\n"
	"	movl	$15, %eax\n"
	"	syscall\n");

static void on_signal(int signal, void (*handler)(int))
{
	const struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} action = { handler, SA_RESTORER | SA_RESTART, io_tick_end, 0 };

	must(system_call(__NR_rt_sigaction, signal, (long)&action, 0,
			 sizeof(action.mask), 0, 0),
	     "rt_sigaction");
}

/* It counts time that is used: a guest that waits is not disturbed. */
static void begin_ticks(void)
{
	const int64_t timer[] = { 0, TICK, 0, TICK };

	on_signal(SIGPROF, io_tick);
	must(SYSTEM_3(__NR_setitimer, ITIMER_PROF, timer, NULL), "setitimer");
}

struct ukvm_device *ring_device_add(struct ukvm_boot *boot,
				    struct ring_device *device, const char *name)
{
	unsigned int index = boot->device_count;

	if (index == UKVM_DEVICES_MOST)
		fail("that is more than %u devices", UKVM_DEVICES_MOST);
	begin_ticks();
	on_signal(SIGXFSZ, SIG_IGN); /* a file's limit is an error of the guest's */
	boot->device_count++;
	__builtin_memcpy(boot->devices[index].name, name, length_of(name));
	ring_devices[index] = device;
	device->name = name;
	device->bit = 1u << index;
	return &boot->devices[index];
}

uint32_t ring_offered(struct ring_device *device, struct ring *ring)
{
	int count;

	if (!ring->shared)
		return 0;
	count = ring_look(ring);
	if (count < 0)
		ring_lie(device, "offers what it has no entries for",
			 ring->shared->offered, ring->mask + 1);
	return (uint32_t)count;
}

/* Where the guest's CPU is says little of who wrote that: no registers. */
void ring_lie(const struct ring_device *device, const char *what,
	      uint64_t address, uint64_t length)
{
	print_to_stdout = true;
	print("\n*** CRASH: a ring of the device '%s' %s: 0x%lx, of 0x%lx\n",
	      device->name, what, address, length);
	sys_exit(STATUS_CRASHED);
}

CALLS = {
	{ UKVM_CALL_RING, set_up },
	{ UKVM_CALL_KICK, kick },
};

SYSTEM_CALLS = { __NR_ppoll, __NR_rt_sigreturn };
