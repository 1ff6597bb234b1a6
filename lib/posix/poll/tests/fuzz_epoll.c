/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzzes epoll against a model. Each three bytes are a call, or a change of a file, and what
 * it is about. The model knows for each entry whether it must, or must not, be reported.
 */
#include <uk/assert.h>
#include <uk/epoll.h>
#include <uk/string.h>

#include "../../../fs/ukfile/tests/fake.h"
#include "../../../fs/ukfile/tests/host/machine.h"

#define FILES 6
#define SETS 3
#define ALL (FILES * SETS)

struct entry {
	bool is_there;
	bool is_armed;	/* a one-shot one has not fired */
	bool is_edge;	/* since it was reported last, there was news */
	uint32_t events;
};

static struct fake fakes[FILES];
static int fds[FILES], sets[SETS];
static struct entry model[SETS][FILES];

static const uint32_t masks[] = {
	UK_READY_IN,
	UK_READY_OUT,
	UK_READY_IN | UK_READY_OUT,
	0,
	UK_READY_IN_NORMAL | UK_READY_IN_ENDED,
	UK_READY_IN | UK_READY_OUT_NORMAL,
};
static const uint32_t ways[] = {
	0,
	UK_EPOLL_EDGE,
	UK_EPOLL_ONE_SHOT,
	UK_EPOLL_EDGE | UK_EPOLL_ONE_SHOT,
};

static unsigned int state_of(int file)
{
	const struct fake *fake = &fakes[file];
	unsigned int state = fake->state;

	if (fake->readable)
		state |= UK_READY_IN | UK_READY_IN_NORMAL;
	if (fake->room)
		state |= UK_READY_OUT | UK_READY_OUT_NORMAL;
	return state;
}

static unsigned int reported(const struct entry *entry, int file)
{
	if (!entry->is_there || !entry->is_armed)
		return 0;
	return state_of(file) & (entry->events | UK_READY_ALWAYS);
}

static bool is_due(const struct entry *entry, int file)
{
	return reported(entry, file) &&
	       (!(entry->events & UK_EPOLL_EDGE) || entry->is_edge);
}

static void control(int set, int operation, int file, uint8_t how)
{
	struct entry *entry = &model[set][file];
	struct uk_epoll_event event = {
		.events = masks[how % UK_ARRAY_SIZE(masks)] |
			  ways[how / 8 % UK_ARRAY_SIZE(ways)],
		.data = (uint64_t)file,
	};
	int expected = 0;

	if (operation == UK_EPOLL_ADD)
		expected = entry->is_there ? -EEXIST : 0;
	else
		expected = entry->is_there ? 0 : -ENOENT;
	if (operation == UK_EPOLL_ADD && !expected && how >= 250) {
		machine_memory_left = 0;
		expected = -ENOMEM;
	}
	UK_ASSERT(uk_epoll_control(sets[set], operation, fds[file], &event) ==
		  expected);
	machine_memory_left = -1;
	if (expected)
		return;
	*entry = (struct entry){ 0 };
	if (operation == UK_EPOLL_DELETE)
		return;
	*entry = (struct entry){ true, true, true, event.events };
	entry->is_edge = reported(entry, file);
}

static void tell(int file, unsigned int events)
{
	events |= (events & (UK_READY_IN | UK_READY_OUT)) << 6;
	for (int set = 0; set < SETS; set++)
		if (events & (model[set][file].events | UK_READY_ALWAYS))
			model[set][file].is_edge = true;
}

static void change(int file, uint8_t how)
{
	struct fake *fake = &fakes[file];

	switch (how % 6) {
	case 0:
		fake_add_readable(fake, 1);
		tell(file, UK_READY_IN);
		break;
	case 1:
		fake_add_room(fake, 1);
		tell(file, UK_READY_OUT);
		break;
	case 2:
		fake->readable = 0;
		break;
	case 3:
		fake->room = 0;
		break;
	case 4:
		fake_set_state(fake, UK_READY_HANG_UP | UK_READY_IN_ENDED);
		tell(file, UK_READY_HANG_UP | UK_READY_IN_ENDED);
		break;
	default:
		fake->state = 0;
		break;
	}
}

static void open_file(int file)
{
	fake_init(&fakes[file], UK_O_RDWR);
	fds[file] = uk_fd_install(&fakes[file].file, 0);
	UK_ASSERT(fds[file] >= 0);
}

static void reopen_file(int file)
{
	UK_ASSERT(!uk_fd_close(fds[file]));
	UK_ASSERT(fakes[file].released);
	UK_ASSERT(uk_list_empty(&fakes[file].file.ready.watchers));
	for (int set = 0; set < SETS; set++)
		model[set][file] = (struct entry){ 0 };
	open_file(file);
}

static void reopen_set(int set)
{
	UK_ASSERT(!uk_fd_close(sets[set]));
	memset(model[set], 0, sizeof(model[set]));
	sets[set] = uk_epoll_create(0);
	UK_ASSERT(sets[set] >= 0);
}

static void wait(int set, uint8_t how)
{
	struct uk_epoll_event events[ALL];
	int most = how % 4 ? FILES : 1 + how / 4 % 3;
	int found = uk_epoll_wait(sets[set], events, most, how / 64);
	int due = 0;

	for (int file = 0; file < FILES; file++)
		due += is_due(&model[set][file], file);
	UK_ASSERT(found == UK_MIN(due, most));
	for (int i = 0; i < found; i++) {
		int file = (int)events[i].data;
		struct entry *entry = &model[set][file];

		UK_ASSERT(is_due(entry, file)); /* and each only once */
		UK_ASSERT(events[i].events == reported(entry, file));
		for (int k = 0; k < i; k++)
			UK_ASSERT(events[k].data != events[i].data);
	}
	for (int i = 0; i < found; i++) {
		struct entry *entry = &model[set][events[i].data];

		entry->is_edge = false;
		if (entry->events & UK_EPOLL_ONE_SHOT)
			entry->is_armed = false;
	}
}

static void run(const uint8_t *data, size_t length)
{
	for (; length >= 3; data += 3, length -= 3) {
		int file = data[1] % FILES, set = data[1] / 16 % SETS;

		switch (data[0] % 8) {
		case 0:
			control(set, UK_EPOLL_ADD, file, data[2]);
			break;
		case 1:
			control(set, UK_EPOLL_MODIFY, file, data[2]);
			break;
		case 2:
			control(set, UK_EPOLL_DELETE, file, data[2]);
			break;
		case 3:
			if (data[2] % 4 == 0)
				reopen_file(file);
			else if (data[2] % 4 == 1)
				reopen_set(set);
			break;
		case 4:
		case 5:
			change(file, data[2]);
			break;
		default:
			wait(set, data[2]);
			break;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	long before = machine_blocks;

	memset(model, 0, sizeof(model));
	for (int file = 0; file < FILES; file++)
		open_file(file);
	for (int set = 0; set < SETS; set++)
		sets[set] = uk_epoll_create(0);
	run(data, length);
	for (int set = 0; set < SETS; set++)
		uk_fd_close(sets[set]);
	for (int file = 0; file < FILES; file++)
		uk_fd_close(fds[file]);
	UK_ASSERT(machine_blocks == before);
	return 0;
}
