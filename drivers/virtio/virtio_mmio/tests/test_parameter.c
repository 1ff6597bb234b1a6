/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices as a command line tells of them.
 */
#include <uk/test.h>

#include "../private.h"

UK_TESTSUITE(virtio_mmio_parameter, "virtio devices on the command line");

static struct virtio_mmio_place place;

static bool is(const char *text, uint64_t address, uint32_t length,
	       uint32_t interrupt)
{
	return !virtio_mmio_parse(text, &place) && place.address == address &&
	       place.length == length && place.interrupt == interrupt &&
	       !place.is_global;
}

UK_TEST(virtio_mmio_parameter, monitors_forms)
{
	UK_EXPECT(is("512@0xfeb00e00:12", 0xfeb00e00, 512, 12)); /* QEMU */
	UK_EXPECT(is("4K@0xd0000000:5", 0xd0000000, 4096, 5)); /* Firecracker */
	UK_EXPECT(is("0x200@0xFEB00E00:0x0c:7", 0xfeb00e00, 512, 12));
	UK_EXPECT(is("0@0:0", 0, 0, 0));
	UK_EXPECT(is("4194303K@0xffffffffffffffff:4294967295", UINT64_MAX,
		     0xfffffc00, UINT32_MAX));
}

UK_TEST(virtio_mmio_parameter, refuses)
{
	static const char *const wrong[] = {
		"",
		"512",
		"512@",
		"512@0xfeb00e00",
		"512@0xfeb00e00:",
		"512@0xfeb00e00:12:",
		"512@0xfeb00e00:12:7:",
		"512@0xfeb00e00:12 ",
		"512@feb00e00:12",
		"512M@0xfeb00e00:12",
		"512@0x:12",
		"0x@0xfeb00e00:12",
		"-1@0xfeb00e00:12",
		"12a@0xfeb00e00:12",
		"4294967296@0xfeb00e00:12",
		"4194304K@0xfeb00e00:12",
		"512@0x10000000000000000:12",
		"512@18446744073709551616:12",
		"512@0xfeb00e00:4294967296",
		"512@0xfeb00e00:12:x",
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++)
		UK_EXPECT_EQ(virtio_mmio_parse(wrong[i], &place), -EINVAL);
}
