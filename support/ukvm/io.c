/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread for each device with rings. While there is work it looks for more by itself, so that
 * neither side leaves what it does; when there was none for a while it sleeps until the guest
 * kicks it or the device's file has something. On a host with one CPU it never looks in vain:
 * that time would be the guest's.
 */
#include <linux/sched.h>

#include "monitor.h"
#include "ring.h"

#define STACK_BYTES 16384u
#define LOCK_PATIENCE 1000u

static struct ring_device *devices[UKVM_DEVICES_MOST];
static bool has_spare_cpu;

/* The guest's CPU sleeps, or is about to, until one of its devices has set a bit. */
static uint32_t is_waiting;
static int wake_fd;
static uint32_t *pending; /* the guest's word */

static void signal_fd(int fd)
{
	const uint64_t one = 1;

	sys_write(fd, &one, sizeof(one));
}

/* The count goes back to 0; nothing there is nothing to take. */
static void drain_fd(int fd)
{
	uint64_t count;

	sys_read(fd, &count, sizeof(count));
}

/* ---- the guest's end: what its CPU's thread runs */

static void lock(struct ring_device *device)
{
	unsigned int tries = 0;

	while (__atomic_exchange_n(&device->is_locked, 1, __ATOMIC_ACQUIRE)) {
		/* it may be with a disk, or wait for this CPU */
		if (++tries > LOCK_PATIENCE)
			sys_ppoll(NULL, 0, &(struct timespec){ 0, 100000 });
		__builtin_ia32_pause();
	}
}

static void unlock(struct ring_device *device)
{
	__atomic_store_n(&device->is_locked, 0, __ATOMIC_RELEASE);
}

static int change(struct ring_device *device,
		  const struct ukvm_ring_setup *setup)
{
	struct ring *ring = &device->rings[setup->ring];
	const char *problem;
	int error;

	if (!setup->entries == !ring->shared)
		return -EINVAL;
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
	device->pending = pending;
	return 0;
}

static int set_up(const struct call *call)
{
	struct ukvm_ring_setup setup;
	struct ring_device *device;
	int error;

	__builtin_memcpy(&setup,
			 call_memory(call->first, sizeof(setup), UKVM_READ),
			 sizeof(setup));
	__asm__ volatile("" : : "r"(&setup) : "memory");
	if (setup.device >= UKVM_DEVICES_MOST || !devices[setup.device])
		return -EINVAL;
	device = devices[setup.device];
	if (setup.ring >= device->rings_used ||
	    setup.entries > UKVM_RING_MOST ||
	    setup.entries & (setup.entries - 1) ||
	    setup.pending % sizeof(*pending))
		return -EINVAL;
	if (setup.entries)
		pending = call_memory(setup.pending, sizeof(*pending),
				      UKVM_READ | UKVM_WRITE);
	lock(device);
	error = change(device, &setup);
	unlock(device);
	if (!error)
		signal_fd(device->kick_fd);
	return error;
}

static int kick(const struct call *call)
{
	if (call->first >= UKVM_DEVICES_MOST || !devices[call->first])
		return -EINVAL;
	signal_fd(devices[call->first]->kick_fd);
	return 0;
}

/* Called when the guest's CPU is about to wait (clock.c). The bits are in the guest's word. */
static int wait_fd(void)
{
	if (!pending)
		return -1;
	if (!is_waiting) /* somebody has signalled it, or it is the first time */
		drain_fd(wake_fd);
	__atomic_store_n(&is_waiting, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(pending, __ATOMIC_SEQ_CST))
		signal_fd(wake_fd);
	return wake_fd;
}

/* ---- the devices' end: their threads */

static void wake_guest(const struct ring_device *device)
{
	if (__atomic_fetch_or(device->pending, device->bit, __ATOMIC_SEQ_CST) &
	    device->bit)
		return; /* it knows, or will when it looks */
	if (__atomic_exchange_n(&is_waiting, 0, __ATOMIC_SEQ_CST))
		signal_fd(wake_fd);
}

static bool serve(struct ring_device *device)
{
	bool has_worked = false, wants_wake = false;

	lock(device);
	has_worked = device->serve(device);
	for (unsigned int i = 0; i < device->rings_used; i++)
		if (device->rings[i].shared)
			wants_wake |= ring_publish(&device->rings[i]);
	if (wants_wake)
		wake_guest(device);
	unlock(device);
	return has_worked;
}

/* Says whether new entries want a kick. True: there are such that came before that. */
static bool want_kicks(struct ring_device *device, bool value)
{
	bool is_new = false;

	lock(device);
	for (unsigned int i = 0; i < device->rings_used; i++) {
		struct ring *ring = &device->rings[i];
		bool wanted = value && !(device->quiet >> i & 1);

		if (!ring->shared)
			continue;
		__atomic_store_n(&ring->shared->polling, !wanted,
				 __ATOMIC_SEQ_CST);
		is_new |= wanted && __atomic_load_n(&ring->shared->offered,
						    __ATOMIC_SEQ_CST) !=
					    ring->seen;
	}
	unlock(device);
	return is_new;
}

