/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gdb's stub, of monitors for debugging (`make debug PLAT=ukvm`): waits for a debugger before the
 * guest's first instruction; traps of the guest go there first. The guest's text is
 * changed from the monitor's side, for breakpoints; the guest itself is as sealed as ever.
 */
#include "gdb.h"

/* From <signal.h>, <fcntl.h>, <sys/socket.h>, <netinet/tcp.h> */
#define SIGINT 2
#define SIGILL 4
#define SIGTRAP 5
#define SIGBUS 7
#define SIGFPE 8
#define SIGSEGV 11
#define SIGIO 29
#define SA_RESTORER 0x04000000
#define F_SETFL 4
#define F_SETOWN 8
#define O_ASYNC 020000
#define AF_INET 2
#define SOCK_STREAM 1
#define SOL_SOCKET 1
#define SO_REUSEADDR 2
#define IPPROTO_TCP 6
#define TCP_NODELAY 1

#define CTRL_C 3
#define FLAG_TRAP 0x100ull /* SDM vol. 1, section 3.4.3.3 */
#define VECTOR_DEBUG 1
#define VECTOR_BREAKPOINT 3

struct kvm_regs gdb_registers;
unsigned int gdb_signal = SIGTRAP;

static unsigned int port;
static int fd = -1;
static char packet[PACKET_MOST];

/* ---- the connection */

static int get(void)
{
	unsigned char character;
	long count;

	do
		count = sys_read(fd, &character, 1);
	while (count == -EINTR);
	return count == 1 ? character : -1;
}

static void send(const char *text)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t sum = 0;
	char end[] = "#00";
	size_t length = length_of(text);

	for (size_t i = 0; i < length; i++)
		sum += (uint8_t)text[i];
	end[1] = digits[sum >> 4];
	end[2] = digits[sum & 15];
	sys_write(fd, "$", 1);
	for (long sent; length; text += sent, length -= (size_t)sent) {
		sent = sys_write(fd, text, length);
		if (sent <= 0)
			return; /* the next reading sees that nobody is there */
	}
	sys_write(fd, end, 3);
}

/* The next one; TCP has made sure of it, so its sum is not looked at. False: the debugger
 * has gone.
 */
static bool receive(void)
{
	unsigned int length = 0;
	int character;

	while ((character = get()) != '$')
		if (character < 0)
			return false;
	while ((character = get()) != '#') {
		if (character < 0 || length == PACKET_MOST - 1)
			return false;
		packet[length++] = (char)character;
	}
	packet[length] = '\0';
	if (get() < 0 || get() < 0)
		return false;
	sys_write(fd, "+", 1);
	return true;
}

static void leave(void)
{
	sys_close(fd);
	fd = -1;
}

/* The guest stands; returns when it is to go on. */
static void stand(void)
{
	for (;;) {
		if (!receive()) {
			leave();
			return;
		}
		switch (gdb_packet(packet)) {
		case GDB_REPLY:
			send(packet);
			break;
		case GDB_CONTINUE:
			gdb_registers.rflags &= ~FLAG_TRAP;
			return;
		case GDB_STEP:
			gdb_registers.rflags |= FLAG_TRAP;
			return;
		case GDB_DETACH:
			send(packet);
			gdb_registers.rflags &= ~FLAG_TRAP;
			leave();
			return;
		case GDB_KILL:
			sys_exit(STATUS_CRASHED);
		}
	}
}

static void tell(unsigned int signal)
{
	gdb_signal = signal;
	__builtin_memcpy(packet, "?", 2);
	gdb_packet(packet);
	send(packet);
}

/* ---- the CPU */

static void go_on(void)
{
	*vcpu_registers() = gdb_registers;
	vcpu_run->kvm_dirty_regs |= KVM_SYNC_X86_REGS;
}

void debug_start(void)
{
	if (fd < 0)
		return;
	gdb_registers = *vcpu_registers();
	stand();
	go_on();
}

static bool is_readable(void)
{
	struct pollfd poll = { fd, POLLIN, 0 };

	return fd >= 0 &&
	       sys_ppoll(&poll, 1, &(struct timespec){ 0, 0 }) == 1;
}

/* The signal has come that says that the debugger wants something. All that is there is read,
 * for no signal comes again for it.
 */
void debug_look(void)
{
	vcpu_run->immediate_exit = 0;
	while (is_readable()) {
		int character = get();

		if (character < 0)
			leave();
		if (character != CTRL_C)
			continue;
		gdb_registers = *vcpu_registers();
		tell(SIGINT);
		stand();
		go_on();
	}
}

