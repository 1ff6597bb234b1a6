/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console: standard output and input, whatever they are.
 */
#include "monitor.h"

/* Begun by the first read: until then, nobody waits for input. */
static bool is_reading;

static int write_all(const struct call *call)
{
	write_whole(STDOUT, call_memory(call->first, call->second, UKVM_READ),
		    call->second);
	return 0;
}

static int read_some(const struct call *call)
{
	struct pollfd fd = { STDIN, POLLIN, 0 };
	uint8_t *to = call_memory(call->first, call->second, UKVM_WRITE);
	long count;

	is_reading = true;
	if (sys_ppoll(&fd, 1, &(struct timespec){ 0, 0 }) <= 0)
		return -EAGAIN;
	count = sys_read(STDIN, to, call->second);
	if (count == -EINTR || count == -EAGAIN)
		return -EAGAIN;
	if (count > 0)
		return (int)count;
	is_reading = false; /* the end, or an error, is always ready */
	return 0;
}

static int wait_fd(void)
{
	return is_reading ? STDIN : -1;
}

CALLS = {
	{ UKVM_CALL_CONSOLE_WRITE, write_all },
	{ UKVM_CALL_CONSOLE_READ, read_some },
};

SYSTEM_CALLS = { __NR_read, __NR_ppoll };

MODULE = {
	.name = "console",
	.is_device = true,
	.wait_fd = wait_fd,
};
