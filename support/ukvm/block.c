/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Disks: files of the host, or its block devices. What the guest writes is in the host's page
 * cache until the guest flushes. An error of the host's is the guest's, which knows what was
 * being done.
 */
#include "files.h"
#include "monitor.h"
#include "parts.h"
#include "ring.h"
#include "words.h"

#define DISKS_MOST 8
#define SECTOR 512
#define TRANSFER_MOST (1u << 30) /* bytes; a result is an int */
#define SERIAL_MOST 20

struct disk {
	struct ring_device device; /* first */
	char *path;
	const char *serial;
	bool is_read_only;
	int fd;
	struct stat file;
	uint64_t bytes;
	bool cannot_tell; /* what is in memory: its file system has no RWF_NOWAIT */
	unsigned int operation; /* of the parts so far */
	struct parts parts;
	struct ukvm_ring_entry last; /* of them, and what became of it */
	int result;
};

static struct disk disks[DISKS_MOST];
static unsigned int count;

/* ---- requests */

/* What is -EAGAIN with RWF_NOWAIT goes on from there. */
static int transfer(struct disk *disk, int flags)
{
	const long call = disk->operation == UKVM_BLOCK_READ ? __NR_preadv2 :
							       __NR_pwritev2;
	struct parts *parts = &disk->parts;

	while (parts->length) {
		long done = sys_transfer(call, disk->fd,
					 parts->part + parts->first,
					 parts->end - parts->first,
					 disk->last.position, flags);

		if (done == -EINTR)
			continue;
		if (done == -EFBIG) /* a limit of the process or the file system */
			return -ENOSPC;
		if (done <= 0) /* 0: somebody has made the file shorter */
			return done ? (int)done : -EIO;
		parts_drop(parts, (uint64_t)done);
		disk->last.position += (uint64_t)done;
	}
	return disk->result;
}

static int zero(const struct disk *disk)
{
	return (int)system_call(__NR_fallocate, disk->fd,
				FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE,
				(long)disk->last.position,
				(long)disk->last.length, 0, 0);
}

/* 0: it can be done. */
static int check(const struct disk *disk)
{
	const struct ukvm_ring_entry *last = &disk->last;
	uint64_t length = disk->operation == UKVM_BLOCK_ZERO ?
				  last->length :
				  disk->parts.length;

	if (disk->operation == UKVM_BLOCK_FLUSH)
		return 0;
	if (disk->operation > UKVM_BLOCK_ZERO || length > TRANSFER_MOST ||
	    length > disk->bytes || last->position > disk->bytes - length ||
	    (length | last->position) % SECTOR)
		return -EINVAL;
	return disk->operation != UKVM_BLOCK_READ && disk->is_read_only ?
		       -EROFS :
		       0;
}

/* Does what was checked, however long it takes; also in the disk's thread. */
static void finish(struct ring_device *device)
{
	struct disk *disk = (struct disk *)device;

	if (disk->operation == UKVM_BLOCK_FLUSH)
		disk->result = (int)SYSTEM_3(__NR_fdatasync, disk->fd, 0, 0);
	else if (disk->operation == UKVM_BLOCK_ZERO)
		disk->result = zero(disk);
	else
		disk->result = transfer(
			disk,
			disk->last.flags & UKVM_ENTRY_DURABLE ? RWF_DSYNC : 0);
}

/* Reads what lies in the host's memory. True: the rest lies on its disk. */
static bool needs_disk(struct disk *disk)
{
	int result;

	if (disk->cannot_tell)
		return false;
	result = transfer(disk, RWF_NOWAIT);
	if (result == -EAGAIN)
		return true;
	if (result == -EOPNOTSUPP)
		disk->cannot_tell = true;
	else
		disk->result = result;
	return false;
}

/* True: the thread has it. */
static bool perform(struct disk *disk)
{
	bool is_slow = disk->operation == UKVM_BLOCK_FLUSH ||
		       disk->last.flags & UKVM_ENTRY_DURABLE;
	int error = check(disk);

	disk->result = error ? error : (int)disk->parts.length;
	if (error)
		return false;
	if (io_slow_is_possible(&disk->device)) {
		if (disk->operation == UKVM_BLOCK_READ)
			is_slow = needs_disk(disk);
		if (is_slow) {
			io_slow_begin(&disk->device);
			return true;
		}
	}
	if (disk->result >= 0 &&
	    (disk->parts.length || disk->operation > UKVM_BLOCK_WRITE))
		finish(&disk->device);
	return false;
}

static void add_part(struct disk *disk, const struct ukvm_ring_entry *entry)
{
	unsigned int rights = entry->operation == UKVM_BLOCK_READ ?
				      UKVM_WRITE :
				      UKVM_READ;
	void *memory =
		guest_at(&guest, entry->address, entry->length, rights);

	if (!memory)
		ring_lie(&disk->device, "names memory that it may not",
			 entry->address, entry->length);
	if (disk->parts.end && entry->operation != disk->operation)
		ring_lie(&disk->device, "changes what is to be done",
			 disk->operation, entry->operation);
	disk->operation = entry->operation;
	if (!parts_add(&disk->parts, memory, entry->length))
		ring_lie(&disk->device, "has a transfer of too many parts",
			 entry->address, entry->length);
}

static void end(struct disk *disk, int result)
{
	parts_clear(&disk->parts);
	ring_finish(&disk->device.rings[UKVM_RING_REQUESTS], result);
}

