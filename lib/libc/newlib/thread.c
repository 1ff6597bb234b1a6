/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frees what newlib keeps for a thread when it ends. Its per-thread state (errno and
 * the like) is thread-local storage and needs no care; only the conversion of floating-point
 * numbers keeps blocks of the heap, and only if it is in the image.
 */
#include <stdlib.h>
#include <sys/reent.h>
#include <uk/essentials.h>
#include <uk/thread.h>

/* Each function is in the same archive member as the variables after it. */
void *_Balloc(struct _reent *nothing, int size_class) __uk_weak;
extern _Thread_local struct _Bigint **_tls_mp_freelist __uk_weak;
extern _Thread_local struct _Bigint *_tls_mp_p5s __uk_weak;

char *_dtoa_r(struct _reent *nothing, double value, int mode, int digits,
	      int *point, int *sign, char **end) __uk_weak;
extern _Thread_local struct _Bigint *_tls_mp_result __uk_weak;

static void free_chain(struct _Bigint *number)
{
	while (number) {
		struct _Bigint *next = number->_next;

		free(number);
		number = next;
	}
}

static void free_numbers(struct uk_thread *thread)
{
	struct _Bigint **lists;

	if (!_Balloc)
		return;
	lists = *uk_thread_local_of(thread, _tls_mp_freelist);
	for (size_t i = 0; lists && i < _Kmax; i++)
		free_chain(lists[i]);
	free(lists);
	free_chain(*uk_thread_local_of(thread, _tls_mp_p5s));
	if (_dtoa_r)
		free(*uk_thread_local_of(thread, _tls_mp_result));
}

UK_THREAD_HOOK(newlib, NULL, free_numbers);
