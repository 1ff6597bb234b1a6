# The tests that are run: their programs, by interface.
POSIXTEST_RUN := fsync/4-1 fsync/5-1 \
	asctime/1-1 clock_getres/1-1 clock_getres/3-1 clock_getres/5-1 clock_getres/6-1 \
	clock_gettime/1-1 clock_gettime/2-1 clock_gettime/3-1 clock_gettime/7-1 clock_gettime/8-1 \
	ctime/1-1 difftime/1-1 gmtime/1-1 gmtime/2-1 localtime/1-1 mktime/1-1 strftime/1-1 strftime/3-1 time/1-1

POSIXTEST_RUN += pthread_attr_destroy/1-1 pthread_attr_destroy/2-1 pthread_attr_destroy/3-1
POSIXTEST_RUN += pthread_attr_getdetachstate/1-1 pthread_attr_getdetachstate/1-2
POSIXTEST_RUN += pthread_attr_getinheritsched/1-1
POSIXTEST_RUN += pthread_attr_getschedparam/1-1
POSIXTEST_RUN += pthread_attr_getschedpolicy/2-1
POSIXTEST_RUN += pthread_attr_getscope/1-1
POSIXTEST_RUN += pthread_attr_getstack/1-1
POSIXTEST_RUN += pthread_attr_getstacksize/1-1
POSIXTEST_RUN += pthread_attr_init/1-1 pthread_attr_init/2-1 pthread_attr_init/3-1 \
	pthread_attr_init/4-1
POSIXTEST_RUN += pthread_attr_setdetachstate/1-1 pthread_attr_setdetachstate/1-2 \
	pthread_attr_setdetachstate/2-1 pthread_attr_setdetachstate/4-1
POSIXTEST_RUN += pthread_attr_setinheritsched/1-1 pthread_attr_setinheritsched/2-1 \
	pthread_attr_setinheritsched/4-1
POSIXTEST_RUN += pthread_attr_setschedparam/1-1 pthread_attr_setschedparam/1-2
POSIXTEST_RUN += pthread_attr_setschedpolicy/1-1 pthread_attr_setschedpolicy/4-1
POSIXTEST_RUN += pthread_attr_setscope/1-1 pthread_attr_setscope/4-1
POSIXTEST_RUN += pthread_attr_setstack/1-1 pthread_attr_setstack/2-1 pthread_attr_setstack/4-1 \
	pthread_attr_setstack/6-1 pthread_attr_setstack/7-1
POSIXTEST_RUN += pthread_attr_setstacksize/1-1 pthread_attr_setstacksize/2-1 \
	pthread_attr_setstacksize/4-1
POSIXTEST_RUN += pthread_barrier_destroy/1-1 pthread_barrier_destroy/2-1
POSIXTEST_RUN += pthread_barrier_init/1-1 pthread_barrier_init/3-1 pthread_barrier_init/4-1
POSIXTEST_RUN += pthread_barrier_wait/1-1 pthread_barrier_wait/2-1 pthread_barrier_wait/3-1 \
	pthread_barrier_wait/3-2
POSIXTEST_RUN += pthread_barrierattr_destroy/1-1
POSIXTEST_RUN += pthread_barrierattr_getpshared/1-1
POSIXTEST_RUN += pthread_barrierattr_init/1-1 pthread_barrierattr_init/2-1
POSIXTEST_RUN += pthread_barrierattr_setpshared/1-1 pthread_barrierattr_setpshared/2-1
POSIXTEST_RUN += pthread_cancel/1-1 pthread_cancel/1-2 pthread_cancel/1-3 pthread_cancel/2-1 \
	pthread_cancel/2-2 pthread_cancel/2-3 pthread_cancel/4-1 pthread_cancel/5-1
POSIXTEST_RUN += pthread_cleanup_pop/1-1 pthread_cleanup_pop/1-2 pthread_cleanup_pop/1-3
POSIXTEST_RUN += pthread_cleanup_push/1-1 pthread_cleanup_push/1-2 pthread_cleanup_push/1-3
POSIXTEST_RUN += pthread_cond_broadcast/1-1 pthread_cond_broadcast/2-1 \
	pthread_cond_broadcast/2-2 pthread_cond_broadcast/4-1
