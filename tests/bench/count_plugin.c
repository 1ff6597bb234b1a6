/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A QEMU plugin that counts guest instructions into a file that others read while the guest
 * runs: the difference of two readings is what a piece of work took. A processor that waits
 * executes nothing, so waiting costs nothing, unlike under -icount. A repeated string
 * instruction counts once: QEMU runs each repetition as a translation block that begins with the
 * instruction that the block before ended with.
 *
 * The few calls of QEMU's plugin interface (its docs/devel/tcg-plugins) are declared here, since
 * distributions do not package its header. One vCPU.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   void (*translated)(qemu_plugin_id_t,
							      struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *block,
					  void (*executed)(unsigned int, void *), int flags,
					  void *argument);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t at);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);

/* QEMU_PLUGIN_VERSION of the QEMU that loads it; given when it is compiled. */
EXPORT int qemu_plugin_version = PLUGIN_VERSION;

struct block {
	uint64_t first, last; /* addresses of instructions */
	uint64_t count;
};

static volatile uint64_t *counter;
static uint64_t last_executed;

static void executed(unsigned int processor, void *argument)
{
	const struct block *block = argument;

	(void)processor;
	*counter += block->count - (block->first == last_executed);
	last_executed = block->last;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);
	struct block *block = malloc(sizeof(*block)); /* QEMU may run it for ever */

	(void)id;
	if (!block)
		abort();
	block->count = count;
	block->first = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));
	block->last = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, count - 1));
	qemu_plugin_register_vcpu_tb_exec_cb(tb, executed, 0, block);
}

/* The argument is counter=PATH: a file of eight bytes or more, the counter. */
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	const char *path = argc == 1 && !strncmp(argv[0], "counter=", 8) ? argv[0] + 8 : NULL;
	int fd = path ? open(path, O_RDWR) : -1;
	void *shared = fd < 0 ? MAP_FAILED :
				mmap(NULL, sizeof(*counter), PROT_READ | PROT_WRITE,
				     MAP_SHARED, fd, 0);

	(void)info;
	if (shared == MAP_FAILED) {
		fputs("count_plugin: needs counter=PATH of a file to count in\n", stderr);
		return -1;
	}
	close(fd);
	counter = shared;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