static bool serve(struct ring_device *device)
{
	struct disk *disk = (struct disk *)device;
	struct ring *ring = &device->rings[UKVM_RING_REQUESTS];
	struct ukvm_ring_entry *entry = &disk->last;

	if (io_slow_is_at_work(device)) {
		if (!io_slow_ended(device))
			return false;
		end(disk, disk->result);
		return true;
	}
	if (!ring_offered(device, ring))
		return false;
	ring_take(ring, entry);
	if (entry->operation <= UKVM_BLOCK_WRITE)
		add_part(disk, entry);
	else
		disk->operation = entry->operation;
	if (entry->flags & UKVM_ENTRY_MORE)
		ring_finish(ring, 0);
	else if (!perform(disk))
		end(disk, disk->result);
	return true;
}

static int changed(struct ring_device *device, unsigned int ring,
		   const struct ukvm_ring_setup *setup)
{
	(void)ring;
	io_slow_wait(device);
	parts_clear(&((struct disk *)device)->parts);
	return setup->flags ? -EINVAL : 0;
}

/* ---- the start */

/* QEMU's locks on images (its block/file-posix.c), so that it and this keep away from each
 * other: a byte for what is done with it, one for what others must not do. Locks of the process,
 * which end with it, whoever has inherited its files.
 */
#define LOCK_WRITING 101
#define LOCK_NO_OTHER_WRITER 201
/* fcntl(2) */
#define F_GETLK 5
#define F_SETLK 6
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

static struct flock {
	short type, whence;
	int64_t start, length;
	int process;
} ask;

static long lock(const struct disk *disk, int command, short type, int place)
{
	ask = (struct flock){ .type = type, .start = place, .length = 1 };
	return SYSTEM_3(__NR_fcntl, disk->fd, command, &ask);
}

static bool is_others(const struct disk *disk, int place)
{
	return !lock(disk, F_GETLK, F_WRLCK, place) && ask.type != F_UNLCK;
}

/* A process's own disks do not lock each other out. */
static bool is_mine(const struct disk *disk)
{
	for (const struct disk *other = disks; other < disk; other++)
		if (other->file.st_ino == disk->file.st_ino &&
		    other->file.st_dev == disk->file.st_dev &&
		    !(other->is_read_only && disk->is_read_only))
			return true;
	return false;
}

/* A file system without locks lets everybody. */
static void keep_others_away(const struct disk *disk)
{
	lock(disk, F_SETLK, F_RDLCK, LOCK_NO_OTHER_WRITER);
	if (!disk->is_read_only)
		lock(disk, F_SETLK, F_RDLCK, LOCK_WRITING);
	if (is_mine(disk) || is_others(disk, LOCK_WRITING) ||
	    (!disk->is_read_only && is_others(disk, LOCK_NO_OTHER_WRITER)))
		fail("%s is in use by another machine, or another disk of this: "
		     "end that first, or use ',ro' with both",
		     disk->path);
}

static void open_disk(struct disk *disk)
{
	long bytes;

	disk->fd = sys_openat(AT_FDCWD, disk->path,
			      (disk->is_read_only ? O_RDONLY : O_RDWR) |
				      O_CLOEXEC | O_NONBLOCK,
			      0);
	if (disk->fd < 0)
		fail("%s cannot be opened (error %u): is it there, and may it be "
		     "%s?",
		     disk->path, (unsigned int)-disk->fd,
		     disk->is_read_only ? "read" : "written (or use ',ro')");
	if (sys_fstat(disk->fd, &disk->file) ||
	    (!is_kind(&disk->file, S_IFREG) && !is_kind(&disk->file, S_IFBLK)))
		fail("%s is neither a file nor a block device", disk->path);
	bytes = sys_lseek(disk->fd, 0, SEEK_END);
	if (bytes < SECTOR || bytes % SECTOR)
		fail("%s is empty or ends within a sector of 512 bytes: "
		     "'truncate -s 64M %s' makes a disk",
		     disk->path, disk->path);
	disk->bytes = (uint64_t)bytes;
	keep_others_away(disk);
}

static void start(struct ukvm_boot *boot)
{
	for (unsigned int i = 0; i < count; i++) {
		struct disk *disk = &disks[i];
		struct ukvm_device *line;

		open_disk(disk);
		disk->device = (struct ring_device){
			.rings_used = 1,
			.serve = serve,
			.changed = changed,
			.fd = -1,
			.slow = finish,
		};
		line = ring_device_add(boot, &disk->device, "block");
		line->value = disk->bytes;
		line->flags = disk->is_read_only ? UKVM_BLOCK_READ_ONLY : 0;
		__builtin_memcpy(line->label, disk->serial,
				 length_of(disk->serial));
	}
}

static const char *add(const char *text)
{
	struct disk *disk = &disks[count];
	const char *serial;

	if (count == DISKS_MOST)
		return "is there eight times already";
	disk->path = (char *)text; /* the program's own words */
	disk->serial = "";
	for (;;)
		if (words_take(disk->path, "ro"))
			disk->is_read_only = true;
		else if ((serial = words_take(disk->path, "serial=")))
			disk->serial = serial;
		else
			break;
	if (length_of(disk->serial) > SERIAL_MOST)
		return "has a serial number of more than 20 letters";
	if (!*disk->path)
		return "names no file";
	count++;
	return NULL;
}

OPTIONS = {
	{ "disk", "FILE[,ro][,serial=NAME]",
	  "a disk: an image file; again for each further one", add },
};

SYSTEM_CALLS = { __NR_preadv2, __NR_pwritev2, __NR_fdatasync, __NR_fallocate };

MODULE = {
	.name = "block",
	.start = start,
};