POSIXTEST_RUN += pthread_cond_destroy/1-1 pthread_cond_destroy/3-1
POSIXTEST_RUN += pthread_cond_init/1-1 pthread_cond_init/2-1 pthread_cond_init/3-1
POSIXTEST_RUN += pthread_cond_signal/1-1 pthread_cond_signal/2-1 pthread_cond_signal/2-2 \
	pthread_cond_signal/4-1
POSIXTEST_RUN += pthread_cond_timedwait/1-1 pthread_cond_timedwait/2-1 \
	pthread_cond_timedwait/2-2 pthread_cond_timedwait/2-3 pthread_cond_timedwait/2-6 \
	pthread_cond_timedwait/3-1 pthread_cond_timedwait/4-1
POSIXTEST_RUN += pthread_cond_wait/1-1 pthread_cond_wait/2-1 pthread_cond_wait/2-3 \
	pthread_cond_wait/3-1
POSIXTEST_RUN += pthread_condattr_destroy/1-1 pthread_condattr_destroy/2-1 \
	pthread_condattr_destroy/3-1 pthread_condattr_destroy/4-1
POSIXTEST_RUN += pthread_condattr_getclock/1-1 pthread_condattr_getclock/1-2
POSIXTEST_RUN += pthread_condattr_getpshared/1-1 pthread_condattr_getpshared/1-2 \
	pthread_condattr_getpshared/2-1
POSIXTEST_RUN += pthread_condattr_init/1-1 pthread_condattr_init/3-1
POSIXTEST_RUN += pthread_condattr_setclock/1-1 pthread_condattr_setclock/1-2 \
	pthread_condattr_setclock/2-1
POSIXTEST_RUN += pthread_condattr_setpshared/1-1 pthread_condattr_setpshared/1-2 \
	pthread_condattr_setpshared/2-1
POSIXTEST_RUN += pthread_create/1-1 pthread_create/1-2 pthread_create/1-3 pthread_create/1-4 \
	pthread_create/1-6 pthread_create/2-1 pthread_create/3-1 pthread_create/4-1 \
	pthread_create/5-1 pthread_create/5-2 pthread_create/8-1 pthread_create/8-2 \
	pthread_create/12-1 pthread_create/15-1
POSIXTEST_RUN += pthread_detach/1-1 pthread_detach/1-2 pthread_detach/2-1 pthread_detach/2-2 \
	pthread_detach/3-1 pthread_detach/4-1 pthread_detach/4-2
POSIXTEST_RUN += pthread_equal/1-1 pthread_equal/1-2
POSIXTEST_RUN += pthread_exit/1-1 pthread_exit/1-2 pthread_exit/2-1 pthread_exit/2-2 \
	pthread_exit/3-1 pthread_exit/3-2 pthread_exit/4-1 pthread_exit/5-1 pthread_exit/6-2
POSIXTEST_RUN += pthread_getschedparam/1-1
POSIXTEST_RUN += pthread_getspecific/1-1 pthread_getspecific/3-1
POSIXTEST_RUN += pthread_join/1-1 pthread_join/1-2 pthread_join/2-1 pthread_join/3-1 \
	pthread_join/4-1 pthread_join/5-1 pthread_join/6-2
POSIXTEST_RUN += pthread_key_create/1-1 pthread_key_create/1-2 pthread_key_create/2-1 \
	pthread_key_create/3-1
POSIXTEST_RUN += pthread_key_delete/1-1 pthread_key_delete/1-2 pthread_key_delete/2-1
POSIXTEST_RUN += pthread_kill/1-1 pthread_kill/1-2 pthread_kill/2-1 pthread_kill/3-1 \
	pthread_kill/6-1 pthread_kill/7-1
