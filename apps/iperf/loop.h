/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets, and who deals with what happens to them.
 */
#ifndef IPERF_LOOP_H
#define IPERF_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

/* Begins every object that has a socket. */
struct watched {
	/* The socket is ready for what it waits for. */
	void (*ready)(struct watched *watched);
	/* Frees the object, its socket being closed already. NULL: it is static. */
	void (*release)(struct watched *watched);
	struct watched *next_closed;
	int fd;
	bool is_closed;
};

/* EPOLLIN, EPOLLOUT, both, or 0 for neither. False and errno if that cannot be. */
bool loop_add(struct watched *watched, uint32_t events);
bool loop_change(struct watched *watched, uint32_t events);

/* Closes the socket; the object goes when all that happened at the same time is dealt with. */
void loop_close(struct watched *watched);

/*
 * The socket of `from`, with the events that are wanted now, goes to `to`; `from` is released as if
 * it was closed. False and errno if that fails: then `to` has it all the same.
 */
bool loop_hand_over(struct watched *from, struct watched *to, uint32_t events);

/* For ever. Returns errno if that is impossible. */
int loop_run(void);

#endif /* IPERF_LOOP_H */
