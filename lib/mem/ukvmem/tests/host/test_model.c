/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random calls, compared with the model; what is refused.
 */
#include <uk/errno.h>
#include <uk/test.h>
#include <uk/vmem.h>

#include "model.h"
#include "window.h"

UK_TESTSUITE(ukvmem_model, "mapped memory against a model");

UK_TEST(ukvmem_model, random_calls)
{
	static uint8_t bytes[4 * 3000];
	uint64_t state = 1;

	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			/* Knuth, The Art of Computer Programming, 3.3.4 */
			state = state * 6364136223846793005 + 1;
			bytes[i] = (uint8_t)(state >> 56);
		}
		model_run(bytes, sizeof(bytes));
	}
}

UK_TEST(ukvmem_model, refuses)
{
	const unsigned int rw = UK_PAGE_READ | UK_PAGE_WRITE;
	uintptr_t address = 0;

	UK_EXPECT_EQ(uk_vmem_map(&address, 0, rw, 0), -EINVAL);
	UK_EXPECT_EQ(uk_vmem_map(&address, 1, rw | UK_PAGE_EXECUTE, 0),
		     -ENOTSUP);
	UK_EXPECT_EQ(uk_vmem_map(&address, UK_WINDOW_END - UK_WINDOW_START + 1,
				 rw, 0),
		     -ENOMEM);
	UK_EXPECT_EQ(uk_vmem_map(&address, SIZE_MAX, rw, 0), -ENOMEM);
	address = 0x400000;
	UK_EXPECT_EQ(uk_vmem_map(&address, 1, rw, UK_VMEM_FIXED), -EINVAL);
	address = UK_WINDOW_START + 1;
	UK_EXPECT_EQ(uk_vmem_map(&address, 1, rw, UK_VMEM_FIXED), -EINVAL);
	address = UK_WINDOW_END - UK_PAGE_SIZE;
	UK_EXPECT_EQ(uk_vmem_map(&address, 2 * UK_PAGE_SIZE, rw, UK_VMEM_FIXED),
		     -EINVAL);
	address = UK_WINDOW_START;
	UK_EXPECT_EQ(uk_vmem_unmap(address, 1), -EINVAL);
	UK_EXPECT_EQ(uk_vmem_unmap(address + 1, UK_PAGE_SIZE), -EINVAL);
	UK_EXPECT_EQ(uk_vmem_unmap(address, 0), -EINVAL);
	UK_EXPECT_EQ(uk_vmem_unmap(address, UK_PAGE_SIZE), 0);
	UK_EXPECT_EQ(uk_vmem_unmap(0x1000, UK_PAGE_SIZE), -EINVAL);
	UK_EXPECT_EQ(uk_vmem_unmap(UK_WINDOW_END - UK_PAGE_SIZE,
				   2 * UK_PAGE_SIZE),
		     -EINVAL);
	UK_EXPECT_EQ(uk_vmem_protect(address, UK_PAGE_SIZE, rw), -ENOMEM);
	UK_EXPECT_EQ(uk_vmem_protect(address, UK_PAGE_SIZE,
				     rw | UK_PAGE_EXECUTE),
		     -ENOTSUP);
	UK_EXPECT_EQ(uk_vmem_populate(address, UK_PAGE_SIZE), -ENOMEM);
	UK_EXPECT_EQ(uk_vmem_resize(&address, UK_PAGE_SIZE, UK_PAGE_SIZE, 0),
		     -EFAULT);
	UK_EXPECT(!uk_vmem_has(address, 1, 0));
	UK_EXPECT(uk_vmem_memory(address) == NULL);
	UK_EXPECT(uk_vmem_memory(12345) == NULL);
}
