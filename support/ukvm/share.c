/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared folders: messages from rings to the server (share_serve.c), and answers back.
 */
#include "files.h"
#include "monitor.h"
#include "ring.h"
#include "share.h"
#include "words.h"

#define SHARES_MOST 8

struct folder {
	struct ring_device device; /* first */
	char *path;
	struct parts message;
	struct parts answer;
	int result;
	struct share share;
};

static struct folder folders[SHARES_MOST];
static unsigned int count;

static void add_part(struct folder *folder, const struct ukvm_ring_entry *entry)
{
	bool is_answer = entry->flags & UKVM_ENTRY_ANSWER;
	void *memory = guest_at(&guest, entry->address, entry->length,
				is_answer ? UKVM_WRITE : UKVM_READ);

	if (!memory)
		ring_lie(&folder->device, "names memory that it may not",
			 entry->address, entry->length);
	if (!parts_add(is_answer ? &folder->answer : &folder->message, memory,
		       entry->length))
		ring_lie(&folder->device, "has a message of too many parts",
			 entry->address, entry->length);
}

static void clear(struct folder *folder)
{
	parts_clear(&folder->message);
	parts_clear(&folder->answer);
}

/* Also in the folder's thread. */
static void answer(struct ring_device *device)
{
	struct folder *folder = (struct folder *)device;

	folder->result = share_serve(&folder->share, &folder->message,
				     &folder->answer);
}

static void end(struct folder *folder)
{
	clear(folder);
	ring_finish(&folder->device.rings[UKVM_RING_REQUESTS], folder->result);
}

static bool serve(struct ring_device *device)
{
	struct folder *folder = (struct folder *)device;
	struct ring *ring = &device->rings[UKVM_RING_REQUESTS];
	struct ukvm_ring_entry entry;

	if (io_slow_is_at_work(device)) {
		if (!io_slow_ended(device))
			return false;
		end(folder);
		return true;
	}
	if (!ring_offered(device, ring))
		return false;
	ring_take(ring, &entry);
	add_part(folder, &entry);
	if (entry.flags & UKVM_ENTRY_MORE) {
		ring_finish(ring, 0);
	} else if (io_slow_is_possible(device) &&
		   share_is_slow(&folder->message)) {
		io_slow_begin(device);
	} else {
		answer(device);
		end(folder);
	}
	return true;
}

static int changed(struct ring_device *device, unsigned int ring,
		   const struct ukvm_ring_setup *setup)
{
	(void)ring;
	io_slow_wait(device);
	clear((struct folder *)device);
	return setup->flags ? -EINVAL : 0;
}

/* Answers are copied to where they go. */
static bool holds(const struct ring_device *device, const void *memory,
		  uint64_t length)
{
	const struct parts *to = &((const struct folder *)device)->answer;

	for (unsigned int i = to->first; i < to->end; i++)
		if (ranges_meet(memory, length, to->part[i].base,
				to->part[i].length))
			return true;
	return false;
}

/* ---- the start */

#define RLIMIT_NOFILE 7

struct limit {
	uint64_t soft, hard;
};

/* A file of the guest is a descriptor here: as many as this user may have. */
static void allow_files(void)
{
	struct limit limit;

	system_call(__NR_prlimit64, 0, RLIMIT_NOFILE, 0, (long)&limit, 0, 0);
	limit.soft = limit.hard;
	system_call(__NR_prlimit64, 0, RLIMIT_NOFILE, (long)&limit, 0, 0, 0);
}

static void start(struct ukvm_boot *boot)
{
	int error = count ? share_prepare() : 0;

	if (error)
		fail("/proc/self/fd cannot be opened (error %u), without which "
		     "no folder can be shared: mount /proc",
		     (unsigned int)-error);
	if (count) {
		allow_files();
		/* rights are as the guest says */
		SYSTEM_3(__NR_umask, 0, 0, 0);
	}
	for (unsigned int i = 0; i < count; i++) {
		struct folder *folder = &folders[i];
		char tag[] = "share0";

		error = share_open_root(&folder->share, folder->path);
		if (error)
			fail("the folder %s cannot be shared (error %u): is it "
			     "one, and may it be read?",
			     folder->path, (unsigned int)-error);
		folder->device = (struct ring_device){
			.rings_used = 1,
			.serve = serve,
			.changed = changed,
			.holds = holds,
			.fd = -1,
			.slow = answer,
		};
		tag[sizeof(tag) - 2] += (char)i;
		__builtin_memcpy(
			ring_device_add(boot, &folder->device, "9p")->label, tag,
			sizeof(tag));
	}
}

static const char *add(const char *text)
{
	struct folder *folder = &folders[count];

	if (count == SHARES_MOST)
		return "is there eight times already";
	folder->path = (char *)text; /* the program's own words */
	folder->share.is_read_only = words_take(folder->path, "ro");
	if (!*folder->path)
		return "names no folder";
	count++;
	return NULL;
}

/* ---- whose files they are */

/* linux/capability.h: of a thread, none */
static const struct {
	uint32_t version;
	int thread;
} capabilities = { 0x20080522, 0 };

/* Root's guests act as who owns the first folder, who may be root, but without any of
 * root's rights.
 */
bool sandbox_user(void)
{
	static const uint32_t none[6];
	struct stat stat;

	if (!count || sys_fstat(folders[0].share.root, &stat))
		return false;
	if (SYSTEM_3(__NR_setgroups, 0, NULL, 0) < 0 ||
	    SYSTEM_3(__NR_setresgid, stat.st_gid, stat.st_gid, stat.st_gid) <
		    0 ||
	    SYSTEM_3(__NR_setresuid, stat.st_uid, stat.st_uid, stat.st_uid) <
		    0 ||
	    SYSTEM_3(__NR_capset, &capabilities, none, 0) < 0)
		fail("cannot become the owner of %s", folders[0].path);
	return true;
}

OPTIONS = {
	{ "share", "FOLDER[,ro]",
	  "a folder for the guest (tags share0, share1...); again for each "
	  "further one",
	  add },
};

SYSTEM_CALLS = {
	__NR_preadv, __NR_pwritev, __NR_openat, __NR_close, __NR_dup,
	__NR_fstat, __NR_newfstatat, __NR_readlinkat, __NR_getdents64,
	__NR_lseek, __NR_fsync, __NR_fdatasync, __NR_mkdirat, __NR_symlinkat,
	__NR_linkat, __NR_unlinkat, __NR_renameat, __NR_fchmodat, __NR_fchownat,
	__NR_utimensat, __NR_ftruncate, __NR_fstatfs,
};

MODULE = {
	.name = "share",
	.start = start,
};
