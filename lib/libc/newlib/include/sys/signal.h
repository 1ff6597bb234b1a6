/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals with Linux's numbers and structures on x86-64 (asm/signal.h,
 * asm-generic/siginfo.h), in place of newlib's, whose numbers differ and whose
 * structures lack half of POSIX. newlib itself is compiled with it. ISO C's calls are
 * in <signal.h>; those below need LIBPOSIXSIGNAL.
 */
#ifndef _SYS_SIGNAL_H
#define _SYS_SIGNAL_H

#include <sys/cdefs.h>
#include <sys/features.h>
#include <sys/types.h>
#include <sys/_sigset.h>
#include <sys/_timespec.h>

#if !defined(_SIGSET_T_DECLARED)
#define _SIGSET_T_DECLARED
typedef __sigset_t sigset_t;
#endif

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT SIGABRT
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCLD SIGCHLD
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPOLL SIGIO
#define SIGPWR 30
#define SIGSYS 31
/* The C library keeps none of the real-time signals for itself. */
#define SIGRTMIN 32
#define SIGRTMAX 64
#define NSIG 65
#define _NSIG NSIG

typedef void (*_sig_func_ptr)(int);

union sigval {
	int sival_int;
	void *sival_ptr;
};
#if __MISC_VISIBLE
typedef union sigval sigval_t;
#endif

/* Each of the names below is a macro, so that the fields lie where Linux has them. */
typedef struct {
	int si_signo;
	int si_errno;
	int si_code;
	int __spare;
	union {
		struct {
			int __pid;
			unsigned int __uid;
			union {
				union sigval __value;
				struct {
					int __status;
					long __user_time;
					long __system_time;
				} __child;
			} __rest;
		} __from;
		struct {
			int __id;
			int __overrun;
		} __timer;
		struct {
			void *__address;
		} __fault;
		struct {
			long __band;
			int __fd;
		} __poll;
		char __size[112];
	} __fields;
} siginfo_t;

#define si_pid __fields.__from.__pid
#define si_uid __fields.__from.__uid
#define si_value __fields.__from.__rest.__value
#define si_int si_value.sival_int
#define si_ptr si_value.sival_ptr
#define si_status __fields.__from.__rest.__child.__status
#define si_utime __fields.__from.__rest.__child.__user_time
#define si_stime __fields.__from.__rest.__child.__system_time
#define si_timerid __fields.__timer.__id
#define si_overrun __fields.__timer.__overrun
#define si_addr __fields.__fault.__address
#define si_band __fields.__poll.__band
#define si_fd __fields.__poll.__fd

/* si_code: who sent it */
#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_MESGQ (-3)
#define SI_ASYNCIO (-4)
#define SI_TKILL (-6)
/* of SIGILL, SIGFPE, SIGSEGV, SIGBUS, SIGTRAP, SIGCHLD, SIGPOLL: why */
#define ILL_ILLOPC 1
#define ILL_ILLOPN 2
#define ILL_ILLADR 3
#define ILL_ILLTRP 4
#define ILL_PRVOPC 5
#define ILL_PRVREG 6
#define ILL_COPROC 7
#define ILL_BADSTK 8
#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3
#define TRAP_BRKPT 1
#define TRAP_TRACE 2
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_DUMPED 3
#define CLD_TRAPPED 4
#define CLD_STOPPED 5
#define CLD_CONTINUED 6
#define POLL_IN 1
#define POLL_OUT 2
#define POLL_MSG 3
#define POLL_ERR 4
#define POLL_PRI 5
#define POLL_HUP 6

#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4

struct sigevent {
	union sigval sigev_value;
	int sigev_signo;
	int sigev_notify;
	union {
		int __thread_id;
		struct {
			void (*__function)(union sigval);
			pthread_attr_t *__attributes;
		} __notify;
		char __size[48];
	} __fields;
};
#define sigev_notify_thread_id __fields.__thread_id
#define sigev_notify_function __fields.__notify.__function
#define sigev_notify_attributes __fields.__notify.__attributes

