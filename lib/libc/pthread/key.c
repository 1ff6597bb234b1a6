/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keys. A thread has an array of values from when it sets the first one. A value belongs
 * to its key's generation: when a key is deleted and made again, the old ones count as
 * NULL, without a walk over all threads.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct specific {
	const void *value;
	unsigned long generation;
};

/* Odd generations are keys that exist. */
static struct {
	unsigned long generation;
	void (*destructor)(void *value);
} keys[PTHREAD_KEYS_MAX];

#define GROW 8 /* values at a time */

static bool exists(pthread_key_t key)
{
	return key < PTHREAD_KEYS_MAX && keys[key].generation & 1;
}

static bool run_destructors(struct pthread *own)
{
	bool ran = false;

	for (size_t i = 0; i < own->specific_count; i++) {
		struct specific *specific = &own->specific[i];
		const void *value = specific->value;

		if (!value || specific->generation != keys[i].generation ||
		    !keys[i].destructor)
			continue;
		specific->value = NULL;
		keys[i].destructor((void *)value);
		ran = true;
	}
	return ran;
}

static void end(void)
{
	struct pthread *own = self();

	for (int i = 0; i < PTHREAD_DESTRUCTOR_ITERATIONS; i++)
		if (!run_destructors(own))
			break;
	free(own->specific);
	own->specific = NULL;
	own->specific_count = 0;
}

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
	for (pthread_key_t i = 0; i < PTHREAD_KEYS_MAX; i++)
		if (!exists(i)) {
			keys[i].generation++;
			keys[i].destructor = destructor;
			pthread_keys_end = end;
			*key = i;
			return 0;
		}
	return EAGAIN;
}

int pthread_key_delete(pthread_key_t key)
{
	if (!exists(key))
		return EINVAL;
	keys[key].generation++;
	return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
	const struct pthread *own = self();
	const struct specific *specific = &own->specific[key];

	if (UK_UNLIKELY(key >= own->specific_count) ||
	    UK_UNLIKELY(specific->generation != keys[key].generation))
		return NULL;
	return (void *)specific->value;
}

static int grow(struct pthread *own, size_t count)
{
	struct specific *larger =
		realloc(own->specific, count * sizeof(*larger));

	if (!larger)
		return ENOMEM;
	memset(larger + own->specific_count, 0,
	       (count - own->specific_count) * sizeof(*larger));
	own->specific = larger;
	own->specific_count = count;
	return 0;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
	struct pthread *own = self();

	if (!exists(key))
		return EINVAL;
	if (key >= own->specific_count) {
		int error = value ? grow(own, UK_ALIGN_UP(key + 1UL, GROW)) : 0;

		if (error || !value)
			return error;
	}
	own->specific[key] = (struct specific){ value, keys[key].generation };
	return 0;
}
