/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end: the monitor's exit status is the image's.
 */
#include <uk/plat/lifecycle.h>
#include <uk/ukvm.h>

void uk_plat_exit(int status)
{
	uk_ukvm_call(UKVM_CALL_EXIT, (unsigned int)status, 0);
	__builtin_unreachable();
}
