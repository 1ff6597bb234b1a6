/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * -1 and ENOSYS, and a line that says why, once.
 */
#ifndef POSIXAPI_REFUSE_H
#define POSIXAPI_REFUSE_H

#include <uk/process.h>

#include "../result.h"

#define refuse(call) result(uk_process_refuse(call))

#endif /* POSIXAPI_REFUSE_H */
