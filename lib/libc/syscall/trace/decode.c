/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bytes and structures, as the trace writes them.
 */
#include <uk/file.h>
#include <uk/stat.h>
#include <uk/string.h>

#include "abi.h"
#include "line.h"

#define BYTES_MOST 32u /* of a string or buffer */
#define ITEMS_MOST 8u  /* of an array */

static void add_byte(struct line *line, unsigned char byte)
{
	/* a byte, and the letter that stands for it */
	static const char escapes[] = "\nn\rr\tt\"\"\\\\";

	for (const char *at = escapes; *at; at += 2)
		if ((unsigned char)*at == byte) {
			line_add(line, "\\%c", at[1]);
			return;
		}
	line_add(line, byte >= ' ' && byte < 0x7f ? "%c" : "\\x%02x", byte);
}

void line_bytes(struct line *line, const char *bytes, size_t length)
{
	size_t shown = UK_MIN(length, BYTES_MOST);

	line_add(line, "\"");
	for (size_t i = 0; i < shown; i++)
		add_byte(line, (unsigned char)bytes[i]);
	line_add(line, shown < length ? "\"..." : "\"");
}

void line_time(struct line *line, long at)
{
	const struct uk_timespec *time = (const struct uk_timespec *)at;

	line_add(line, "{%ld, %ld}", (long)time->seconds,
		 (long)time->nanoseconds);
}

static void add_inet6(struct line *line, const struct address *address)
{
	line_add(line, "{AF_INET6, [");
	for (int i = 0; i < 16; i += 2)
		line_add(line, i ? ":%x" : "%x",
			 address->inet6[i] << 8 | address->inet6[i + 1]);
	line_add(line, "]:%u}", address->port[0] << 8 | address->port[1]);
}

static void add_inet(struct line *line, const struct address *address)
{
	const uint8_t *at = address->inet;

	line_add(line, "{AF_INET, %u.%u.%u.%u:%u}", at[0], at[1], at[2], at[3],
		 address->port[0] << 8 | address->port[1]);
}

/* A path ends with a 0; an abstract name begins with one. */
static void add_unix(struct line *line, const char *name, size_t room)
{
	line_add(line, "{AF_UNIX, ");
	line_bytes(line, name, room && *name ? strnlen(name, room) : room);
	line_add(line, "}");
}

void line_address(struct line *line, long at, uint32_t length)
{
	const struct address *address = (const struct address *)at;

	if (length < sizeof(address->family) || length > ADDRESS_MOST)
		line_add(line, "%#lx", (unsigned long)at);
	else if (address->family == AF_INET && length >= INET_SIZE)
		add_inet(line, address);
	else if (address->family == AF_INET6 && length >= sizeof(*address))
		add_inet6(line, address);
	else if (address->family == AF_UNIX)
		add_unix(line, (const char *)at + sizeof(address->family),
			 length - sizeof(address->family));
	else
		line_add(line, "{family %u}", address->family);
}

/* Opens the list, or goes on with it; false: here it is cut. */
static bool add_item(struct line *line, size_t i)
{
	if (i == ITEMS_MOST) {
		line_add(line, ", ...");
		return false;
	}
	line_add(line, "%s", i ? ", " : "");
	return true;
}

void line_pieces(struct line *line, long at, long count, size_t bytes)
{
	const struct uk_iovec *pieces = (const struct uk_iovec *)at;

	line_add(line, "[");
	for (long i = 0; i < count && add_item(line, (size_t)i); i++) {
		size_t length = UK_MIN(pieces[i].length, bytes);

		if (pieces[i].base)
			line_bytes(line, pieces[i].base, length);
		else
			line_add(line, "NULL");
		bytes -= length;
	}
	line_add(line, "]");
}

void line_stat(struct line *line, long at)
{
	static const struct name kinds[] = {
		{ UK_S_IFSOCK, "S_IFSOCK" }, { UK_S_IFLNK, "S_IFLNK" },
		{ UK_S_IFREG, "S_IFREG" },   { UK_S_IFBLK, "S_IFBLK" },
		{ UK_S_IFDIR, "S_IFDIR" },   { UK_S_IFCHR, "S_IFCHR" },
		{ UK_S_IFIFO, "S_IFIFO" },   { 0, NULL },
	};
	const struct uk_stat *stat = (const struct uk_stat *)at;

	line_add(line, "{");
	line_name(line, stat->mode & UK_S_IFMT, kinds);
	line_add(line, "|%#o, size %ld}", stat->mode & ~UK_S_IFMT,
		 (long)stat->size);
}

/* Of poll() and epoll (asm-generic/poll.h, linux/eventpoll.h) */
static const struct name events[] = {
	{ 0x001, "IN" },	{ 0x002, "PRI" },
	{ 0x004, "OUT" },	{ 0x008, "ERR" },
	{ 0x010, "HUP" },	{ 0x020, "NVAL" },
	{ 0x040, "RDNORM" },	{ 0x080, "RDBAND" },
	{ 0x100, "WRNORM" },	{ 0x200, "WRBAND" },
	{ 0x2000, "RDHUP" },	{ 1u << 28, "EXCLUSIVE" },
	{ 1u << 29, "WAKEUP" }, { 1u << 30, "ONESHOT" },
	{ 1u << 31, "ET" },	{ 0, NULL },
};

void line_polls(struct line *line, long at, long count)
{
	const struct pollfd *polls = (const struct pollfd *)at;

	line_add(line, "[");
	for (long i = 0; i < count && add_item(line, (size_t)i); i++) {
		line_add(line, "{%d, ", polls[i].fd);
		line_flags(line, polls[i].events, events);
		line_add(line, " => ");
		line_flags(line, polls[i].revents, events);
		line_add(line, "}");
	}
	line_add(line, "]");
}

void line_events(struct line *line, long at, long count)
{
	const struct epoll_event *list = (const struct epoll_event *)at;

	line_add(line, "[");
	for (long i = 0; i < count && add_item(line, (size_t)i); i++) {
		line_add(line, "{");
		line_flags(line, list[i].events, events);
		line_add(line, ", %#lx}", (unsigned long)list[i].data);
	}
	line_add(line, "]");
}
