/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads every entropy device, twice.
 */
#include <uk/boot.h>
#include <uk/print.h>

#include "rng.h"

#define BYTES 64

static bool is_filled(const uint8_t *bytes)
{
	unsigned int zeros = 0;

	/* more than a quarter: not in the lifetime of the universe */
	for (unsigned int i = 0; i < BYTES; i++)
		zeros += !bytes[i];
	return zeros < BYTES / 4;
}

int main(int argc, char **argv)
{
	static uint8_t bytes[BYTES];
	int failures = 0;

	for (int i = 1; i < argc; i++)
		uk_printf("argument %s\n", argv[i]);
	for (unsigned int i = 0; i < 2 * rng_count; i++) {
		struct uk_virtio_device *dev = rngs[i / 2];
		int error = rng_read(dev, bytes, BYTES);

		if (!error && !is_filled(bytes))
			error = -EIO;
		failures += !!error;
		uk_printf("%s: %s (error %d)\n", dev->name,
			  error ? "failed" : "works", -error);
	}
	uk_printf("%u devices\n", rng_count);
	return failures ? 1 : 0;
}
