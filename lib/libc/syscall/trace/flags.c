/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Arguments that are numbers with names, each kind under its letter of a signature.
 */
#include "line.h"

#define END { 0, NULL }

/* asm-generic/fcntl.h; those of several bits come before their parts. */
static const struct name open_flags[] = {
	{ 01, "O_WRONLY" },	  { 02, "O_RDWR" },
	{ 0100, "O_CREAT" },	  { 0200, "O_EXCL" },
	{ 0400, "O_NOCTTY" },	  { 01000, "O_TRUNC" },
	{ 02000, "O_APPEND" },	  { 04000, "O_NONBLOCK" },
	{ 04010000, "O_SYNC" },	  { 010000, "O_DSYNC" },
	{ 020000, "O_ASYNC" },	  { 040000, "O_DIRECT" },
	{ 0100000, "O_LARGEFILE" }, { 020200000, "O_TMPFILE" },
	{ 0200000, "O_DIRECTORY" }, { 0400000, "O_NOFOLLOW" },
	{ 01000000, "O_NOATIME" }, { 02000000, "O_CLOEXEC" },
	{ 010000000, "O_PATH" },  END,
};

/* linux/fcntl.h */
static const struct name at_flags[] = {
	{ 0x100, "AT_SYMLINK_NOFOLLOW" },
	{ 0x200, "AT_REMOVEDIR" }, /* or AT_EACCESS */
	{ 0x400, "AT_SYMLINK_FOLLOW" },
	{ 0x800, "AT_NO_AUTOMOUNT" },
	{ 0x1000, "AT_EMPTY_PATH" },
	END,
};

/* asm-generic/mman-common.h, asm-generic/mman.h */
static const struct name protections[] = {
	{ 1, "PROT_READ" }, { 2, "PROT_WRITE" }, { 4, "PROT_EXEC" }, END,
};

static const struct name mapping_flags[] = {
	{ 1, "MAP_SHARED" },
	{ 2, "MAP_PRIVATE" },
	{ 0x10, "MAP_FIXED" },
	{ 0x20, "MAP_ANONYMOUS" },
	{ 0x100, "MAP_GROWSDOWN" },
	{ 0x2000, "MAP_LOCKED" },
	{ 0x4000, "MAP_NORESERVE" },
	{ 0x8000, "MAP_POPULATE" },
	{ 0x20000, "MAP_STACK" },
	{ 0x40000, "MAP_HUGETLB" },
	{ 0x100000, "MAP_FIXED_NOREPLACE" },
	END,
};

static const struct name advices[] = {
	{ 0, "MADV_NORMAL" },	 { 1, "MADV_RANDOM" },
	{ 2, "MADV_SEQUENTIAL" }, { 3, "MADV_WILLNEED" },
	{ 4, "MADV_DONTNEED" },	 { 8, "MADV_FREE" },
	{ 14, "MADV_HUGEPAGE" }, { 15, "MADV_NOHUGEPAGE" },
	END,
};

/* linux/fcntl.h, asm-generic/fcntl.h */
static const struct name commands[] = {
	{ 0, "F_DUPFD" },	   { 1, "F_GETFD" },
	{ 2, "F_SETFD" },	   { 3, "F_GETFL" },
	{ 4, "F_SETFL" },	   { 5, "F_GETLK" },
	{ 6, "F_SETLK" },	   { 7, "F_SETLKW" },
	{ 8, "F_SETOWN" },	   { 9, "F_GETOWN" },
	{ 36, "F_OFD_GETLK" },	   { 37, "F_OFD_SETLK" },
	{ 38, "F_OFD_SETLKW" },	   { 1030, "F_DUPFD_CLOEXEC" },
	{ 1031, "F_SETPIPE_SZ" },  { 1032, "F_GETPIPE_SZ" },
	END,
};

static const struct name whences[] = {
	{ 0, "SEEK_SET" },  { 1, "SEEK_CUR" },	{ 2, "SEEK_END" },
	{ 3, "SEEK_DATA" }, { 4, "SEEK_HOLE" }, END,
};

/* asm-generic/ioctls.h */
static const struct name requests[] = {
	{ 0x5401, "TCGETS" },  { 0x5402, "TCSETS" },   { 0x5403, "TCSETSW" },
	{ 0x5404, "TCSETSF" }, { 0x5413, "TIOCGWINSZ" }, { 0x541b, "FIONREAD" },
	{ 0x5421, "FIONBIO" }, { 0x5451, "FIOCLEX" },  END,
};

