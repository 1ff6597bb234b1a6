/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SQLite, as it was published.
 */
#include "options.h"

#include <sqlite3.c>