POSIXTEST_RUN += pthread_mutex_destroy/1-1 pthread_mutex_destroy/2-1 pthread_mutex_destroy/2-2 \
	pthread_mutex_destroy/3-1 pthread_mutex_destroy/5-1 pthread_mutex_destroy/5-2
POSIXTEST_RUN += pthread_mutex_init/1-1 pthread_mutex_init/1-2 pthread_mutex_init/2-1 \
	pthread_mutex_init/3-1 pthread_mutex_init/3-2 pthread_mutex_init/4-1
POSIXTEST_RUN += pthread_mutex_lock/1-1 pthread_mutex_lock/2-1 pthread_mutex_lock/4-1 \
	pthread_mutex_lock/5-1
POSIXTEST_RUN += pthread_mutex_timedlock/1-1 pthread_mutex_timedlock/2-1 \
	pthread_mutex_timedlock/4-1 pthread_mutex_timedlock/5-1 pthread_mutex_timedlock/5-2 \
	pthread_mutex_timedlock/5-3
POSIXTEST_RUN += pthread_mutex_trylock/1-1 pthread_mutex_trylock/3-1 pthread_mutex_trylock/4-1
POSIXTEST_RUN += pthread_mutex_unlock/1-1 pthread_mutex_unlock/2-1 pthread_mutex_unlock/3-1 \
	pthread_mutex_unlock/5-1 pthread_mutex_unlock/5-2
POSIXTEST_RUN += pthread_mutexattr_destroy/1-1 pthread_mutexattr_destroy/2-1 \
	pthread_mutexattr_destroy/3-1 pthread_mutexattr_destroy/4-1
POSIXTEST_RUN += pthread_mutexattr_getprotocol/1-1
POSIXTEST_RUN += pthread_mutexattr_getpshared/1-1 pthread_mutexattr_getpshared/1-2 \
	pthread_mutexattr_getpshared/1-3 pthread_mutexattr_getpshared/3-1
POSIXTEST_RUN += pthread_mutexattr_gettype/1-1 pthread_mutexattr_gettype/1-2 \
	pthread_mutexattr_gettype/1-3 pthread_mutexattr_gettype/1-4 \
	pthread_mutexattr_gettype/1-5
POSIXTEST_RUN += pthread_mutexattr_init/1-1 pthread_mutexattr_init/3-1
POSIXTEST_RUN += pthread_mutexattr_setprotocol/3-1 pthread_mutexattr_setprotocol/3-2
POSIXTEST_RUN += pthread_mutexattr_setpshared/1-1 pthread_mutexattr_setpshared/1-2 \
	pthread_mutexattr_setpshared/2-1 pthread_mutexattr_setpshared/2-2 \
	pthread_mutexattr_setpshared/3-1 pthread_mutexattr_setpshared/3-2
POSIXTEST_RUN += pthread_mutexattr_settype/1-1 pthread_mutexattr_settype/2-1 \
	pthread_mutexattr_settype/3-1 pthread_mutexattr_settype/3-2 \
	pthread_mutexattr_settype/3-3 pthread_mutexattr_settype/3-4 \
	pthread_mutexattr_settype/7-1
POSIXTEST_RUN += pthread_once/1-1 pthread_once/1-2 pthread_once/1-3 pthread_once/2-1 \
	pthread_once/3-1
POSIXTEST_RUN += pthread_rwlock_destroy/1-1 pthread_rwlock_destroy/3-1
POSIXTEST_RUN += pthread_rwlock_init/1-1 pthread_rwlock_init/2-1 pthread_rwlock_init/3-1 \
	pthread_rwlock_init/6-1
POSIXTEST_RUN += pthread_rwlock_rdlock/1-1 pthread_rwlock_rdlock/4-1 pthread_rwlock_rdlock/5-1
POSIXTEST_RUN += pthread_rwlock_timedrdlock/1-1 pthread_rwlock_timedrdlock/2-1 \
	pthread_rwlock_timedrdlock/3-1 pthread_rwlock_timedrdlock/5-1 \
	pthread_rwlock_timedrdlock/6-1 pthread_rwlock_timedrdlock/6-2
