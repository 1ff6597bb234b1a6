/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finding devices: at boot, when one is attached, amid finding others, and what a store may
 * say that makes no sense.
 */
#include <stdio.h>
#include <string.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/test.h>
#include <uk/xen/bus.h>

#include "../../private.h"

UK_TESTSUITE(xenbus, "which devices are found");

/* ---- the store: names in device/vif, one behind the other, and who looks at device/ */
static char names[600];
static size_t names_length;
static int names_error;
static struct uk_xenstore_watch *watch;
static const char *backend = "/local/domain/0/backend/vif/1/0";
static uint64_t backend_domain;
static unsigned int lines; /* printed */
static void (*amid)(void); /* happens amid a request */

static void happen(void)
{
	void (*call)(void) = amid;

	amid = NULL;
	if (call)
		call();
}

int uk_xenstore_list(uk_xenstore_transaction t __uk_unused, const char *path,
		     char *to, size_t size)
{
	happen();
	if (strcmp(path, "device/vif"))
		return -ENOENT;
	if (names_error || names_length > size)
		return names_error ? names_error : -E2BIG;
	memcpy(to, names, names_length);
	return (int)names_length;
}

int uk_xenbus_read(struct uk_xenbus_device *device __uk_unused,
		   const char *name, char *value, size_t size)
{
	happen();
	UK_EXPECT_EQ(strcmp(name, "backend"), 0);
	if (!backend || strlen(backend) >= size)
		return backend ? -E2BIG : -ENOENT;
	strcpy(value, backend);
	return (int)strlen(backend);
}

int uk_xenstore_read_number(uk_xenstore_transaction t __uk_unused,
			    const char *path __uk_unused, uint64_t *number)
{
	*number = backend_domain;
	return 0;
}

int uk_xenstore_watch(struct uk_xenstore_watch *made)
{
	watch = made;
	UK_EXPECT(!made->wanted("device")); /* the call at first */
	return 0;
}

void uk_printf(const char *format __uk_unused, ...)
{
	lines++;
}

/* ---- the driver */
static unsigned int probed;
static int probe_error;
static char last[UK_XENBUS_PATH];

static int probe(struct uk_xenbus_device *device)
{
	probed++;
	happen();
	snprintf(last, sizeof(last), "%s", device->path);
	return probe_error;
}

UK_XENBUS_DRIVER(fake, .type = "vif", .probe = probe);

/* ---- what the toolstack does */
static void fire(const char *path)
{
	if (watch->wanted(path))
		watch->changed(watch);
}

static void add(const char *name)
{
	char path[700];

	memcpy(names + names_length, name, strlen(name) + 1);
	names_length += strlen(name) + 1;
	snprintf(path, sizeof(path), "device/vif/%s", name);
	fire(path);
	snprintf(path, sizeof(path), "device/vif/%s/backend", name);
	fire(path);
	snprintf(path, sizeof(path), "device/vif/%s/state", name);
	fire(path);
}

static void add_second(void)
{
	add("2");
}

static bool is_known(const char *path)
{
	return xenbus_of_path(path, strlen(path));
}

/* The first test: there is one device at boot, and another one comes while that is probed. */
UK_TEST(xenbus, boot)
{
	memcpy(names, "0", 2);
	names_length = 2;
	amid = add_second;
	UK_TABLE_FOR_EACH (uk_init_device, entry)
		UK_EXPECT_EQ(entry->init(), 0);
	UK_EXPECT_EQ(probed, 2);
	UK_EXPECT(is_known("device/vif/0") && is_known("device/vif/2"));
	UK_EXPECT(!is_known("device/vif/1") && !is_known("device/vif/"));
	UK_EXPECT_EQ(lines, 0);
}

UK_TEST(xenbus, attached)
{
	probed = lines = 0;
	add("10");
	UK_EXPECT_EQ(probed, 1);
	UK_EXPECT_EQ(lines, 1);
	UK_EXPECT_EQ(strcmp(last, "device/vif/10"), 0);
	/* ours, or of a device that is there again: no reason to look */
	fire("device/vif/0/state");
	fire("device/vif/10/backend");
	fire("device");
	fire("/backend");
	fire("");
	UK_EXPECT_EQ(probed, 1);
	/* one amid another */
	amid = add_second;
	names_length -= 3; /* "10" is taken away, and goes on being known */
	add("11");
	UK_EXPECT_EQ(probed, 2);
	UK_EXPECT(is_known("device/vif/10") && is_known("device/vif/11"));
}

/* One that cannot be used is tried again when the next one comes. */
UK_TEST(xenbus, failures)
{
	probed = lines = 0;
	probe_error = -EIO;
	add("20");
	UK_EXPECT_EQ(lines, 1);
	UK_EXPECT(!is_known("device/vif/20"));
	probe_error = 0;
	backend_domain = UINT16_MAX + 1;
	add("21");
	backend_domain = 0;
	backend = NULL;
	add("22");
	backend = "/local/domain/0/backend/vif/1/0123456789012345678901234567890123";
	add("23");
	UK_EXPECT_EQ(probed, 1);
	backend = "/local/domain/0/backend/vif/1/0";
	fire("device/vif/23/backend");
	UK_EXPECT_EQ(probed, 5);
	UK_EXPECT(is_known("device/vif/20") && is_known("device/vif/23"));
}

UK_TEST(xenbus, names_that_cannot_be)
{
	static char name[500];

	probed = 0;
	memset(name, '7', sizeof(name) - 1);
	names_length = 0;
	add(name);
	names_length = 0;
	name[UK_XENBUS_PATH - sizeof("device/vif/") + 1] = 0;
	add(name); /* one too long */
	UK_EXPECT_EQ(probed, 0);
	names_length = 0;
	name[UK_XENBUS_PATH - sizeof("device/vif/")] = 0;
	add(name);
	UK_EXPECT_EQ(probed, 1);
	names_length = 0;
	add(""); /* the store does not say that, and nobody is harmed */
	names_error = -E2BIG;
	add("30");
	names_error = -EIO;
	add("30");
	names_error = 0;
	UK_EXPECT(!is_known("device/vif/30"));
	fire("device/vif/30/backend");
	UK_EXPECT(is_known("device/vif/30"));
}
