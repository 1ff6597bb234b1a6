/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SPEEDTEST_INSERTS_H
#define SPEEDTEST_INSERTS_H

/* `inserts COUNT EACH FILE [JOURNAL-MODE]`; returns the exit status. */
int inserts(int argc, char **argv);

#endif /* SPEEDTEST_INSERTS_H */
