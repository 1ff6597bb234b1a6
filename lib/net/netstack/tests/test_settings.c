/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Settings of interfaces: what is right is understood, what is wrong refused.
 */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>

#include "../settings.h"

UK_TESTSUITE(netstack_settings, "netstack.eth0=...");

static struct netstack_settings settings;
static const char *wrong, *problem;

static int parse(const char *text)
{
	wrong = problem = NULL;
	return netstack_settings_parse(text, &settings, &wrong, &problem);
}

UK_TEST(netstack_settings, nothing_said)
{
	UK_EXPECT_EQ(parse(""), 0);
	UK_EXPECT_EQ(settings.use_dhcp, LWIP_DHCP);
	UK_EXPECT(!settings.is_off);
	UK_EXPECT_EQ(parse("auto"), 0);
	UK_EXPECT(!settings.use_dhcp);
	UK_EXPECT_EQ(parse("off"), 0);
	UK_EXPECT(settings.is_off);
	UK_EXPECT_EQ(parse("mtu=1400"), 0);
	UK_EXPECT_EQ(settings.mtu, 1400);
	UK_EXPECT_EQ(settings.use_dhcp, LWIP_DHCP);
}

#if LWIP_IPV4
UK_TEST(netstack_settings, ipv4)
{
	UK_EXPECT_EQ(parse("10.0.2.15/24,gw=10.0.2.2,dns=10.0.2.3,dns=1.1.1.1"),
		     0);
	UK_EXPECT_EQ(lwip_ntohl(settings.address4.addr), 0x0a00020f);
	UK_EXPECT_EQ(lwip_ntohl(settings.netmask4.addr), 0xffffff00);
	UK_EXPECT_EQ(lwip_ntohl(settings.gateway4.addr), 0x0a000202);
	UK_EXPECT_EQ(settings.dns_count, 2);
	UK_EXPECT(!settings.use_dhcp);
	UK_EXPECT_EQ(parse("192.0.2.1/32"), 0);
	UK_EXPECT_EQ(lwip_ntohl(settings.netmask4.addr), 0xffffffff);
	UK_EXPECT_EQ(parse("192.0.2.1/1"), 0);
	UK_EXPECT_EQ(lwip_ntohl(settings.netmask4.addr), 0x80000000);
}
#endif

#if LWIP_IPV6
UK_TEST(netstack_settings, ipv6)
{
	UK_EXPECT_EQ(parse("fd00::2/64,gw=fe80::1"), 0);
	UK_EXPECT_EQ(lwip_ntohl(settings.address6.addr[0]), 0xfd000000);
	UK_EXPECT_EQ(lwip_ntohl(settings.address6.addr[3]), 2);
	UK_EXPECT_EQ(lwip_ntohl(settings.gateway6.addr[0]), 0xfe800000);
}

static bool reads(const char *text, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	ip6_addr_t address;

	return netstack_parse_ip6(text, &address) &&
	       lwip_ntohl(address.addr[0]) == a &&
	       lwip_ntohl(address.addr[1]) == b &&
	       lwip_ntohl(address.addr[2]) == c &&
	       lwip_ntohl(address.addr[3]) == d;
}

UK_TEST(netstack_settings, ipv6_text)
{
	static const char *const bad[] = {
		"",	    ":",	  ":::",	     "1",
		"1:2",	    "1::2::3",	  "1:2:3:4:5:6:7",   "12345::",
		"::g",	    "1:",	  "1:2:3:4:5:6:7:8:", "::1.2.3",
		"::1.2.3.", "::256.1.1.1", "1:2:3:4:5:6:7:8:9", "1:::2",
		"::1%eth0", "1.2.3.4::",  "::1.2.3.4:5", "1:2:3:4:5:6:7::8",
	};
	ip6_addr_t address;

	UK_EXPECT(reads("::", 0, 0, 0, 0));
	UK_EXPECT(reads("::1", 0, 0, 0, 1));
	UK_EXPECT(reads("fd00::", 0xfd000000, 0, 0, 0));
	UK_EXPECT(reads("1:2:3:4:5:6:7:8", 0x10002, 0x30004, 0x50006, 0x70008));
	UK_EXPECT(reads("1::7:8", 0x10000, 0, 0, 0x70008));
	UK_EXPECT(reads("::ffff:10.0.2.15", 0, 0, 0xffff, 0x0a00020f));
	UK_EXPECT(reads("ABCD:ef01::", 0xabcdef01, 0, 0, 0));
	for (size_t i = 0; i < UK_ARRAY_SIZE(bad); i++)
		if (netstack_parse_ip6(bad[i], &address))
			uk_test_failed(bad[i], __FILE__, __LINE__);
}
#endif

UK_TEST(netstack_settings, mistakes)
{
	static const char *const bad[] = {
		"dhpc",		"10.0.2.15",	   "10.0.2.15/",
		"10.0.2.15/33",	"10.0.2.15/24x",   "10.0.2/24",
		"10.0.2.256/24", "10.0.2.0/24",	   "10.0.2.255/24",
		"127.0.0.1/8",	"224.0.0.1/4",	   "0.0.0.0/0",
		"10.0.2.15/24,", ",",		   "10.0.2.15/24,,off",
		"off,10.0.2.15/24", "dhcp,10.0.2.15/24", "gw=10.0.2.2",
		"10.0.2.15/24,gw=10.0.3.1", "dns=", "dns=name",
		"dns=1.1.1.1,dns=1.1.1.2,dns=1.1.1.3", "mtu=60", "mtu=99999",
		"fd00::2",	"fd00::2/48",	   "ff02::1/64",
		"::1/64",	"fe80::1/64",	   "fd00::1/64,fd00::2/64",
		"10.0.2.15/24,10.0.2.16/24",
		"dns=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};

	for (size_t i = 0; i < UK_ARRAY_SIZE(bad); i++)
		if (parse(bad[i]) != -EINVAL || !problem || wrong < bad[i] ||
		    wrong > bad[i] + strlen(bad[i]))
			uk_test_failed(bad[i], __FILE__, __LINE__);
}
