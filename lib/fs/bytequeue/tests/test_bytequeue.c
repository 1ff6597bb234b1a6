/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bytes through a queue: across chunks and pieces, looked at, and thrown away.
 */
#include <uk/bytequeue.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(bytequeue, "bytes that wait");

static char data[20000], back[20000];

static struct uk_cursor over(char *bytes, struct uk_iovec *piece, size_t length)
{
	struct uk_cursor cursor;

	*piece = (struct uk_iovec){ bytes, length };
	UK_EXPECT_EQ(uk_cursor_init(&cursor, piece, 1), 0);
	return cursor;
}

static uk_ssize_t put(struct uk_bytequeue *queue, size_t offset, size_t length)
{
	struct uk_iovec piece;
	struct uk_cursor from = over(data + offset, &piece, length);

	return uk_bytequeue_put(queue, &from, length, false);
}

/* Whether the first bytes of the queue are those of the data at `offset`. */
static bool get(struct uk_bytequeue *queue, size_t offset, size_t length)
{
	struct uk_iovec piece;
	struct uk_cursor to = over(back, &piece, length);

	memset(back, 0, length);
	uk_bytequeue_get(queue, &to, length);
	return !memcmp(back, data + offset, length);
}

static void begin(void)
{
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 31 >> 3);
}

UK_TEST(bytequeue, order)
{
	static const size_t sizes[] = { 1, 239, 240, 241, 4096, 4097, 9000 };
	struct uk_bytequeue queue = { 0 };
	size_t in = 0, out = 0;

	begin();
	for (size_t i = 0; i < UK_ARRAY_SIZE(sizes); i++) {
		UK_EXPECT_EQ(put(&queue, in, sizes[i]), sizes[i]);
		in += sizes[i];
		UK_EXPECT(get(&queue, out, sizes[i] / 2));
		out += sizes[i] / 2;
		UK_EXPECT_EQ(queue.length, in - out);
	}
	UK_EXPECT(get(&queue, out, in - out));
	UK_EXPECT_EQ(queue.length, 0);
	UK_EXPECT(!queue.first && !queue.last);
}

UK_TEST(bytequeue, looking_changes_nothing)
{
	struct uk_bytequeue queue = { 0 };
	struct uk_iovec piece;

	begin();
	UK_EXPECT_EQ(put(&queue, 0, 100), 100);
	UK_EXPECT_EQ(put(&queue, 100, 5000), 5000);
	for (int i = 0; i < 2; i++) {
		struct uk_cursor to = over(back, &piece, 5100);

		memset(back, 0, sizeof(back));
		uk_bytequeue_peek(&queue, &to, 5100);
		UK_EXPECT(!memcmp(back, data, 5100));
		UK_EXPECT_EQ(to.left, 0);
	}
	UK_EXPECT(get(&queue, 0, 5100));
}

UK_TEST(bytequeue, many_pieces)
{
	struct uk_bytequeue queue = { 0 };
	const struct uk_iovec in[] = {
		{ data, 3 }, { NULL, 0 }, { data + 3, 5000 }, { data + 5003, 1 },
	};
	const struct uk_iovec out[] = { { back, 4999 }, { back + 4999, 6 } };
	struct uk_cursor cursor;

	begin();
	UK_EXPECT_EQ(uk_cursor_init(&cursor, in, 4), 0);
	UK_EXPECT_EQ(uk_bytequeue_put(&queue, &cursor, 5004, true), 5004);
	UK_EXPECT_EQ(cursor.left, 0);
	UK_EXPECT_EQ(uk_cursor_init(&cursor, out, 2), 0);
	uk_bytequeue_get(&queue, &cursor, 5004);
	UK_EXPECT_EQ(cursor.left, 1);
	UK_EXPECT(!memcmp(back, data, 5004));
}

UK_TEST(bytequeue, throwing_away)
{
	struct uk_bytequeue queue = { 0 };

	begin();
	UK_EXPECT_EQ(put(&queue, 0, 20000), 20000);
	uk_bytequeue_clear(&queue);
	UK_EXPECT_EQ(queue.length, 0);
	UK_EXPECT_EQ(put(&queue, 7, 7), 7);
	UK_EXPECT(get(&queue, 7, 7));
}
