/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which library brings which calls, for what is said of one that an image has not got. A
 * test keeps it what the sources say.
 */
#ifndef SYSCALL_LIBRARIES_H
#define SYSCALL_LIBRARIES_H

#define BRINGS_access LIBFSCALLS
#define BRINGS_chdir LIBFSCALLS
#define BRINGS_chmod LIBFSCALLS
#define BRINGS_chown LIBFSCALLS
#define BRINGS_copy_file_range LIBFSCALLS
#define BRINGS_creat LIBFSCALLS
#define BRINGS_faccessat LIBFSCALLS
#define BRINGS_faccessat2 LIBFSCALLS
#define BRINGS_fadvise64 LIBFSCALLS
#define BRINGS_fallocate LIBFSCALLS
#define BRINGS_fchdir LIBFSCALLS
#define BRINGS_fchmod LIBFSCALLS
#define BRINGS_fchmodat LIBFSCALLS
#define BRINGS_fchmodat2 LIBFSCALLS
#define BRINGS_fchown LIBFSCALLS
#define BRINGS_fchownat LIBFSCALLS
#define BRINGS_fdatasync LIBFSCALLS
#define BRINGS_flock LIBFSCALLS
#define BRINGS_fstatfs LIBFSCALLS
#define BRINGS_fsync LIBFSCALLS
#define BRINGS_ftruncate LIBFSCALLS
#define BRINGS_futimesat LIBFSCALLS
#define BRINGS_getcwd LIBFSCALLS
#define BRINGS_getdents64 LIBFSCALLS
#define BRINGS_lchown LIBFSCALLS
#define BRINGS_link LIBFSCALLS
#define BRINGS_linkat LIBFSCALLS
#define BRINGS_lstat LIBFSCALLS
#define BRINGS_mkdir LIBFSCALLS
#define BRINGS_mkdirat LIBFSCALLS
#define BRINGS_mknod LIBFSCALLS
#define BRINGS_mknodat LIBFSCALLS
#define BRINGS_newfstatat LIBFSCALLS
#define BRINGS_open LIBFSCALLS
#define BRINGS_openat LIBFSCALLS
#define BRINGS_readahead LIBFSCALLS
#define BRINGS_readlink LIBFSCALLS
#define BRINGS_readlinkat LIBFSCALLS
#define BRINGS_rename LIBFSCALLS
#define BRINGS_renameat LIBFSCALLS
#define BRINGS_renameat2 LIBFSCALLS
#define BRINGS_rmdir LIBFSCALLS
#define BRINGS_sendfile LIBFSCALLS
#define BRINGS_stat LIBFSCALLS
#define BRINGS_statfs LIBFSCALLS
#define BRINGS_statx LIBFSCALLS
#define BRINGS_symlink LIBFSCALLS
#define BRINGS_symlinkat LIBFSCALLS
#define BRINGS_sync LIBFSCALLS
#define BRINGS_sync_file_range LIBFSCALLS
#define BRINGS_syncfs LIBFSCALLS
#define BRINGS_truncate LIBFSCALLS
#define BRINGS_umask LIBFSCALLS
#define BRINGS_unlink LIBFSCALLS
#define BRINGS_unlinkat LIBFSCALLS
#define BRINGS_utime LIBFSCALLS
#define BRINGS_utimensat LIBFSCALLS
#define BRINGS_utimes LIBFSCALLS

#define BRINGS_epoll_create LIBPOLL
#define BRINGS_epoll_create1 LIBPOLL
#define BRINGS_epoll_ctl LIBPOLL
#define BRINGS_epoll_pwait LIBPOLL
#define BRINGS_epoll_pwait2 LIBPOLL
#define BRINGS_epoll_wait LIBPOLL
#define BRINGS_eventfd LIBPOLL
#define BRINGS_eventfd2 LIBPOLL
#define BRINGS_poll LIBPOLL
#define BRINGS_ppoll LIBPOLL
#define BRINGS_pselect6 LIBPOLL
#define BRINGS_select LIBPOLL

#define BRINGS_pipe LIBPIPE
#define BRINGS_pipe2 LIBPIPE