/* Ends the guest's waiting (clock.c), too: a signal that comes just before the monitor sleeps
 * wakes nobody.
 */
static int wait_fd(void)
{
	return fd;
}

static unsigned int signal_of(unsigned int vector)
{
	switch (vector) {
	case 0:
	case 16:
	case 19:
		return SIGFPE;
	case VECTOR_DEBUG:
	case VECTOR_BREAKPOINT:
		return SIGTRAP;
	case 6:
		return SIGILL;
	case 17:
		return SIGBUS;
	}
	return SIGSEGV;
}

/* From the stub of a trap in ring 0 back to where the guest was. */
static void return_to_guest(void)
{
	struct kvm_sregs *kept = &vcpu_run->s.regs.sregs;
	struct kvm_sregs now = { 0 };

	sys_ioctl(vcpu_fd, KVM_GET_SREGS, &now);
	now.cs = kept->cs;
	now.ss = kept->ss;
	*kept = now;
	vcpu_run->kvm_dirty_regs |= KVM_SYNC_X86_SREGS;
	go_on();
}

bool debug_trap(unsigned int vector, const struct kvm_regs *registers)
{
	if (fd < 0)
		return false;
	gdb_registers = *registers;
	gdb_registers.rflags &= ~FLAG_TRAP;
	tell(signal_of(vector));
	stand();
	if (vector != VECTOR_DEBUG && vector != VECTOR_BREAKPOINT)
		return false;
	return_to_guest();
	return true;
}

/* ---- the start */

static const char *set_port(const char *text)
{
	for (; *text >= '0' && *text <= '9' && port < 65536; text++)
		port = port * 10 + (unsigned int)(*text - '0');
	return *text || !port || port > 65535 ? "takes a port's number" : NULL;
}

void gdb_interrupt(int signal);
__attribute__((used)) void gdb_interrupt(int signal)
{
	(void)signal;
	if (vcpu_run) /* a debugger may be quicker than the CPU is made */
		vcpu_run->immediate_exit = 1;
}

/* A handler returns to here (Linux: rt_sigreturn(2)). */
void gdb_return(void);
__asm__("gdb_return:\n"
	"	movl	$15, %eax\n"
	"	syscall\n");

static void take_signals(void)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} action = { gdb_interrupt, SA_RESTORER, gdb_return, 0 };

	system_call(__NR_rt_sigaction, SIGIO, (long)&action, 0,
		    sizeof(action.mask), 0, 0);
	SYSTEM_3(__NR_fcntl, fd, F_SETOWN, SYSTEM_3(__NR_getpid, 0, 0, 0));
	SYSTEM_3(__NR_fcntl, fd, F_SETFL, O_RDWR | O_ASYNC);
}

static void start(struct ukvm_boot *boot)
{
	/* struct sockaddr_in: numbers with their highest byte first; 127.0.0.1 */
	struct {
		uint16_t family, port;
		uint32_t address;
		uint64_t zero;
	} address = { AF_INET, (uint16_t)(port << 8 | port >> 8), 0x0100007f, 0 };
	long listener;

	(void)boot;
	if (!port)
		return;
	listener = SYSTEM_3(__NR_socket, AF_INET, SOCK_STREAM, 0);
	/* the last debugger's connection may linger */
	system_call(__NR_setsockopt, listener, SOL_SOCKET, SO_REUSEADDR,
		    (long)&(int){ 1 }, sizeof(int), 0);
	if (SYSTEM_3(__NR_bind, listener, &address, sizeof(address)) < 0 ||
	    SYSTEM_3(__NR_listen, listener, 1, 0) < 0)
		fail("port %u is not free for gdb", port);
	fd = (int)SYSTEM_3(__NR_accept, listener, NULL, NULL);
	if (fd < 0)
		fail("no debugger came");
	sys_close((int)listener);
	/* answers of a few bytes, none of which shall wait for the one before */
	system_call(__NR_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY,
		    (long)&(int){ 1 }, sizeof(int), 0);
	take_signals();
}

OPTIONS = {
	{ "gdb", "PORT", "wait for gdb on this port of 127.0.0.1", set_port },
};

SYSTEM_CALLS = {
	__NR_read, __NR_write, __NR_ppoll, __NR_close, __NR_rt_sigreturn,
};

MODULE = {
	.name = "gdb",
	.start = start,
	.wait_fd = wait_fd,
};
