/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How each call's arguments are written; trace.c and flags.c say what the letters mean. A
 * call that is not here has its arguments in hexadecimal.
 */
#include "../number.h"
#include "line.h"

#define S(name, signature) [SYSCALL_INDEX(SYSCALL_##name)] = (signature)

static const char *const signatures[SYSCALL_INDICES] = {
	S(read, "dru"), S(write, "dwu"), S(open, "sOo"), S(close, "d"),
	S(stat, "sh"), S(fstat, "dh"), S(lstat, "sh"), S(poll, "fud"),
	S(lseek, "dlW"), S(mmap, "xuPMdl=x"), S(mprotect, "xuP"),
	S(munmap, "xu"), S(brk, "x=x"), S(rt_sigaction, "gxxu"),
	S(rt_sigprocmask, "bxxu"), S(rt_sigreturn, ""), S(ioctl, "dIx"),
	S(pread64, "drul"), S(pwrite64, "dwul"), S(readv, "dVu"),
	S(writev, "dvu"), S(access, "so"), S(pipe, "2"), S(select, "dxxxx"),
	S(sched_yield, ""), S(mremap, "xuuxx=x"), S(msync, "xux"),
	S(mincore, "xux"), S(madvise, "xuY"), S(dup, "d"), S(dup2, "dd"),
	S(pause, ""), S(nanosleep, "tx"), S(getitimer, "dx"), S(alarm, "u"),
	S(setitimer, "dxx"), S(getpid, ""), S(sendfile, "ddxu"),
	S(socket, "DSd"), S(connect, "dau"), S(accept, "dAx"),
	S(sendto, "dwuGxu"), S(recvfrom, "druGxx"), S(sendmsg, "dxG"),
	S(recvmsg, "dxG"), S(shutdown, "dd"), S(bind, "dau"), S(listen, "dd"),
	S(getsockname, "dAx"), S(getpeername, "dAx"), S(socketpair, "DSd2"),
	S(setsockopt, "dLdxu"), S(getsockopt, "dLdxx"), S(clone, "xxxxx"),
	S(fork, ""), S(vfork, ""), S(execve, "sxx"), S(exit, "d"),
	S(wait4, "dxxx"), S(kill, "dg"), S(uname, "x"), S(fcntl, "dCx"),
	S(flock, "dx"), S(fsync, "d"), S(fdatasync, "d"), S(truncate, "sl"),
	S(ftruncate, "dl"), S(getcwd, "ru"), S(chdir, "s"), S(fchdir, "d"),
	S(rename, "ss"), S(mkdir, "so"), S(rmdir, "s"), S(creat, "so"),
	S(link, "ss"), S(unlink, "s"), S(symlink, "ss"), S(readlink, "sru"),
	S(chmod, "so"), S(fchmod, "do"), S(chown, "sdd"), S(fchown, "ddd"),
	S(lchown, "sdd"), S(umask, "o=o"), S(gettimeofday, "xx"),
	S(getrlimit, "dx"), S(getrusage, "dx"), S(sysinfo, "x"),
	S(times, "x"), S(getuid, ""), S(getgid, ""), S(setuid, "d"),
	S(setgid, "d"), S(geteuid, ""), S(getegid, ""), S(setpgid, "dd"),
	S(getppid, ""), S(getpgrp, ""), S(setsid, ""), S(getgroups, "dx"),
	S(setgroups, "dx"), S(rt_sigpending, "xu"),
	S(rt_sigtimedwait, "xxtu"), S(rt_sigsuspend, "xu"),
	S(sigaltstack, "xx"), S(mknod, "soo"), S(statfs, "sx"),
	S(fstatfs, "dx"), S(getpriority, "dd"), S(setpriority, "ddd"),
	S(mlock, "xu"), S(munlock, "xu"), S(mlockall, "x"), S(munlockall, ""),
	S(prctl, "dxxxx"), S(arch_prctl, "kx"), S(setrlimit, "dx"),
	S(sync, ""), S(gettid, ""), S(tkill, "dg"), S(time, "x"),
	S(futex, "xFuxxx"), S(sched_setaffinity, "dux"),
	S(sched_getaffinity, "dux"), S(epoll_create, "d"),
	S(getdents64, "dxu"), S(set_tid_address, "x"),
	S(fadvise64, "dlld"), S(timer_create, "cxx"),
	S(timer_settime, "ddxx"), S(timer_gettime, "dx"),
	S(timer_getoverrun, "d"), S(timer_delete, "d"),
	S(clock_settime, "ct"), S(clock_gettime, "cT"),
	S(clock_getres, "cT"), S(clock_nanosleep, "cdtx"),
	S(exit_group, "d"), S(epoll_wait, "dedd"), S(epoll_ctl, "dKdE"),
	S(tgkill, "ddg"), S(utimes, "sx"), S(openat, "@sOo"),
	S(mkdirat, "@so"), S(mknodat, "@soo"), S(fchownat, "@sddN"),
	S(newfstatat, "@shN"), S(unlinkat, "@sN"), S(renameat, "@s@s"),
	S(linkat, "@s@sN"), S(symlinkat, "s@s"), S(readlinkat, "@sru"),
	S(fchmodat, "@so"), S(faccessat, "@so"), S(pselect6, "dxxxtx"),
	S(ppoll, "futxu"), S(set_robust_list, "xu"),
	S(utimensat, "@stN"), S(epoll_pwait, "deddxu"),
	S(timerfd_create, "cX"), S(eventfd, "u"), S(fallocate, "dxll"),
	S(timerfd_settime, "dxxx"), S(timerfd_gettime, "dx"),
	S(accept4, "dAxZ"), S(signalfd4, "dxux"), S(eventfd2, "uX"),
	S(epoll_create1, "X"), S(dup3, "ddX"), S(pipe2, "2X"),
	S(preadv, "dVul-"), S(pwritev, "dvul-"), S(recvmmsg, "dxuGt"),
	S(prlimit64, "ddxx"), S(syncfs, "d"), S(sendmmsg, "dxuG"),
	S(renameat2, "@s@sx"), S(getrandom, "xux"), S(memfd_create, "sx"),
	S(membarrier, "dxd"), S(copy_file_range, "dxdxux"),
	S(preadv2, "dVul-x"), S(pwritev2, "dvul-x"), S(statx, "@sNxx"),
	S(rseq, "xuxx"), S(close_range, "uux"), S(faccessat2, "@soN"),
	S(epoll_pwait2, "dedtxu"), S(fchmodat2, "@soN"),
};

const char *trace_signature(long number)
{
	unsigned int index = syscall_index(number);

	return index < SYSCALL_INDICES ? signatures[index] : NULL;
}
