/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * newlib's locks, in place of its own header: a lock lies where it is declared, all zeros
 * when free, so that opening a stream allocates nothing and an image without
 * a scheduler pays no more than a call of an empty function.
 * Every lock may be taken again by its holder. The functions are in lock.c.
 */
#ifndef __SYS_LOCK_H__
#define __SYS_LOCK_H__

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __uk_libc_lock {
	unsigned long __words[6];
} _LOCK_T;
#define _LOCK_RECURSIVE_T _LOCK_T

void __uk_libc_lock_acquire(_LOCK_T *__lock);
int __uk_libc_lock_try(_LOCK_T *__lock); /* 1: taken */
void __uk_libc_lock_release(_LOCK_T *__lock);

#define __LOCK_INIT(class, lock) class _LOCK_T lock
#define __LOCK_INIT_RECURSIVE(class, lock) class _LOCK_T lock
#define __lock_init(lock) ((void)((lock) = (_LOCK_T){{0}}))
#define __lock_close(lock) ((void)0)
#define __lock_acquire(lock) __uk_libc_lock_acquire(&(lock))
#define __lock_try_acquire(lock) __uk_libc_lock_try(&(lock))
#define __lock_release(lock) __uk_libc_lock_release(&(lock))
#define __lock_init_recursive(lock) __lock_init(lock)
#define __lock_close_recursive(lock) __lock_close(lock)
#define __lock_acquire_recursive(lock) __lock_acquire(lock)
#define __lock_try_acquire_recursive(lock) __lock_try_acquire(lock)
#define __lock_release_recursive(lock) __lock_release(lock)

#ifdef __cplusplus
}
#endif

#endif /* __SYS_LOCK_H__ */
