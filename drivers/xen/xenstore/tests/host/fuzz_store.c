/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A store that answers with anything. Nothing may be read or written outside of buffers, and
 * everybody gets an answer.
 */
#include "daemon.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static void changed(struct uk_xenstore_watch *watch)
{
	char text[8];

	uk_xenstore_read(0, watch->path, text, sizeof(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static struct uk_xenstore_watch watch = { .path = "watched",
						  .changed = changed };
	uk_xenstore_transaction transaction;
	char text[64];
	uint64_t number;

	if (length < 2)
		return 0;
	daemon_reset();
	if (uk_xenstore_watch(&watch) ||
	    uk_xenstore_write(0, "number", "12"))
		__builtin_trap();
	daemon_piece = data[0] % 64;
	daemon_forge(data + 2, length - 2);
	switch (data[1] % 5) {
	case 0:
		uk_xenstore_read(0, "number", text, sizeof(text));
		break;
	case 1:
		uk_xenstore_read_number(0, "number", &number);
		break;
	case 2:
		number = 0;
		if (uk_xenstore_list(0, "number", text, sizeof(text)) > 0)
			for (char *name = text; *name && name < text + 64;
			     name += strlen(name) + 1)
				number++;
		break;
	case 3:
		uk_xenstore_begin(&transaction);
		break;
	default:
		uk_xenstore_write(0, "number", "13");
	}
	if (uk_xenstore_write(0, "number", "14") != -EIO)
		__builtin_trap();
	uk_xenstore_unwatch(&watch);
	return 0;
}
