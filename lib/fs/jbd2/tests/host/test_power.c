/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The power fails at every request in turn. What the journal makes of the disk then is as
 * after some operation, and not before the last one whose commit returned.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/test.h>

#include "format.h"
#include "model.h"

UK_TESTSUITE(jbd2_power, "power cuts at every request");

static struct model model, after;
static struct power_recording whole, again;

/* Which operation was committed for certain, and which had begun, at each request */
struct moment {
	uint32_t committed;
	uint32_t begun;
};

static struct moment *moments;
static unsigned int moment_count;

static void note(uint32_t committed, uint32_t begun)
{
	if (whole.count > moment_count)
		moments = realloc(moments, whole.count * sizeof(*moments));
	for (; moment_count < whole.count; moment_count++)
		moments[moment_count] = (struct moment){ committed, begun };
}

static void run(uint32_t *seed)
{
	moment_count = 0;
	while (model.operation < MODEL_OPERATIONS) {
		uint32_t committed = model.committed;

		model_operation(&model, seed);
		note(committed, model.operation);
		if (power_random(seed) % 4 == 0) {
			model_commit(&model);
			note(committed, model.operation);
		}
		if (power_random(seed) % 256 == 0) {
			UK_EXPECT_EQ(uk_journal_checkpoint(model.journal), 0);
			note(model.committed, model.operation);
			model.committed = model.operation;
		}
	}
}

static void replay(struct power *power, uint32_t block_size)
{
	unsigned int replayed;
	int error = model_open(&after, power, block_size, &replayed);

	UK_EXPECT_EQ(error, 0);
	if (!error)
		model_kill(&after);
}

struct variant {
	uint32_t block_size;
	uint32_t incompat;
	bool checksums; /* are switched on */
	bool again;	/* a second power cut, during replay */
};

static void check(struct power *power, const struct variant *variant,
		  unsigned int at, uint32_t *seed)
{
	const struct moment *moment = &moments[at];

	power_cut(power, &whole, at, seed);
	if (variant->again) {
		power_record(power, &again);
		replay(power, variant->block_size);
		if (again.count)
			power_cut(power, &again,
				  power_random(seed) % again.count, seed);
	}
	replay(power, variant->block_size);
	UK_EXPECT(model_find_state(&model, power, moment->committed,
				   moment->begun) >= 0);
}

static void cut_everywhere(const struct variant *variant)
{
	uint64_t size = (uint64_t)MODEL_DISK * variant->block_size;
	struct power *power = power_disk(size / UK_BLK_SECTOR);
	uint32_t seed = 1 + variant->incompat;
	unsigned int replayed;

	model_format(power, variant->block_size, variant->incompat, 0);
	memset(&model, 0, sizeof(model));
	UK_REQUIRE(!model_open(&model, power, variant->block_size, &replayed));
	if (variant->checksums)
		UK_EXPECT_EQ(uk_journal_set_checksums(model.journal), 0);
	power_record(power, &whole);
	run(&seed);
	model_kill(&model);
	note(model.committed, model.operation); /* it says that it was aborted */
	for (unsigned int at = 0; at < whole.count; at++)
		check(power, variant, at, &seed);
}

UK_TEST(jbd2_power, with_checksums)
{
	cut_everywhere(&(struct variant){ .block_size = 1024,
					  .checksums = true });
}

UK_TEST(jbd2_power, without_checksums)
{
	cut_everywhere(&(struct variant){ .block_size = 1024 });
}

UK_TEST(jbd2_power, of_64_bits)
{
	cut_everywhere(&(struct variant){ .block_size = 1024,
					  .incompat = JBD2_INCOMPAT_64BIT,
					  .checksums = true });
}

UK_TEST(jbd2_power, with_old_checksums)
{
	cut_everywhere(&(struct variant){ .block_size = 1024,
					  .incompat = JBD2_INCOMPAT_CSUM_V2 });
}

UK_TEST(jbd2_power, twice)
{
	cut_everywhere(&(struct variant){ .block_size = 1024,
					  .checksums = true,
					  .again = true });
}