struct sigaction {
	union {
		_sig_func_ptr __plain;
		void (*__informed)(int, siginfo_t *, void *);
	} __handler;
	int sa_flags;
	void (*sa_restorer)(void); /* looked at by nobody */
	sigset_t sa_mask;
};
#define sa_handler __handler.__plain
#define sa_sigaction __handler.__informed

#define SA_NOCLDSTOP 0x1
#define SA_NOCLDWAIT 0x2
#define SA_SIGINFO 0x4
#define SA_RESTORER 0x04000000
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000
#define SA_NOMASK SA_NODEFER
#define SA_ONESHOT SA_RESETHAND

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#ifndef MINSIGSTKSZ
#define MINSIGSTKSZ 2048
#endif
#ifndef SIGSTKSZ
#define SIGSTKSZ 8192
#endif

#define SS_ONSTACK 1
#define SS_DISABLE 2

typedef struct sigaltstack {
	void *ss_sp;
	int ss_flags;
	size_t ss_size;
} stack_t;

__BEGIN_DECLS

#if __POSIX_VISIBLE
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int number);
int sigdelset(sigset_t *set, int number);
int sigismember(const sigset_t *set, int number);

int kill(pid_t process, int number);
int sigaction(int number, const struct sigaction *__restrict action,
	      struct sigaction *__restrict old);
int sigprocmask(int how, const sigset_t *__restrict set,
		sigset_t *__restrict old);
int sigpending(sigset_t *set);
int sigsuspend(const sigset_t *mask);
int sigwait(const sigset_t *__restrict set, int *__restrict number);
#endif

#if __POSIX_VISIBLE >= 199309
int sigwaitinfo(const sigset_t *__restrict set, siginfo_t *__restrict info);
int sigtimedwait(const sigset_t *__restrict set, siginfo_t *__restrict info,
		 const struct timespec *__restrict timeout);
int sigqueue(pid_t process, int number, const union sigval value);
#endif

#if __POSIX_VISIBLE >= 199506
int pthread_sigmask(int how, const sigset_t *__restrict set,
		    sigset_t *__restrict old);
int pthread_kill(pthread_t thread, int number);
#endif

#if __BSD_VISIBLE || __XSI_VISIBLE >= 4 || __POSIX_VISIBLE >= 200809
int killpg(pid_t group, int number);
int sigaltstack(const stack_t *__restrict stack, stack_t *__restrict old);
int siginterrupt(int number, int interrupts);
void psiginfo(const siginfo_t *info, const char *text);
#endif

#if __XSI_VISIBLE || __MISC_VISIBLE
#define SIG_HOLD ((_sig_func_ptr)2)
_sig_func_ptr sigset(int number, _sig_func_ptr handler);
int sighold(int number);
int sigrelse(int number);
int sigignore(int number);
int sigpause(int number); /* X/Open's: of a signal, not of a mask */
#endif

#if __GNU_VISIBLE
int sigisemptyset(const sigset_t *set);
int sigandset(sigset_t *to, const sigset_t *a, const sigset_t *b);
int sigorset(sigset_t *to, const sigset_t *a, const sigset_t *b);
int tgkill(pid_t process, pid_t thread, int number);
#endif

#if __MISC_VISIBLE
/* Issue 8; newlib's own */
#define SIG2STR_MAX 17
int sig2str(int number, char *name);
int str2sig(const char *__restrict name, int *__restrict number);
#endif

__END_DECLS

#ifndef _SIGNAL_H_
/* Programs include one of the two as they like, as with glibc. */
#include <signal.h>
#endif
#if __XSI_VISIBLE >= 4 || __POSIX_VISIBLE >= 200809
#include <sys/ucontext.h>
#endif

#endif /* _SYS_SIGNAL_H */
