/* SPDX-License-Identifier: BSD-3-Clause */
#include "power.h"

#include <stdlib.h>
#include <string.h>
#include <uk/assert.h>

/* xorshift32 (Marsaglia 2003) */
uint32_t power_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static size_t size_of(const struct power *power)
{
	return power->disk->dev.info.sectors * UK_BLK_SECTOR;
}

static void gather(unsigned char *to, const struct uk_blk_request *request)
{
	for (unsigned int i = 0; i < request->segment_count; i++) {
		const struct uk_sgsegment *segment = &request->segments[i];

		memcpy(to, segment->base, segment->length);
		to += segment->length;
	}
}

static int remember(struct uk_blkram *disk,
		    const struct uk_blk_request *request)
{
	struct power *power = disk->fault_argument;
	struct power_recording *to = power->recording;
	struct power_request *new;

	if (!to || request->operation == UK_BLK_READ)
		return 0;
	UK_ASSERT(request->operation == UK_BLK_WRITE ||
		  request->operation == UK_BLK_FLUSH);
	if (to->count == to->room) {
		to->room = to->room * 2 + 64;
		to->requests = realloc(to->requests,
				       to->room * sizeof(*to->requests));
	}
	new = &to->requests[to->count++];
	*new = (struct power_request){
		.operation = request->operation,
		.flags = request->flags,
		.sector = request->sector,
		.sectors = request->sectors,
		.data = malloc(request->sectors * UK_BLK_SECTOR + 1),
	};
	gather(new->data, request);
	return 0;
}

struct power *power_disk(uint64_t sectors)
{
	static struct power power;

	if (!power.disk) {
		struct uk_blkram_config config = { .sectors = sectors,
						   .volatile_cache = true };

		power.disk = uk_blkram_create(&config);
		power.disk->fault = remember;
		power.disk->fault_argument = &power;
		uk_blkdev_open(&power.disk->dev, &power, false);
	}
	UK_ASSERT(power.disk->dev.info.sectors == sectors);
	power_record(&power, NULL);
	memset(power.disk->content, 0, size_of(&power));
	return &power;
}

void power_record(struct power *power, struct power_recording *recording)
{
	power->recording = recording;
	if (!recording)
		return;
	for (unsigned int i = 0; i < recording->count; i++)
		free(recording->requests[i].data);
	recording->count = 0;
	if (!recording->before)
		recording->before = malloc(size_of(power));
	memcpy(recording->before, power->disk->content, size_of(power));
}

/* What it does to the disk: all of it, or what chance leaves */
static void apply(struct power *power, const struct power_request *request,
		  bool lasts, uint32_t *seed)
{
	uint32_t mood = power_random(seed) % 3; /* none, all, some */

	for (uint64_t i = 0; i < request->sectors; i++) {
		if (!lasts && (mood == 0 ||
			       (mood == 2 && power_random(seed) % 2)))
			continue;
		memcpy(power->disk->content +
			       (request->sector + i) * UK_BLK_SECTOR,
		       request->data + i * UK_BLK_SECTOR, UK_BLK_SECTOR);
	}
}

void power_cut(struct power *power, const struct power_recording *recording,
	       unsigned int at, uint32_t *seed)
{
	unsigned int flushed = 0;

	UK_ASSERT(at < recording->count);
	for (unsigned int i = 0; i < at; i++)
		if (recording->requests[i].operation == UK_BLK_FLUSH)
			flushed = i;
	power->recording = NULL;
	memcpy(power->disk->content, recording->before, size_of(power));
	for (unsigned int i = 0; i <= at; i++) {
		const struct power_request *request = &recording->requests[i];
		bool is_done = i < at && request->flags & UK_BLK_FUA;

		apply(power, request, i < flushed || is_done, seed);
	}
}
