/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Does what its argument says: goes wrong, returns a status, or lists the ways.
 */
#include <uk/boot.h>
#include <uk/print.h>

#include "faults.h"

static bool is_same(const char *one, const char *other)
{
	while (*one && *one == *other) {
		one++;
		other++;
	}
	return *one == *other;
}

/* "exit=N": N; otherwise -1 */
static int status_of(const char *word)
{
	static const char prefix[] = "exit=";
	int status = 0;

	for (const char *at = prefix; *at; at++, word++)
		if (*at != *word)
			return -1;
	for (; *word; word++)
		status = status * 10 + (*word - '0');
	return status;
}

void __uk_noinline went_unnoticed(void)
{
	uk_printf("It went unnoticed\n");
	uk_exit(1);
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "list";

	if (status_of(word) >= 0)
		return status_of(word);
	UK_TABLE_FOR_EACH(faults, fault) {
		if (is_same(word, "list")) {
			uk_printf("%s\n", fault->name);
		} else if (is_same(word, fault->name)) {
			fault->commit();
			return 1;
		}
	}
	if (is_same(word, "list"))
		return 0;
	uk_printf("There is no fault '%s': 'list' shows them\n", word);
	return 2;
}