POSIXTEST_RUN += pthread_rwlock_timedwrlock/1-1 pthread_rwlock_timedwrlock/2-1 \
	pthread_rwlock_timedwrlock/3-1 pthread_rwlock_timedwrlock/5-1 \
	pthread_rwlock_timedwrlock/6-1 pthread_rwlock_timedwrlock/6-2
POSIXTEST_RUN += pthread_rwlock_tryrdlock/1-1
POSIXTEST_RUN += pthread_rwlock_trywrlock/1-1
POSIXTEST_RUN += pthread_rwlock_unlock/1-1 pthread_rwlock_unlock/2-1 pthread_rwlock_unlock/4-1 \
	pthread_rwlock_unlock/4-2
POSIXTEST_RUN += pthread_rwlock_wrlock/1-1 pthread_rwlock_wrlock/2-1 pthread_rwlock_wrlock/3-1
POSIXTEST_RUN += pthread_rwlockattr_destroy/1-1 pthread_rwlockattr_destroy/2-1
POSIXTEST_RUN += pthread_rwlockattr_getpshared/1-1 pthread_rwlockattr_getpshared/4-1
POSIXTEST_RUN += pthread_rwlockattr_init/1-1 pthread_rwlockattr_init/2-1
POSIXTEST_RUN += pthread_rwlockattr_setpshared/1-1
POSIXTEST_RUN += pthread_self/1-1
POSIXTEST_RUN += pthread_setcancelstate/1-1 pthread_setcancelstate/1-2 \
	pthread_setcancelstate/2-1 pthread_setcancelstate/3-1
POSIXTEST_RUN += pthread_setcanceltype/1-1 pthread_setcanceltype/1-2 pthread_setcanceltype/2-1
POSIXTEST_RUN += pthread_setspecific/1-1 pthread_setspecific/1-2
POSIXTEST_RUN += pthread_sigmask/4-1 pthread_sigmask/5-1 pthread_sigmask/6-1 pthread_sigmask/7-1 \
	pthread_sigmask/8-1 pthread_sigmask/8-2 pthread_sigmask/8-3 pthread_sigmask/9-1 \
	pthread_sigmask/10-1 pthread_sigmask/12-1 pthread_sigmask/14-1 pthread_sigmask/15-1 \
	pthread_sigmask/16-1
POSIXTEST_RUN += pthread_spin_destroy/1-1 pthread_spin_destroy/3-1
POSIXTEST_RUN += pthread_spin_init/1-1 pthread_spin_init/4-1
POSIXTEST_RUN += pthread_spin_lock/1-1 pthread_spin_lock/1-2 pthread_spin_lock/3-1 \
	pthread_spin_lock/3-2
POSIXTEST_RUN += pthread_spin_trylock/1-1 pthread_spin_trylock/4-1
POSIXTEST_RUN += pthread_spin_unlock/1-1 pthread_spin_unlock/1-2 pthread_spin_unlock/3-1
POSIXTEST_RUN += pthread_testcancel/1-1 pthread_testcancel/2-1
POSIXTEST_RUN += sched_get_priority_max/1-1 sched_get_priority_max/1-2 \
	sched_get_priority_max/1-4 sched_get_priority_max/2-1
POSIXTEST_RUN += sched_get_priority_min/1-1 sched_get_priority_min/1-2 \
	sched_get_priority_min/1-4 sched_get_priority_min/2-1
POSIXTEST_RUN += sched_getparam/1-1 sched_getparam/2-1 sched_getparam/3-1
POSIXTEST_RUN += sched_getscheduler/1-1 sched_getscheduler/3-1 sched_getscheduler/4-1
POSIXTEST_RUN += sched_rr_get_interval/1-1 sched_rr_get_interval/2-1
POSIXTEST_RUN += sched_setparam/5-1 sched_setparam/22-1 sched_setparam/23-1 sched_setparam/25-1
POSIXTEST_RUN += sched_setscheduler/17-1 sched_setscheduler/17-5 sched_setscheduler/19-1 \
	sched_setscheduler/19-5