static void sleep(struct ring_device *device)
{
	struct pollfd fds[2] = { { device->kick_fd, POLLIN, 0 },
				 { device->fd, device->events, 0 } };
	unsigned int count = device->fd >= 0 && device->events ? 2 : 1;

	sys_ppoll(fds, count, NULL);
	if (fds[0].revents)
		drain_fd(device->kick_fd);
}

/* Patience grows where it pays, and shrinks to a share of the device's where it does not. */
static void __attribute__((noreturn)) body(struct ring_device *device)
{
	unsigned int most = has_spare_cpu ? device->patience : 0;
	unsigned int patience = most, tries = 0;

	for (;;) {
		if (serve(device)) {
			if (tries)
				patience = most;
			tries = 0;
			continue;
		}
		if (tries++ < patience) {
			__builtin_ia32_pause();
			continue;
		}
		if (!want_kicks(device, true)) {
			patience = patience / 2 + most / 16;
			sleep(device);
		}
		if (most)
			want_kicks(device, false);
		tries = 0;
	}
}

/* ---- the start */

static int must(long result, const char *what)
{
	if (result < 0)
		fail("%s fails (error %u)", what, (unsigned int)-result);
	return (int)result;
}

static int event_fd(void)
{
	return must(SYSTEM_3(__NR_eventfd2, 0, EFD_NONBLOCK, 0), "eventfd");
}

static unsigned int cpu_count(void)
{
	uint64_t mask[16];
	long bytes = SYSTEM_3(__NR_sched_getaffinity, 0, sizeof(mask), mask);
	unsigned int count = 0;

	for (long i = 0; i < bytes / (long)sizeof(*mask); i++)
		for (uint64_t left = mask[i]; left; left &= left - 1)
			count++;
	return count;
}

struct ukvm_device *ring_device_add(struct ukvm_boot *boot,
				    struct ring_device *device, const char *name)
{
	unsigned int index = boot->device_count;

	if (index == UKVM_DEVICES_MOST)
		fail("that is more than %u devices", UKVM_DEVICES_MOST);
	if (!wake_fd) {
		wake_fd = event_fd();
		has_spare_cpu = cpu_count() > 1;
	}
	boot->device_count++;
	__builtin_memcpy(boot->devices[index].name, name, length_of(name));
	devices[index] = device;
	device->name = name;
	device->bit = 1u << index;
	device->kick_fd = event_fd();
	return &boot->devices[index];
}

#define THREAD_FLAGS                                               \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | \
	 CLONE_THREAD | CLONE_SYSVSEM)

static void start_thread(struct ring_device *device)
{
	char *stack = (char *)sys_mmap(NULL, PAGE_SIZE + STACK_BYTES, PROT_NONE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1);
	long result;

	must((long)stack >> 12 == -1 ? (long)stack : 0, "mmap");
	must(SYSTEM_3(__NR_mprotect, stack + PAGE_SIZE, STACK_BYTES,
		      PROT_READ | PROT_WRITE),
	     "mprotect");
	/* the child begins here with another stack, and never returns */
	__asm__ volatile("syscall\n\t"
			 "testq %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xorl %%ebp, %%ebp\n\t"
			 "movq %[device], %%rdi\n\t"
			 "call *%[body]\n"
			 "1:"
			 : "=a"(result)
			 : "a"(__NR_clone), "D"(THREAD_FLAGS),
			   "S"(stack + PAGE_SIZE + STACK_BYTES), "d"(0),
			   [device] "r"(device), [body] "r"(body)
			 : "rcx", "r11", "memory");
	must(result, "clone");
}

/* Signals are for the CPU's thread. */
void sandbox_threads(void)
{
	const uint64_t all = ~0ull;
	uint64_t before;

	system_call(__NR_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&before,
		    sizeof(all), 0, 0);
	for (unsigned int i = 0; i < UKVM_DEVICES_MOST; i++)
		if (devices[i])
			start_thread(devices[i]);
	system_call(__NR_rt_sigprocmask, SIG_SETMASK, (long)&before, 0,
		    sizeof(before), 0, 0);
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

/* Where the guest's CPU is by now says nothing: no registers. */
void ring_lie(const struct ring_device *device, const char *what,
	      uint64_t address, uint64_t length)
{
	print_fd = STDOUT;
	print("\n*** CRASH: a ring of the device '%s' %s: 0x%lx, of 0x%lx\n",
	      device->name, what, address, length);
	sys_exit(STATUS_CRASHED);
}

static const struct module_call io_calls[] = {
	{ UKVM_CALL_RING, set_up },
	{ UKVM_CALL_KICK, kick },
	{ 0, NULL },
};

static const uint16_t io_system_calls[] = { __NR_read, __NR_write, __NR_ppoll,
					    LIST_END };

MODULE(io) = {
	.name = "io",
	.calls = io_calls,
	.system_calls = io_system_calls,
	.wait_fd = wait_fd,
};
