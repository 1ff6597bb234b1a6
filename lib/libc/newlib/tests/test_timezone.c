/* SPDX-License-Identifier: BSD-3-Clause */
/* TZ: offsets, names, summer time and its rules, and what is none. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uk/test.h>

UK_TESTSUITE(newlib_timezone, "newlib: time zones");

#define WINTER 1643112000 /* 2022-01-25 12:00 UTC */
#define SUMMER 1657882240 /* 2022-07-15 10:50:40 UTC */

static struct tm local(const char *zone, time_t time)
{
	struct tm result;

	setenv("TZ", zone, 1);
	tzset();
	localtime_r(&time, &result);
	return result;
}

/* Minutes that local time is before UTC at noon. */
static int ahead(const char *zone, time_t time)
{
	struct tm here = local(zone, time), there;
	int days;

	gmtime_r(&time, &there);
	days = here.tm_year != there.tm_year ? here.tm_year - there.tm_year :
					       here.tm_yday - there.tm_yday;
	return days * 24 * 60 + (here.tm_hour - there.tm_hour) * 60 +
	       here.tm_min - there.tm_min;
}

UK_TEST(newlib_timezone, offsets)
{
	UK_EXPECT_EQ(ahead("UTC0", WINTER), 0);
	UK_EXPECT_EQ(ahead(":EST5", WINTER), -300);
	UK_EXPECT_EQ(ahead("<+0530>-5:30", SUMMER), 330);
	UK_EXPECT_EQ(ahead("<-12>+12:00:00", SUMMER), -720);
	UK_EXPECT(!strcmp(tzname[0], "-12"));
	UK_EXPECT_EQ(_timezone, 12 * 3600l);
	UK_EXPECT_EQ(_daylight, 0);
}

UK_TEST(newlib_timezone, summer)
{
	UK_EXPECT_EQ(ahead("CET-1CEST,M3.5.0,M10.5.0/3", WINTER), 60);
	UK_EXPECT_EQ(ahead("CET-1CEST,M3.5.0,M10.5.0/3", SUMMER), 120);
	UK_EXPECT(!strcmp(tzname[1], "CEST"));
	UK_EXPECT(local("CET-1CEST,M3.5.0,M10.5.0/3", SUMMER).tm_isdst > 0);
	UK_EXPECT_EQ(ahead("EST5EDT", SUMMER), -240);
	UK_EXPECT_EQ(ahead("EST5EDT4:30,J60,J300", SUMMER), -270);
	UK_EXPECT_EQ(ahead("EST5EDT,0/0,J365/25", WINTER), -240);
	/* south of the equator summer is in January */
	UK_EXPECT_EQ(ahead("AEST-10AEDT,M10.1.0,M4.1.0/3", WINTER), 660);
	UK_EXPECT_EQ(ahead("AEST-10AEDT,M10.1.0,M4.1.0/3", SUMMER), 600);
}

UK_TEST(newlib_timezone, nonsense_is_utc)
{
	static const char *const zones[] = {
		"", "5", "AB5", "ELEVENCHARS5", "NAME", "NAME:5", "<AB>5", "<ABC5",
		"NAME5:", "NAME5:60", "NAME168", "NAME5?", "NAME5SU", "NAME5SUM,X",
		"NAME5SUM,M13.1.0", "NAME5SUM,M3.6.0", "NAME5SUM,M3.1.7",
		"NAME5SUM,M3.1", "NAME5SUM,J0", "NAME5SUM,366", "NAME5SUM,1/x",
		"NAME5SUM,1,2,3",
	};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		UK_EXPECT_EQ(ahead("EST5", WINTER), -300);
		UK_EXPECT_EQ(ahead(zones[i], WINTER), 0);
		UK_EXPECT_EQ(_timezone, 0l);
		UK_EXPECT(!*tzname[0]);
	}
	unsetenv("TZ");
	tzset();
	UK_EXPECT(!strcmp(tzname[0], "GMT"));
}
