/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Futexes: waiting until somebody says that a word of memory has changed, as futex(2) of
 * Linux has it. The words are the program's own, and so is what they mean; nothing is kept
 * of one that nobody waits for.
 *
 * Context: threads. Errors are negative errno; -EINVAL: the word does not lie at a multiple
 * of 4. With threads that give way by themselves, nothing happens between a look at a word
 * and what follows from it.
 */
#ifndef UK_FUTEX_H
#define UK_FUTEX_H

#include <uk/errno.h>
#include <uk/essentials.h>

#define UK_FUTEX_ANY UINT32_MAX /* every waiter, whatever its bits are */
#define UK_FUTEX_ALL INT32_MAX	/* as many as there are */

/*
 * Waits while nobody wakes those that wait for `word` with one of `bits`, until the
 * monotonic time `deadline` (UINT64_MAX: for ever). 0 if woken; -EAGAIN: the word is not
 * `expected`; -ETIMEDOUT; -EINTR (see <uk/interrupt.h>); -EINVAL: also for no bits.
 */
int uk_futex_wait(const uint32_t *word, uint32_t expected, uint32_t bits,
		  uint64_t deadline);

/* Wakes up to `count` of those that wait with one of `bits`, first come, first served. How
 * many; -EINVAL also for no bits.
 */
int uk_futex_wake(const uint32_t *word, int count, uint32_t bits);

/*
 * Wakes up to `wake` of those that wait for `word`, and has up to `move` of the others wait
 * for `target` from now on, behind those that do. How many of both; -EAGAIN: `expected` is
 * given, and the word is not so; -EINVAL: also for negative numbers.
 */
int uk_futex_requeue(const uint32_t *word, int wake, int move,
		     const uint32_t *target, const uint32_t *expected);

/* What FUTEX_WAKE_OP does to a word and compares what it was with (linux/futex.h): two
 * codes and two arguments of 12 bits with a sign.
 */
#define UK_FUTEX_OPERATION(code, argument, compare, with)              \
	(((uint32_t)(code) & 15) << 28 | ((uint32_t)(compare) & 15) << 24 | \
	 ((uint32_t)(argument) & 0xfff) << 12 | ((uint32_t)(with) & 0xfff))

enum {
	UK_FUTEX_SET,
	UK_FUTEX_ADD,
	UK_FUTEX_OR,
	UK_FUTEX_AND_NOT,
	UK_FUTEX_XOR,
	UK_FUTEX_SHIFT = 8, /* the argument is the number of a bit */
};

enum {
	UK_FUTEX_EQUAL,
	UK_FUTEX_DIFFERENT,
	UK_FUTEX_LESS,
	UK_FUTEX_AT_MOST,
	UK_FUTEX_GREATER,
	UK_FUTEX_AT_LEAST,
};

/*
 * Changes `other` as `operation` says, wakes up to `wake` of those that wait for `word`, and,
 * if the comparison is true, up to `wake_other` of those that wait for `other`. How many;
 * -ENOSYS: an operation that is none.
 */
int uk_futex_wake_operation(const uint32_t *word, int wake, uint32_t *other,
			    int wake_other, uint32_t operation);

#endif /* UK_FUTEX_H */
