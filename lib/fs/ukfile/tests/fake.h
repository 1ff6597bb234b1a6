/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For suites: a kind of file without anything behind it. It has so many bytes to
 * read, and room for so many to be written.
 */
#ifndef UKFILE_TESTS_FAKE_H
#define UKFILE_TESTS_FAKE_H

#include <uk/file.h>

struct fake {
	struct uk_file file;
	size_t readable;
	size_t room;
	unsigned int state; /* further UK_READY_* that hold */
	int error;	    /* what the next transfer returns; 0: none */
	unsigned int tries;
	unsigned int looks;
	bool released;
	char written[64]; /* the first of them, all together */
	size_t length;
};

/* With one owner. */
void fake_init(struct fake *fake, uint32_t flags);
/* Each changes the state and tells the watchers. */
void fake_add_readable(struct fake *fake, size_t more);
void fake_add_room(struct fake *fake, size_t more);
void fake_set_state(struct fake *fake, unsigned int state);

#endif /* UKFILE_TESTS_FAKE_H */
