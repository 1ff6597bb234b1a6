/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SQLite's own measure of itself, as it was published: a function here, beside main.c's others.
 */
#include "../sqlite/options.h"

#define main speedtest1
int speedtest1(int argc, char **argv);

#include <source/test/speedtest1.c>