POSIXTEST_RUN += sched_yield/2-1
POSIXTEST_RUN += sem_close/1-1 sem_close/2-1 sem_close/3-1 sem_close/3-2
POSIXTEST_RUN += sem_destroy/4-1
POSIXTEST_RUN += sem_getvalue/1-1 sem_getvalue/2-1 sem_getvalue/2-2 sem_getvalue/4-1 \
	sem_getvalue/5-1
POSIXTEST_RUN += sem_init/1-1 sem_init/2-1 sem_init/2-2 sem_init/5-1 sem_init/5-2 sem_init/6-1
POSIXTEST_RUN += sem_open/1-1 sem_open/1-2 sem_open/1-3 sem_open/1-4 sem_open/2-1 sem_open/2-2 \
	sem_open/4-1 sem_open/5-1 sem_open/6-1 sem_open/10-1 sem_open/15-1
POSIXTEST_RUN += sem_post/1-1 sem_post/1-2 sem_post/2-1 sem_post/4-1 sem_post/5-1 sem_post/6-1
POSIXTEST_RUN += sem_timedwait/1-1 sem_timedwait/2-2 sem_timedwait/3-1 sem_timedwait/4-1 \
	sem_timedwait/6-1 sem_timedwait/6-2 sem_timedwait/7-1 sem_timedwait/10-1 \
	sem_timedwait/11-1
POSIXTEST_RUN += sem_unlink/1-1 sem_unlink/2-1 sem_unlink/4-1 sem_unlink/4-2 sem_unlink/5-1 \
	sem_unlink/6-1 sem_unlink/7-1 sem_unlink/9-1
POSIXTEST_RUN += sem_wait/1-1 sem_wait/1-2 sem_wait/3-1 sem_wait/5-1 sem_wait/11-1 sem_wait/12-1 \
	sem_wait/13-1

# Signals and timers, which end by themselves
POSIXTEST_RUN += clock_nanosleep/1-1 clock_nanosleep/11-1 clock_nanosleep/13-1 \
	clock_nanosleep/2-1 clock_nanosleep/3-1
POSIXTEST_RUN += kill/1-1 kill/2-1
POSIXTEST_RUN += killpg/1-1 killpg/2-1 killpg/4-1 killpg/5-1 killpg/6-1 killpg/8-1
POSIXTEST_RUN += nanosleep/1-1 nanosleep/2-1 nanosleep/5-1 nanosleep/6-1
POSIXTEST_RUN += raise/1-1 raise/10000-1 raise/2-1 raise/4-1 raise/6-1 raise/7-1
POSIXTEST_RUN += sigaction/1-1 sigaction/1-2 sigaction/1-3 sigaction/1-4 sigaction/12-1 \
	sigaction/12-27 sigaction/13-1 sigaction/16-1 sigaction/18-1 sigaction/19-1 sigaction/2-1 \
	sigaction/23-1 sigaction/28-1 sigaction/29-1 sigaction/3-1 sigaction/30-1 sigaction/6-1 \
	sigaction/8-1
POSIXTEST_RUN += sigaddset/1-3 sigaddset/2-1
POSIXTEST_RUN += sigaltstack/1-1 sigaltstack/10-1 sigaltstack/11-1 sigaltstack/12-1 \
	sigaltstack/2-1 sigaltstack/3-1 sigaltstack/5-1 sigaltstack/6-1 sigaltstack/7-1 sigaltstack/8-1 \
	sigaltstack/9-buildonly
