/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SQLite's command line shell, as it was published. Of the host's commands it has none.
 */
#include "options.h"
#include "print.h"

#define SQLITE_NOHAVE_SYSTEM 1
#define SQLITE_OMIT_POPEN 1
#define HAVE_LINENOISE 1
#ifndef CONFIG_APP_SQLITE_SHELL_TABLES
#define SQLITE_OMIT_VIRTUALTABLE 1 /* of the shell; SQLite itself has them */
#endif

#include <shell.c>
