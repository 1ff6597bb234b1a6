/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What would sleep for long: a thread for each device that has such work does it, if there is a
 * network, which must not wait for a disk. Without one only the guest's own threads would wait,
 * and there are no threads here. The rings stay the CPU's thread's: it hands over one piece of
 * work, and looks after it when the device's file says that it is done.
 */
#include <linux/sched.h>

#include "monitor.h"
#include "ring.h"

#define STACK_BYTES 16384u

static void signal_fd(int fd)
{
	const uint64_t one = 1;

	sys_write(fd, &one, sizeof(one));
}

void io_slow_begin(struct ring_device *device)
{
	device->events = POLLIN;
	signal_fd(device->work_fd);
}

bool io_slow_ended(struct ring_device *device)
{
	uint64_t count;

	if (sys_read(device->fd, &count, sizeof(count)) != sizeof(count))
		return false;
	device->events = 0;
	return true;
}

void io_slow_wait(struct ring_device *device)
{
	while (device->events && !io_slow_ended(device)) {
		struct pollfd fd = { device->fd, POLLIN, 0 };

		sys_ppoll(&fd, 1, NULL);
	}
}

static void __attribute__((noreturn)) body(struct ring_device *device)
{
	uint64_t count;

	for (;;)
		if (sys_read(device->work_fd, &count, sizeof(count)) ==
		    sizeof(count)) {
			device->slow(device);
			signal_fd(device->fd);
		}
}

/* ---- the start */

#define THREAD_FLAGS                                               \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | \
	 CLONE_THREAD | CLONE_SYSVSEM)

/* Not a part of sandbox_enter(): the thread may come so far only when what is SETUP is there no
 * more.
 */
static __attribute__((noinline)) void start_thread(struct ring_device *device)
{
	char *stack = (char *)sys_mmap(NULL, PAGE_SIZE + STACK_BYTES, PROT_NONE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1);
	long result;

	must((long)stack >> 12 == -1 ? (long)stack : 0, "mmap");
	must(SYSTEM_3(__NR_mprotect, stack + PAGE_SIZE, STACK_BYTES,
		      PROT_READ | PROT_WRITE),
	     "mprotect");
	device->work_fd = must(SYSTEM_3(__NR_eventfd2, 0, 0, 0), "eventfd");
	device->fd =
		must(SYSTEM_3(__NR_eventfd2, 0, EFD_NONBLOCK, 0), "eventfd");
	/* The child begins here with another stack, and never returns. Any register may hold
	 * what it needs.
	 */
	__asm__ volatile("syscall\n\t"
			 "testq %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
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

/* Whether something but disks comes by itself. */
static bool has_network(void)
{
	for (unsigned int i = 0; i < UKVM_DEVICES_MOST; i++)
		if (ring_devices[i] && !ring_devices[i]->slow)
			return true;
	return false;
}

/* Signals are for the CPU's thread. */
void sandbox_threads(void)
{
	const uint64_t all = ~0ull;
	uint64_t before;

	if (!has_network())
		return;
	system_call(__NR_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&before,
		    sizeof(all), 0, 0);
	for (unsigned int i = 0; i < UKVM_DEVICES_MOST; i++)
		if (ring_devices[i] && ring_devices[i]->slow)
			start_thread(ring_devices[i]);
	system_call(__NR_rt_sigprocmask, SIG_SETMASK, (long)&before, 0,
		    sizeof(before), 0, 0);
}

SYSTEM_CALLS = { __NR_read, __NR_write, __NR_ppoll };