POSIXTEST_RUN += sigdelset/1-3 sigdelset/1-4 sigdelset/2-1
POSIXTEST_RUN += sigemptyset/1-1 sigemptyset/2-1
POSIXTEST_RUN += sigfillset/1-1 sigfillset/2-1
POSIXTEST_RUN += sighold/1-1 sighold/2-1
POSIXTEST_RUN += sigignore/1-1 sigignore/4-1 sigignore/6-1 sigignore/6-2
POSIXTEST_RUN += sigismember/3-1 sigismember/4-1
POSIXTEST_RUN += signal/1-1 signal/2-1 signal/3-1 signal/5-1 signal/6-1 signal/7-1
POSIXTEST_RUN += sigpause/1-1 sigpause/1-2 sigpause/2-1 sigpause/3-1 sigpause/4-1
POSIXTEST_RUN += sigpending/1-1 sigpending/1-2 sigpending/1-3 sigpending/2-1
POSIXTEST_RUN += sigprocmask/10-1 sigprocmask/12-1 sigprocmask/15-1 sigprocmask/4-1 \
	sigprocmask/5-1 sigprocmask/6-1 sigprocmask/7-1 sigprocmask/8-1 sigprocmask/8-2 sigprocmask/8-3 \
	sigprocmask/9-1
POSIXTEST_RUN += sigqueue/10-1 sigqueue/11-1 sigqueue/2-1 sigqueue/2-2 sigqueue/4-1 sigqueue/5-1 \
	sigqueue/6-1 sigqueue/7-1 sigqueue/8-1 sigqueue/9-1
POSIXTEST_RUN += sigrelse/1-1 sigrelse/2-1
POSIXTEST_RUN += sigset/1-1 sigset/10-1 sigset/2-1 sigset/3-1 sigset/4-1 sigset/5-1 sigset/9-1
POSIXTEST_RUN += sigtimedwait/1-1 sigtimedwait/2-1 sigtimedwait/4-1 sigtimedwait/5-1 \
	sigtimedwait/6-1
POSIXTEST_RUN += sigwait/1-1 sigwait/2-1 sigwait/3-1 sigwait/4-1 sigwait/6-1 sigwait/6-2 \
	sigwait/7-1 sigwait/8-1
POSIXTEST_RUN += sigwaitinfo/1-1 sigwaitinfo/2-1 sigwaitinfo/5-1 sigwaitinfo/7-1 sigwaitinfo/8-1 \
	sigwaitinfo/9-1
POSIXTEST_RUN += timer_create/1-1 timer_create/16-1 timer_create/3-1 timer_create/7-1
POSIXTEST_RUN += timer_delete/1-1 timer_delete/1-2
POSIXTEST_RUN += timer_getoverrun/1-1 timer_getoverrun/2-1 timer_getoverrun/2-2 \
	timer_getoverrun/2-3
POSIXTEST_RUN += timer_gettime/1-1 timer_gettime/1-2 timer_gettime/1-3 timer_gettime/1-4 \
	timer_gettime/2-1 timer_gettime/2-2 timer_gettime/3-1
POSIXTEST_RUN += timer_settime/1-1 timer_settime/1-2 timer_settime/13-1 timer_settime/2-1 \
	timer_settime/3-1 timer_settime/3-2 timer_settime/3-3 timer_settime/5-1 timer_settime/5-2 \
	timer_settime/5-3 timer_settime/6-1 timer_settime/8-1 timer_settime/8-2 timer_settime/8-3 \
	timer_settime/8-4 timer_settime/9-1 timer_settime/9-2

# Threads that compute until another changes a variable
POSIXTEST_RUN += pthread_atfork/3-3 pthread_cancel/5-2 pthread_cond_broadcast/4-2 \
	pthread_cond_init/4-2 pthread_cond_signal/4-2 pthread_cond_timedwait/2-5 \
	pthread_cond_timedwait/4-3 pthread_cond_wait/4-1 pthread_create/14-1 pthread_detach/4-3 \
	pthread_equal/2-1 pthread_getschedparam/4-1 pthread_join/6-3 pthread_kill/8-1 \
	pthread_mutex_init/5-3 pthread_mutex_lock/3-1 pthread_mutex_trylock/4-3 pthread_once/6-1 \
	pthread_setschedparam/5-1 pthread_sigmask/18-1

