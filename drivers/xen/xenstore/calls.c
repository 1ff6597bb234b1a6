/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The store's calls, each a request (docs/misc/xenstore.txt).
 */
#include <uk/print.h>
#include <uk/string.h>

#include "private.h"

#define NUMBER_MOST 24 /* characters of one, and its 0 */

/* A text and its 0 */
static struct xenstore_piece text(const char *text)
{
	return (struct xenstore_piece){ text, strlen(text) + 1 };
}

static int ask(enum xenstore_kind kind, uk_xenstore_transaction transaction,
	       const char *path, void *answer, size_t size)
{
	struct xenstore_piece piece = text(path);

	return xenstore_request(kind, transaction, &piece, 1, answer, size);
}

/* What only says that it is done: "OK" and a 0 */
static int order(enum xenstore_kind kind, uk_xenstore_transaction transaction,
		 const struct xenstore_piece *pieces, unsigned int count)
{
	char done[8];
	int length = xenstore_request(kind, transaction, pieces, count, done,
				      sizeof(done));

	return length < 0 ? length : 0;
}

int uk_xenstore_read(uk_xenstore_transaction transaction, const char *path,
		     char *value, size_t size)
{
	int length = size ? ask(XENSTORE_READ, transaction, path, value,
				size - 1) :
			    -E2BIG;

	if (length >= 0)
		value[length] = 0;
	return length;
}

int uk_xenstore_list(uk_xenstore_transaction transaction, const char *path,
		     char *names, size_t size)
{
	int length = ask(XENSTORE_DIRECTORY, transaction, path, names, size);

	/* each name has its 0, or it is not what we asked for */
	return length > 0 && names[length - 1] ? -EIO : length;
}

int uk_xenstore_write(uk_xenstore_transaction transaction, const char *path,
		      const char *value)
{
	struct xenstore_piece pieces[] = { text(path),
					   { value, strlen(value) } };

	return order(XENSTORE_WRITE, transaction, pieces, 2);
}

int uk_xenstore_remove(uk_xenstore_transaction transaction, const char *path)
{
	struct xenstore_piece piece = text(path);

	return order(XENSTORE_REMOVE, transaction, &piece, 1);
}

static int parse(const char *digits, uint64_t *number)
{
	uint64_t value = 0;

	if (!*digits)
		return -EINVAL;
	for (; *digits; digits++) {
		if (*digits < '0' || *digits > '9' ||
		    __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, *digits - '0', &value))
			return -EINVAL;
	}
	*number = value;
	return 0;
}

int uk_xenstore_read_number(uk_xenstore_transaction transaction,
			    const char *path, uint64_t *number)
{
	char digits[NUMBER_MOST];
	int length = uk_xenstore_read(transaction, path, digits,
				      sizeof(digits));

	return length < 0 ? length : parse(digits, number);
}

int uk_xenstore_write_number(uk_xenstore_transaction transaction,
			     const char *path, uint64_t number)
{
	char digits[NUMBER_MOST];
	char *at = digits + sizeof(digits);

	*--at = 0;
	do
		*--at = (char)('0' + number % 10);
	while (number /= 10);
	return uk_xenstore_write(transaction, path, at);
}

int uk_xenstore_begin(uk_xenstore_transaction *transaction)
{
	uint64_t number;
	char digits[NUMBER_MOST];
	int length = ask(XENSTORE_TRANSACTION_START, 0, "", digits,
			 sizeof(digits) - 1);

	if (length < 0)
		return length;
	digits[length] = 0;
	if (parse(digits, &number) || !number || number > UINT32_MAX)
		return -EIO;
	*transaction = (uk_xenstore_transaction)number;
	return 0;
}

int uk_xenstore_end(uk_xenstore_transaction transaction, bool commit)
{
	struct xenstore_piece piece = text(commit ? "T" : "F");

	return order(XENSTORE_TRANSACTION_END, transaction, &piece, 1);
}
