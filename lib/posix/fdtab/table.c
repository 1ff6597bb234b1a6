/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table: pieces of 64 descriptors that never move, so that a look-up needs
 * no lock and growing copies nothing. The lowest free number is found by two bitmaps: which
 * pieces are full, and what is taken in a piece.
 */
#include <uk/alloc.h>
#include <uk/init.h>

#include "table.h"

#define PIECES UK_ARRAY_SIZE(uk_fd_pieces)

struct uk_fd_piece *uk_fd_pieces[PIECES];
unsigned int uk_fd_limit = UK_FD_MOST;

static struct uk_fd_piece first_piece;

static unsigned long full[UK_BITMAP_WORDS(PIECES)];

/* The first piece at or after `from` with a free descriptor; PIECES if none. */
static size_t find_piece(size_t from)
{
	while (from < PIECES) {
		unsigned long free = ~full[from / UK_BITS_PER_LONG] >>
				     (from % UK_BITS_PER_LONG);

		if (free)
			return UK_MIN(from + uk_ffs(free), PIECES);
		from = UK_ALIGN_DOWN(from, UK_BITS_PER_LONG) + UK_BITS_PER_LONG;
	}
	return PIECES;
}

static struct uk_fd_piece *piece_of(unsigned int fd)
{
	struct uk_fd_piece **piece = &uk_fd_pieces[fd / UK_FD_PIECE];

	if (!*piece)
		*piece = uk_calloc(uk_alloc_default(), 1, sizeof(**piece));
	return *piece;
}

int uk_fd_take(unsigned int fd, uint32_t flags)
{
	struct uk_fd_piece *piece = piece_of(fd);
	uint64_t bit = UK_BIT(fd % UK_FD_PIECE);

	if (!piece)
		return -ENOMEM;
	if (piece->taken & bit)
		return -EBUSY;
	piece->taken |= bit;
	if (piece->taken == UINT64_MAX)
		uk_bitmap_set(full, fd / UK_FD_PIECE);
	uk_fd_flags_set(fd, flags);
	return 0;
}

/* The lowest free number from `least` on; UK_FD_MOST or more if there is none. */
static size_t lowest_free(unsigned int least)
{
	const struct uk_fd_piece *piece = uk_fd_pieces[least / UK_FD_PIECE];
	uint64_t free = piece ? ~piece->taken : UINT64_MAX;
	size_t next;

	free &= UINT64_MAX << least % UK_FD_PIECE;
	if (free)
		return UK_ALIGN_DOWN(least, UK_FD_PIECE) + uk_ffs(free);
	next = find_piece(least / UK_FD_PIECE + 1);
	if (next == PIECES)
		return UK_FD_MOST;
	piece = uk_fd_pieces[next];
	return next * UK_FD_PIECE + (piece ? uk_ffs(~piece->taken) : 0);
}

int uk_fd_reserve(unsigned int least, uint32_t flags)
{
	size_t fd;
	int error;

	if (least >= uk_fd_limit)
		return -EINVAL;
	fd = lowest_free(least);
	if (fd >= uk_fd_limit)
		return -EMFILE;
	error = uk_fd_take((unsigned int)fd, flags);
	return error ? error : (int)fd;
}

void uk_fd_fill(int fd, struct uk_file *file)
{
	unsigned int number = (unsigned int)fd;

	uk_store_release(&uk_fd_pieces[number / UK_FD_PIECE]
				  ->files[number % UK_FD_PIECE],
			 file);
}

void uk_fd_cancel(int fd)
{
	unsigned int number = (unsigned int)fd;

	uk_fd_pieces[number / UK_FD_PIECE]->taken &=
		~UK_BIT(number % UK_FD_PIECE);
	uk_bitmap_clear(full, number / UK_FD_PIECE);
}

int uk_fd_install(struct uk_file *file, uint32_t flags)
{
	int fd = uk_fd_reserve(0, flags);

	if (fd >= 0)
		uk_fd_fill(fd, file);
	return fd;
}

int uk_fd_close(int fd)
{
	unsigned int number = (unsigned int)fd;
	struct uk_fd_piece *piece;
	struct uk_file *file;

	if (number >= UK_FD_MOST)
		return -EBADF;
	piece = uk_fd_pieces[number / UK_FD_PIECE];
	if (!piece)
		return -EBADF;
	/* Of two that close it at the same time, one gets the share. */
	file = uk_atomic_exchange(&piece->files[number % UK_FD_PIECE], NULL);
	if (!file)
		return -EBADF;
	uk_fd_cancel(fd);
	uk_file_put(file);
	return 0;
}

/* Done at boot because an image would hold 2 KiB more if all this were data. */
static int fdtab_start(void)
{
	uk_fd_pieces[0] = &first_piece;
	first_piece.taken = 7;
	for (int fd = 0; fd < 3; fd++)
		first_piece.files[fd] = &uk_fd_console;
	return 0;
}
UK_INIT(early, fdtab_start);
