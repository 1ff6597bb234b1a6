/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Console input, given back or counted.
 */
#include <uk/boot.h>
#include <uk/console.h>
#include <uk/print.h>

#define END_OF_INPUT 4

int main(int argc, char **argv __uk_unused)
{
	static char buffer[512];
	bool silent = argc > 1;
	unsigned long total = 0;
	uint32_t sum = 0;

	uk_printf("ready\n");
	for (;;) {
		uk_ssize_t count = uk_console_read(buffer, sizeof(buffer));

		if (count <= 0) {
			uk_printf("read failed: %ld\n", (long)count);
			return 1;
		}
		for (uk_ssize_t i = 0; i < count; i++) {
			if (buffer[i] == END_OF_INPUT) {
				if (!silent)
					uk_console_write(buffer, i);
				uk_printf("\n%lu bytes, checksum %08x\n",
					  total, sum);
				return 0;
			}
			total++;
			sum = sum * 31 + (unsigned char)buffer[i];
		}
		if (!silent)
			uk_console_write(buffer, count);
	}
}
