/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changing one word and waking those that wait for it or for another (FUTEX_WAKE_OP of
 * futex(2)).
 */
#include <uk/atomic.h>
#include <uk/futex.h>

#define ARGUMENT_BITS 12

static int32_t argument_of(uint32_t operation, unsigned int from)
{
	return (int32_t)(operation >> from << (32 - ARGUMENT_BITS)) >>
	       (32 - ARGUMENT_BITS);
}

/* 0, or -ENOSYS. */
static int change(uint32_t *word, uint32_t operation, uint32_t *was)
{
	uint32_t code = operation >> 28;
	uint32_t argument = (uint32_t)argument_of(operation, ARGUMENT_BITS);

	if (code & UK_FUTEX_SHIFT)
		argument = 1u << (argument & 31);
	switch (code & ~(uint32_t)UK_FUTEX_SHIFT) {
	case UK_FUTEX_SET:
		*was = uk_atomic_exchange(word, argument);
		return 0;
	case UK_FUTEX_ADD:
		*was = uk_atomic_add(word, argument);
		return 0;
	case UK_FUTEX_OR:
		*was = uk_atomic_or(word, argument);
		return 0;
	case UK_FUTEX_AND_NOT:
		*was = uk_atomic_and(word, ~argument);
		return 0;
	case UK_FUTEX_XOR:
		*was = __atomic_fetch_xor(word, argument, __ATOMIC_SEQ_CST);
		return 0;
	default:
		return -ENOSYS;
	}
}

/* 0 or 1, or -ENOSYS. */
static int compare(int32_t was, uint32_t operation)
{
	int32_t with = argument_of(operation, 0);

	switch (operation >> 24 & 15) {
	case UK_FUTEX_EQUAL:
		return was == with;
	case UK_FUTEX_DIFFERENT:
		return was != with;
	case UK_FUTEX_LESS:
		return was < with;
	case UK_FUTEX_AT_MOST:
		return was <= with;
	case UK_FUTEX_GREATER:
		return was > with;
	case UK_FUTEX_AT_LEAST:
		return was >= with;
	default:
		return -ENOSYS;
	}
}

int uk_futex_wake_operation(const uint32_t *word, int wake, uint32_t *other,
			    int wake_other, uint32_t operation)
{
	uint32_t was = 0;
	int verdict = compare(0, operation);

	if (!UK_IS_ALIGNED((uintptr_t)word, sizeof(*word)) ||
	    !UK_IS_ALIGNED((uintptr_t)other, sizeof(*other)))
		return -EINVAL;
	/* Nothing is changed for an operation that is half known. */
	if (verdict >= 0)
		verdict = change(other, operation, &was);
	if (verdict < 0)
		return verdict;
	wake = uk_futex_wake(word, wake, UK_FUTEX_ANY);
	if (compare((int32_t)was, operation))
		wake += uk_futex_wake(other, wake_other, UK_FUTEX_ANY);
	return wake;
}
