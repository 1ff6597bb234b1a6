/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any sequence of calls, compared with the model.
 */
#include "model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	model_run(data, size);
	return 0;
}
