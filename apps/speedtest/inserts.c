/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rows into a table, each by an INSERT statement of its own that is parsed and run, so many a
 * transaction: the work by which unikernels like to be compared.
 */
#include "inserts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stopwatch.h"

static int failed(sqlite3 *db, const char *what)
{
	fprintf(stderr, "inserts: %s: %s\n", what, sqlite3_errmsg(db));
	return 1;
}

static int run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(db, sql);
}

/* Whether a query whose answer is one row of one column gives that. */
static int expect(sqlite3 *db, const char *sql, const char *wanted)
{
	sqlite3_stmt *query;
	int same;

	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		return failed(db, sql);
	same = sqlite3_step(query) == SQLITE_ROW &&
	       !strcmp((const char *)sqlite3_column_text(query, 0), wanted);
	sqlite3_finalize(query);
	if (same)
		return 0;
	fprintf(stderr, "inserts: the answer to \"%s\" is not %s\n", sql, wanted);
	return 1;
}

/* Every row is there, and the file is whole. */
static int check(sqlite3 *db, int count)
{
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "%d %lld", count, (long long)count * (count + 1) / 2);
	return expect(db, "SELECT count(*) || ' ' || sum(number) FROM t", wanted) ||
	       expect(db, "PRAGMA integrity_check", "ok");
}

static int measure(sqlite3 *db, int count, int each)
{
	struct stopwatch start = stopwatch_now();
	char sql[128];

	for (int row = 1; row <= count; row++) {
		int first = each > 1 && row % each == 1;
		int last = each > 1 && (row % each == 0 || row == count);

		if (first && run(db, "BEGIN"))
			return 1;
		sqlite3_snprintf(sizeof(sql), sql,
				 "INSERT INTO t VALUES(%d, 'the text of row %d')", row, row);
		if (run(db, sql) || (last && run(db, "COMMIT")))
			return 1;
	}
	stopwatch_print("inserts", start);
	return 0;
}

int inserts(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 0, each = argc > 2 ? atoi(argv[2]) : 0;
	char journal[64];
	sqlite3 *db;
	int status;

	if (argc < 4 || argc > 5 || count < 1 || each < 1) {
		fputs("usage: inserts COUNT COUNT-PER-TRANSACTION FILE [JOURNAL-MODE]\n", stderr);
		return 1;
	}
	if (sqlite3_open(argv[3], &db) != SQLITE_OK)
		return failed(db, argv[3]);
	snprintf(journal, sizeof(journal), "PRAGMA journal_mode = %s",
		 argc > 4 ? argv[4] : "delete");
	status = run(db, journal) ||
		 run(db, "CREATE TABLE t(number INTEGER, content TEXT)") ||
		 measure(db, count, each) || check(db, count);
	if (sqlite3_close(db) != SQLITE_OK)
		return failed(db, "close");
	return status;
}