/* linux/socket.h, linux/net.h */
static const struct name domains[] = {
	{ 0, "AF_UNSPEC" },    { 1, "AF_UNIX" },    { 2, "AF_INET" },
	{ 10, "AF_INET6" },    { 16, "AF_NETLINK" }, { 17, "AF_PACKET" },
	END,
};

static const struct name socket_types[] = {
	{ 1, "SOCK_STREAM" }, { 2, "SOCK_DGRAM" }, { 3, "SOCK_RAW" },
	{ 5, "SOCK_SEQPACKET" }, END,
};

static const struct name socket_flags[] = {
	{ 04000, "SOCK_NONBLOCK" }, { 02000000, "SOCK_CLOEXEC" }, END,
};

static const struct name message_flags[] = {
	{ 0x1, "MSG_OOB" },	    { 0x2, "MSG_PEEK" },
	{ 0x8, "MSG_CTRUNC" },	    { 0x20, "MSG_TRUNC" },
	{ 0x40, "MSG_DONTWAIT" },   { 0x80, "MSG_EOR" },
	{ 0x100, "MSG_WAITALL" },   { 0x2000, "MSG_ERRQUEUE" },
	{ 0x4000, "MSG_NOSIGNAL" }, { 0x8000, "MSG_MORE" },
	{ 0x10000, "MSG_WAITFORONE" }, { 0x40000000, "MSG_CMSG_CLOEXEC" },
	END,
};

static const struct name levels[] = {
	{ 0, "IPPROTO_IP" }, { 1, "SOL_SOCKET" }, { 6, "IPPROTO_TCP" },
	{ 17, "IPPROTO_UDP" }, { 41, "IPPROTO_IPV6" }, END,
};

static const struct name epoll_operations[] = {
	{ 1, "EPOLL_CTL_ADD" }, { 2, "EPOLL_CTL_DEL" }, { 3, "EPOLL_CTL_MOD" },
	END,
};

/* linux/futex.h */
#define FUTEX_PRIVATE_FLAG 128
#define FUTEX_CLOCK_REALTIME 256

static const struct name futex_operations[] = {
	{ 0, "FUTEX_WAIT" },	  { 1, "FUTEX_WAKE" },
	{ 3, "FUTEX_REQUEUE" },	  { 4, "FUTEX_CMP_REQUEUE" },
	{ 5, "FUTEX_WAKE_OP" },	  { 6, "FUTEX_LOCK_PI" },
	{ 7, "FUTEX_UNLOCK_PI" }, { 8, "FUTEX_TRYLOCK_PI" },
	{ 9, "FUTEX_WAIT_BITSET" }, { 10, "FUTEX_WAKE_BITSET" },
	END,
};

static const struct name futex_flags[] = {
	{ FUTEX_PRIVATE_FLAG, "FUTEX_PRIVATE" },
	{ FUTEX_CLOCK_REALTIME, "FUTEX_CLOCK_REALTIME" },
	END,
};

/* asm/signal.h */
static const struct name signals[] = {
	{ 0, "0" },	     { 1, "SIGHUP" },	  { 2, "SIGINT" },
	{ 3, "SIGQUIT" },    { 4, "SIGILL" },	  { 5, "SIGTRAP" },
	{ 6, "SIGABRT" },    { 7, "SIGBUS" },	  { 8, "SIGFPE" },
	{ 9, "SIGKILL" },    { 10, "SIGUSR1" },	  { 11, "SIGSEGV" },
	{ 12, "SIGUSR2" },   { 13, "SIGPIPE" },	  { 14, "SIGALRM" },
	{ 15, "SIGTERM" },   { 16, "SIGSTKFLT" }, { 17, "SIGCHLD" },
	{ 18, "SIGCONT" },   { 19, "SIGSTOP" },	  { 20, "SIGTSTP" },
	{ 21, "SIGTTIN" },   { 22, "SIGTTOU" },	  { 23, "SIGURG" },
	{ 24, "SIGXCPU" },   { 25, "SIGXFSZ" },	  { 26, "SIGVTALRM" },
	{ 27, "SIGPROF" },   { 28, "SIGWINCH" },  { 29, "SIGIO" },
	{ 30, "SIGPWR" },    { 31, "SIGSYS" },	  END,
};

