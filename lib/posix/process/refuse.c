/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a unikernel cannot do: one program, in one address space, without a kernel that
 * could keep others apart.
 */
#include <uk/print.h>
#include <uk/process.h>

#define CALLS_MOST 16

int uk_process_refuse(const char *call)
{
	static const char *told[CALLS_MOST];

	for (unsigned int i = 0; i < CALLS_MOST; i++) {
		if (told[i] == call)
			break;
		if (told[i])
			continue;
		told[i] = call;
		uk_pr_warn("%s() is refused: an image is one process. Run in the foreground, "
			   "without children; use threads, or boot another image\n",
			   call);
		break;
	}
	return -ENOSYS;
}
