/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scheduling (POSIX.1-2017, <sched.h>, with Linux's numbers): there is one policy and one
 * priority, and one CPU.
 */
#ifndef _SCHED_H_
#define _SCHED_H_

#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

#undef SCHED_OTHER
#define SCHED_OTHER 0
#undef SCHED_FIFO
#define SCHED_FIFO 1
#undef SCHED_RR
#define SCHED_RR 2
#if __GNU_VISIBLE
#undef SCHED_BATCH
#define SCHED_BATCH 3
#undef SCHED_IDLE
#define SCHED_IDLE 5
#undef SCHED_RESET_ON_FORK
#define SCHED_RESET_ON_FORK 0x40000000
#endif

/* newlib's <sys/sched.h> has the same; this one takes its place. */
#ifndef _SYS_SCHED_H_
#define _SYS_SCHED_H_
struct sched_param {
	int sched_priority;
};
#endif

__BEGIN_DECLS

int sched_yield(void);
int sched_get_priority_max(int policy);
int sched_get_priority_min(int policy);
int sched_getparam(pid_t process, struct sched_param *parameters);
int sched_setparam(pid_t process, const struct sched_param *parameters);
int sched_getscheduler(pid_t process);
int sched_setscheduler(pid_t process, int policy,
		       const struct sched_param *parameters);
int sched_rr_get_interval(pid_t process, struct timespec *interval);

#if __GNU_VISIBLE

#define CPU_SETSIZE 1024

typedef struct {
	unsigned long __bits[CPU_SETSIZE / 64];
} cpu_set_t;

int sched_getcpu(void);
int sched_getaffinity(pid_t process, size_t size, cpu_set_t *set);
int sched_setaffinity(pid_t process, size_t size, const cpu_set_t *set);

int __sched_cpucount(size_t size, const cpu_set_t *set);

#define __CPU_WORD(cpu, size, set) \
	((set)->__bits[(size_t)(cpu) / 8 < (size) ? (size_t)(cpu) / 64 : 0])
#define __CPU_MASK(cpu, size) \
	((size_t)(cpu) / 8 < (size) ? 1UL << ((size_t)(cpu) % 64) : 0UL)
#define __CPU_EACH(size, to, a, operator, b)                        \
	__extension__({                                             \
		size_t __i;                                         \
									    \
		for (__i = 0; __i < (size) / 8; __i++)              \
			(to)->__bits[__i] = (a)->__bits[__i] operator \
					    (b)->__bits[__i];       \
	})

#define CPU_SET_S(cpu, size, set) \
	(__CPU_WORD(cpu, size, set) |= __CPU_MASK(cpu, size))
#define CPU_CLR_S(cpu, size, set) \
	(__CPU_WORD(cpu, size, set) &= ~__CPU_MASK(cpu, size))
#define CPU_ISSET_S(cpu, size, set) \
	((__CPU_WORD(cpu, size, set) & __CPU_MASK(cpu, size)) != 0)
#define CPU_ZERO_S(size, set) ((void)__builtin_memset(set, 0, size))
#define CPU_COUNT_S(size, set) __sched_cpucount(size, set)
#define CPU_EQUAL_S(size, a, b) (__builtin_memcmp(a, b, size) == 0)
#define CPU_AND_S(size, to, a, b) __CPU_EACH(size, to, a, &, b)
#define CPU_OR_S(size, to, a, b) __CPU_EACH(size, to, a, |, b)
#define CPU_XOR_S(size, to, a, b) __CPU_EACH(size, to, a, ^, b)
#define CPU_ALLOC_SIZE(count) (((size_t)(count) + 63) / 64 * 8)
#define CPU_ALLOC(count) ((cpu_set_t *)__builtin_calloc(1, CPU_ALLOC_SIZE(count)))
#define CPU_FREE(set) __builtin_free(set)

#define CPU_SET(cpu, set) CPU_SET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_CLR(cpu, set) CPU_CLR_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ISSET(cpu, set) CPU_ISSET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ZERO(set) CPU_ZERO_S(sizeof(cpu_set_t), set)
#define CPU_COUNT(set) CPU_COUNT_S(sizeof(cpu_set_t), set)
#define CPU_EQUAL(a, b) CPU_EQUAL_S(sizeof(cpu_set_t), a, b)
#define CPU_AND(to, a, b) CPU_AND_S(sizeof(cpu_set_t), to, a, b)
#define CPU_OR(to, a, b) CPU_OR_S(sizeof(cpu_set_t), to, a, b)
#define CPU_XOR(to, a, b) CPU_XOR_S(sizeof(cpu_set_t), to, a, b)

#endif

__END_DECLS

#endif /* _SCHED_H_ */