static const struct name masking[] = {
	{ 0, "SIG_BLOCK" }, { 1, "SIG_UNBLOCK" }, { 2, "SIG_SETMASK" }, END,
};

/* linux/time.h */
static const struct name clocks[] = {
	{ 0, "CLOCK_REALTIME" },
	{ 1, "CLOCK_MONOTONIC" },
	{ 2, "CLOCK_PROCESS_CPUTIME_ID" },
	{ 3, "CLOCK_THREAD_CPUTIME_ID" },
	{ 4, "CLOCK_MONOTONIC_RAW" },
	{ 5, "CLOCK_REALTIME_COARSE" },
	{ 6, "CLOCK_MONOTONIC_COARSE" },
	{ 7, "CLOCK_BOOTTIME" },
	END,
};

/* asm/prctl.h */
static const struct name arch_codes[] = {
	{ 0x1001, "ARCH_SET_GS" }, { 0x1002, "ARCH_SET_FS" },
	{ 0x1003, "ARCH_GET_FS" }, { 0x1004, "ARCH_GET_GS" }, END,
};

void line_flags(struct line *line, uint64_t flags, const struct name *names)
{
	const char *separator = "";

	if (!flags) {
		line_add(line, "0");
		return;
	}
	for (; names->name; names++) {
		if ((flags & names->value) != names->value)
			continue;
		line_add(line, "%s%s", separator, names->name);
		flags &= ~names->value;
		separator = "|";
	}
	if (flags)
		line_add(line, "%s%#lx", separator, (unsigned long)flags);
}

void line_name(struct line *line, uint64_t value, const struct name *names)
{
	while (names->name && names->value != value)
		names++;
	if (names->name)
		line_add(line, "%s", names->name);
	else
		line_add(line, "%#lx", (unsigned long)value);
}

/* A name, and flags beside it */
static void name_and_flags(struct line *line, uint64_t value, uint64_t mask,
			   const struct name *names, const struct name *flags)
{
	line_name(line, value & mask, names);
	if (!(value & ~mask))
		return;
	line_add(line, "|");
	line_flags(line, value & ~mask, flags);
}

/* What is a name or flags and nothing else */
static const struct {
	char kind;
	bool is_flags;
	const struct name *names;
} kinds[] = {
	{ 'P', true, protections },   { 'M', true, mapping_flags },
	{ 'Y', false, advices },      { 'C', false, commands },
	{ 'W', false, whences },      { 'I', false, requests },
	{ 'D', false, domains },      { 'G', true, message_flags },
	{ 'L', false, levels },	      { 'K', false, epoll_operations },
	{ 'g', false, signals },      { 'b', false, masking },
	{ 'c', false, clocks },	      { 'k', false, arch_codes },
	{ 'N', true, at_flags },	      { 'X', true, open_flags },
	{ 'Z', true, socket_flags },
};

#define AT_FDCWD (-100)
#define ACCESS_MODE 3u
#define SOCKET_TYPE 0xfu

bool line_named(struct line *line, char kind, long value)
{
	uint32_t word = (uint32_t)value;

	switch (kind) {
	case '@': /* where a path starts */
		line_add(line, (int)value == AT_FDCWD ? "AT_FDCWD" : "%d",
			 (int)value);
		return true;
	case 'O':
		if (!(word & ACCESS_MODE))
			line_add(line, word ? "O_RDONLY|" : "O_RDONLY");
		if (word)
			line_flags(line, word, open_flags);
		return true;
	case 'S':
		name_and_flags(line, word, SOCKET_TYPE, socket_types,
			       socket_flags);
		return true;
	case 'F':
		name_and_flags(line, word,
			       ~(uint64_t)(FUTEX_PRIVATE_FLAG |
					   FUTEX_CLOCK_REALTIME),
			       futex_operations, futex_flags);
		return true;
	}
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(kinds); i++) {
		if (kinds[i].kind != kind)
			continue;
		if (kinds[i].is_flags)
			line_flags(line, word, kinds[i].names);
		else
			line_name(line, word, kinds[i].names);
		return true;
	}
	return false;
}
