/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a request to its answer in the output.
 */
#ifndef HTTPD_ANSWER_H
#define HTTPD_ANSWER_H

#include "request.h"

/* True if the connection goes on behind it. */
bool answer_request(const struct request *request);

/* Refuses what was no request; the connection ends behind it. */
void answer_refuse(int status);

#endif /* HTTPD_ANSWER_H */
