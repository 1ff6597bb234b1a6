/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The words of --net.
 */
#include <uk/test.h>

#include "../net.h"

UK_TESTSUITE(ukvm_net, "ukvm: what a network device is connected to");

UK_TEST(ukvm_net, good)
{
	uint64_t mac;

	UK_EXPECT(!net_parse("tap:uk0", &mac));
	UK_EXPECT_EQ(mac, 0);
	UK_EXPECT(!net_parse("tap:fifteen-letters", &mac));
	UK_EXPECT(!net_parse("fd:0", &mac));
	UK_EXPECT(!net_parse("fd:1023", &mac));
	UK_EXPECT(!net_parse("tap:a,52:54:00:Ab:cD:ef", &mac));
	UK_EXPECT_EQ(mac, 0xefcdab005452);
	UK_EXPECT(!net_parse("fd:7,02:00:00:00:00:00", &mac));
	UK_EXPECT_EQ(mac, 2);
}

UK_TEST(ukvm_net, wrong)
{
	static const char *const texts[] = {
		"",
		"tap",
		"tap:",
		"tap:,02:00:00:00:00:01",
		"tap:sixteen--letters",
		"fd:",
		"fd:-1",
		"fd:1x",
		"fd:99999999999999999999",
		"user",
		"tap:a,",
		"tap:a,02:00:00:00:00",
		"tap:a,02:00:00:00:00:01:",
		"tap:a,02:00:00:00:00:0",
		"tap:a,2:00:00:00:00:01",
		"tap:a,02-00-00-00-00-01",
		"tap:a,0g:00:00:00:00:01",
		"tap:a,01:00:00:00:00:01", /* of many */
		"tap:a,00:00:00:00:00:00",
	};
	uint64_t mac;

	for (unsigned int i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		UK_EXPECT(net_parse(texts[i], &mac));
}