# Memory, and more of what is above
POSIXTEST_RUN += clock/1-1 clock/2-1
POSIXTEST_RUN += clock_getres/6-2
POSIXTEST_RUN += clock_gettime/1-2 clock_gettime/8-2
POSIXTEST_RUN += clock_settime/6-1 clock_settime/17-1 clock_settime/17-2 clock_settime/19-1
POSIXTEST_RUN += fsync/7-1
POSIXTEST_RUN += getpid/1-1
POSIXTEST_RUN += mlock/5-1 mlock/10-1
POSIXTEST_RUN += mmap/6-5 mmap/6-6 mmap/7-2 mmap/9-1 mmap/11-1 mmap/19-1
POSIXTEST_RUN += munlock/7-1 munlock/11-1
POSIXTEST_RUN += munmap/4-1 munmap/8-1
POSIXTEST_RUN += nanosleep/10000-1
POSIXTEST_RUN += pthread_cond_broadcast/1-2 pthread_cond_broadcast/2-3
POSIXTEST_RUN += pthread_cond_destroy/2-1
POSIXTEST_RUN += pthread_cond_signal/1-2
POSIXTEST_RUN += pthread_cond_timedwait/2-4 pthread_cond_timedwait/2-7 \
	pthread_cond_timedwait/4-2
POSIXTEST_RUN += pthread_cond_wait/2-2
POSIXTEST_RUN += pthread_create/3-2
POSIXTEST_RUN += pthread_mutex_trylock/1-2 pthread_mutex_trylock/2-1 \
	pthread_mutex_trylock/4-2
POSIXTEST_RUN += sigaction/2-2 sigaction/2-3 sigaction/2-4 sigaction/3-2 sigaction/3-3 \
	sigaction/3-4 sigaction/6-2 sigaction/6-3 sigaction/6-4 sigaction/8-2 sigaction/8-3 \
	sigaction/8-4 sigaction/12-2 sigaction/12-3 sigaction/12-4 sigaction/12-5 sigaction/12-6 \
	sigaction/12-7 sigaction/12-8 sigaction/12-9 sigaction/12-10 sigaction/12-11 sigaction/12-12 \
	sigaction/12-13 sigaction/12-14 sigaction/12-15 sigaction/12-16 sigaction/12-17 \
	sigaction/12-18 sigaction/12-19 sigaction/12-20 sigaction/12-21 sigaction/12-22 \
	sigaction/12-23 sigaction/12-24 sigaction/12-25 sigaction/12-26 sigaction/12-28 \
	sigaction/12-29 sigaction/12-30 sigaction/12-31 sigaction/12-32 sigaction/12-33 \
	sigaction/12-34 sigaction/12-35 sigaction/12-36 sigaction/12-37 sigaction/12-38 \
	sigaction/12-39 sigaction/12-40 sigaction/12-41 sigaction/12-42 sigaction/12-43 \
	sigaction/12-44 sigaction/12-45 sigaction/12-46 sigaction/12-47 sigaction/12-48 \
	sigaction/12-49 sigaction/12-50 sigaction/12-51 sigaction/12-52 sigaction/13-2 \
	sigaction/13-3 sigaction/13-4 sigaction/16-2 sigaction/16-3 sigaction/16-4 \
	sigaction/18-2 sigaction/18-3 sigaction/18-4 sigaction/19-2 sigaction/19-3 sigaction/19-4 \
	sigaction/23-2 sigaction/23-3 sigaction/23-4 sigaction/28-2 sigaction/28-3 \
	sigaction/28-4

# Clocks of CPU time
POSIXTEST_RUN += clock_getcpuclockid/1-1 clock_getres/7-1 clock_getres/8-1 clock_gettime/4-1 \
	pthread_condattr_setclock/1-3 pthread_create/11-1 pthread_getcpuclockid/1-1

# Errors, and locks of memory
POSIXTEST_RUN += clock_settime/20-1 mlock/8-1 mlockall/8-1 mlockall/13-1 mlockall/13-2 \
	mmap/6-4 mmap/23-1 munlock/10-1

POSIXTEST_COMPILED := errno_h/1-1 errno_h/2-1 unistd_h/1-1 unistd_h/2-1
