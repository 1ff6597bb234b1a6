/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HTTPD_SERVER_H
#define HTTPD_SERVER_H

/*
 * Serves what connects to `listener`, a listening socket that does not block, for ever. A
 * connection that makes no progress for `timeout` seconds ends. Returns only if that is
 * impossible: an error number.
 */
int server_run(int listener, unsigned int timeout);

#endif /* HTTPD_SERVER_H */
