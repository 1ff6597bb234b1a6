/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A QEMU plugin that writes, when the guest has ended, how often each translated block of
 * instructions ran: a line "FIRST LAST INSTRUCTIONS TIMES REPEATED" each, with addresses in hex.
 * REPEATED is how often it began with the instruction that the block before had ended with, which
 * is a repeated string instruction going on (see count_plugin.c).
 *
 * The few calls of QEMU's plugin interface (its docs/devel/tcg-plugins) are declared here, since
 * distributions do not package its header. One vCPU.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*ended)(qemu_plugin_id_t, void *),
				    void *argument);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t at);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);

/* QEMU_PLUGIN_VERSION of the QEMU that loads it; given when it is compiled. */
EXPORT int qemu_plugin_version = PLUGIN_VERSION;

struct block {
	struct block *next;
	uint64_t first, last; /* addresses of instructions */
	uint64_t count, times, repeated;
};

static struct block *blocks;
static FILE *out;
static uint64_t last_executed;

static void executed(unsigned int processor, void *argument)
{
	struct block *block = argument;

	(void)processor;
	block->times++;
	block->repeated += block->first == last_executed;
	last_executed = block->last;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	struct block *block = calloc(1, sizeof(*block)); /* QEMU may run it for ever */

	(void)id;
	if (!block)
		abort();
	block->count = qemu_plugin_tb_n_insns(tb);
	block->first = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));
	block->last = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, block->count - 1));
	block->next = blocks;
	blocks = block;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, executed, 0, block);
}

static void ended(qemu_plugin_id_t id, void *argument)
{
	(void)id;
	(void)argument;
	for (struct block *block = blocks; block; block = block->next)
		if (block->times)
			fprintf(out,
				"%" PRIx64 " %" PRIx64 " %" PRIu64 " %" PRIu64
				" %" PRIu64 "\n",
				block->first, block->last, block->count, block->times,
				block->repeated);
	fclose(out);
}

/* The argument is out=PATH: the file to write. */
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fputs("profile_plugin: needs out=PATH of a file to write\n", stderr);
		return -1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
