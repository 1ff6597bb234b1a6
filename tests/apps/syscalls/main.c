/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes calls whose lines a trace has in a form of their own. Memory that it names in the
 * trace is static: addresses are the test's to leave out.
 */
#include <uk/boot.h>
#include <uk/print.h>
#include <uk/syscall.h>

#define AT(object) ((long)(object))
#define AT_FDCWD (-100)

static char buffer[64];
static int fds[2] = { -1, -1 };

#ifdef CONFIG_APP_SYSCALLS_BY_NUMBER
/* so that the compiler does not know it either */
static volatile long unknown = 4711;
#endif

static const struct {
	void *base;
	unsigned long length;
} pieces[2] = { { buffer, 2 }, { buffer + 2, 1 } };

static void files(void)
{
	long stat[18];
	long fd = uk_sys_openat(AT_FDCWD, AT("/file"), 01102, 0644);

	uk_sys_write(fd, AT("one\n\"two\"\x01, and so on until it is cut"), 36);
	uk_sys_lseek(fd, 0, 0);
	uk_sys_read(fd, AT(buffer), 5);
	uk_sys_writev(fd, AT(pieces), 2);
	uk_sys_fstat(fd, AT(stat));
	uk_sys_fcntl(fd, 3, 0);
	uk_sys_mmap(0, 4096, 3, 0x22, -1, 0);
	uk_sys_close(fd);
	uk_sys_close(fd);
	uk_sys_open(AT("/none"), 02000000, 0);
	uk_sys_unlinkat(AT_FDCWD, AT("/file"), 0);
}

static void channels(void)
{
	struct __uk_packed {
		uint32_t events;
		uint64_t data;
	} event = { 1, 0x2a };
	struct {
		uint16_t family;
		char path[10];
	} name = { 1, "/socket" };
	const uint8_t loopback[16] = { 2, 0, 0x1f, 0x90, 127, 0, 0, 1 };
	const long time[2] = { 0, 1000 };
	long fd = uk_sys_socket(1, 1 | 04000, 0);
	long set = uk_sys_epoll_create1(02000000);

	uk_sys_connect(fd, AT(&name), sizeof(name));
	uk_sys_connect(fd, AT(loopback), sizeof(loopback));
	uk_sys_pipe2(AT(fds), 04000);
	uk_sys_epoll_ctl(set, 1, fds[0], AT(&event));
	uk_sys_write(fds[1], AT("x"), 1);
	uk_sys_epoll_wait(set, AT(&event), 1, -1);
	uk_sys_read(fds[0], AT(buffer), 64);
	uk_sys_read(fds[0], AT(buffer), 64);
	uk_sys_nanosleep(AT(time), 0);
	uk_sys_kill(1, 0);
	uk_sys_futex(AT(fds), 129, 1, 0, 0, 0);
}

int main(int argc __uk_unused, char **argv __uk_unused)
{
	uk_printf("begin\n");
	files();
	channels();
	uk_sys_memfd_create(AT("name"), 0);
	uk_sys_memfd_create(AT("name"), 0);
#ifdef CONFIG_APP_SYSCALLS_BY_NUMBER
	uk_syscall(unknown, 0, 0, 0, 0, 0, 0);
#endif
	uk_sys_exit_group(3);
	return 0;
}