#define BRINGS_mincore LIBPOSIXMMAP
#define BRINGS_mlock LIBPOSIXMMAP
#define BRINGS_mlock2 LIBPOSIXMMAP
#define BRINGS_mlockall LIBPOSIXMMAP
#define BRINGS_mremap LIBPOSIXMMAP
#define BRINGS_msync LIBPOSIXMMAP
#define BRINGS_munlock LIBPOSIXMMAP
#define BRINGS_munlockall LIBPOSIXMMAP

#define BRINGS_accept LIBINETSOCKET
#define BRINGS_accept4 LIBINETSOCKET
#define BRINGS_bind LIBINETSOCKET
#define BRINGS_connect LIBINETSOCKET
#define BRINGS_getpeername LIBINETSOCKET
#define BRINGS_getsockname LIBINETSOCKET
#define BRINGS_getsockopt LIBINETSOCKET
#define BRINGS_listen LIBINETSOCKET
#define BRINGS_recvfrom LIBINETSOCKET
#define BRINGS_recvmmsg LIBINETSOCKET
#define BRINGS_recvmsg LIBINETSOCKET
#define BRINGS_sendmmsg LIBINETSOCKET
#define BRINGS_sendmsg LIBINETSOCKET
#define BRINGS_sendto LIBINETSOCKET
#define BRINGS_setsockopt LIBINETSOCKET
#define BRINGS_shutdown LIBINETSOCKET
#define BRINGS_socket LIBINETSOCKET

#define BRINGS_socketpair LIBUNIXSOCKET

#define BRINGS_getrandom LIBUKRNG

#define BRINGS_kill LIBPOSIXSIGNAL
#define BRINGS_pause LIBPOSIXSIGNAL
#define BRINGS_rt_sigaction LIBPOSIXSIGNAL
#define BRINGS_rt_sigpending LIBPOSIXSIGNAL
#define BRINGS_rt_sigqueueinfo LIBPOSIXSIGNAL
#define BRINGS_rt_sigsuspend LIBPOSIXSIGNAL
#define BRINGS_rt_sigtimedwait LIBPOSIXSIGNAL
#define BRINGS_rt_tgsigqueueinfo LIBPOSIXSIGNAL
#define BRINGS_sigaltstack LIBPOSIXSIGNAL
#define BRINGS_signalfd LIBPOSIXSIGNAL
#define BRINGS_signalfd4 LIBPOSIXSIGNAL
#define BRINGS_tgkill LIBPOSIXSIGNAL
#define BRINGS_tkill LIBPOSIXSIGNAL

#define BRINGS_alarm LIBPOSIXTIMER
#define BRINGS_getitimer LIBPOSIXTIMER
#define BRINGS_setitimer LIBPOSIXTIMER
#define BRINGS_timer_create LIBPOSIXTIMER
#define BRINGS_timer_delete LIBPOSIXTIMER
#define BRINGS_timer_getoverrun LIBPOSIXTIMER
#define BRINGS_timer_gettime LIBPOSIXTIMER
#define BRINGS_timer_settime LIBPOSIXTIMER
#define BRINGS_timerfd_create LIBPOSIXTIMER
#define BRINGS_timerfd_gettime LIBPOSIXTIMER
#define BRINGS_timerfd_settime LIBPOSIXTIMER

#define BRINGS_get_robust_list LIBUKSCHED
#define BRINGS_set_robust_list LIBUKSCHED

#define BRINGS_clone LIBPOSIXPROCESS
#define BRINGS_clone3 LIBPOSIXPROCESS
#define BRINGS_execve LIBPOSIXPROCESS
#define BRINGS_execveat LIBPOSIXPROCESS
#define BRINGS_fork LIBPOSIXPROCESS
#define BRINGS_getrlimit LIBPOSIXPROCESS
#define BRINGS_prctl LIBPOSIXPROCESS
#define BRINGS_prlimit64 LIBPOSIXPROCESS
#define BRINGS_setrlimit LIBPOSIXPROCESS
#define BRINGS_sysinfo LIBPOSIXPROCESS
#define BRINGS_vfork LIBPOSIXPROCESS

#endif /* SYSCALL_LIBRARIES_H */
