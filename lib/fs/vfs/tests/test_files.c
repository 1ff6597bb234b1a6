/* SPDX-License-Identifier: BSD-3-Clause */
#include "fixture.h"

UK_TESTSUITE(vfs_files, "open files: positions, sizes, directories, locks");

UK_TEST(vfs_files, positions)
{
	struct uk_file *file;
	char text[16];

	begin();
	UK_REQUIRE(!open_flags("f", UK_O_CREAT | UK_O_RDWR, &file));
	UK_EXPECT_EQ(write_text(file, "hello", UK_FILE_POSITION), 5);
	UK_EXPECT_EQ(write_text(file, " world", UK_FILE_POSITION), 6);
	UK_EXPECT_EQ(read_text(file, text, sizeof(text), UK_FILE_POSITION), 0);
	UK_EXPECT_EQ(uk_file_seek(file, -5, UK_SEEK_END), 6);
	UK_EXPECT_EQ(read_text(file, text, 4, UK_FILE_POSITION), 3);
	UK_EXPECT(!strcmp(text, "wor"));
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_CUR), 9);
	UK_EXPECT_EQ(read_text(file, text, sizeof(text), 1), 10);
	UK_EXPECT(!strcmp(text, "ello world"));
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_CUR), 9);
	UK_EXPECT_EQ(uk_file_seek(file, -10, UK_SEEK_CUR), -EINVAL);
	UK_EXPECT_EQ(uk_file_seek(file, INT64_MAX, UK_SEEK_CUR), -EOVERFLOW);
	UK_EXPECT_EQ(uk_file_seek(file, 0, 9), -EINVAL);
	UK_EXPECT_EQ(uk_file_seek(file, 4, 3), 4);	 /* data */
	UK_EXPECT_EQ(uk_file_seek(file, 4, 4), 11);	 /* hole */
	UK_EXPECT_EQ(uk_file_seek(file, 11, 3), -ENXIO);
	UK_EXPECT_EQ(read_text(file, text, sizeof(text), -2), -EINVAL);
	UK_EXPECT_EQ(write_text(file, "x", -2), -EINVAL);
	UK_EXPECT_EQ(write_text(file, "x", INT64_MAX), -EFBIG);
	UK_EXPECT_EQ(write_text(file, "", UK_FILE_POSITION), 0);
	uk_file_put(file);
	end();
}

UK_TEST(vfs_files, appending)
{
	struct uk_file *file, *other;
	char text[16];

	begin();
	UK_REQUIRE(!open_flags("f", UK_O_CREAT | UK_O_RDWR | UK_O_APPEND,
			       &file));
	UK_REQUIRE(!open_flags("f", UK_O_WRONLY | UK_O_APPEND, &other));
	UK_EXPECT_EQ(write_text(file, "ab", UK_FILE_POSITION), 2);
	UK_EXPECT_EQ(write_text(other, "cd", UK_FILE_POSITION), 2);
	UK_EXPECT_EQ(write_text(file, "ef", UK_FILE_POSITION), 2);
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_CUR), 6);
	UK_EXPECT_EQ(write_text(file, "gh", 0), 2); /* the end all the same */
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_CUR), 6);
	UK_EXPECT_EQ(read_text(file, text, sizeof(text), 0), 8);
	UK_EXPECT(!strcmp(text, "abcdefgh"));
	uk_file_put(file);
	uk_file_put(other);
	end();
}

UK_TEST(vfs_files, truncating)
{
	struct uk_file *file;
	struct uk_attributes size = { .which = UK_ATTRIBUTE_SIZE, .size = 1 };

	begin();
	UK_REQUIRE(!open_flags("f", UK_O_CREAT | UK_O_RDWR, &file));
	write_text(file, "hello", 0);
	UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), 3), 0);
	UK_EXPECT_EQ(uk_vfs_file(file)->vnode->size, 3);
	UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), -1), -EINVAL);
	uk_file_put(file);
	UK_REQUIRE(!open_flags("f", UK_O_RDONLY, &file));
	UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), 1), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_allocate(uk_vfs_file(file), 0, 1, false), -EBADF);
	UK_EXPECT_EQ(write_text(file, "x", 0), -EBADF);
	uk_file_put(file);
	UK_EXPECT_EQ(try_open("f", UK_O_TRUNC), 0);
	UK_REQUIRE(!open_flags("f", UK_O_WRONLY, &file));
	UK_EXPECT_EQ(uk_vfs_file(file)->vnode->size, 0);
	UK_EXPECT_EQ(uk_vfs_allocate(uk_vfs_file(file), 0, 0, false), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_allocate(uk_vfs_file(file), 1, INT64_MAX, false),
		     -EFBIG);
	UK_EXPECT_EQ(uk_vfs_allocate(uk_vfs_file(file), 0, 1, false),
		     -EOPNOTSUPP);
	uk_file_put(file);
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(uk_vfs_set(here, "d", 0, &size), -EISDIR);
	UK_EXPECT_EQ(uk_vfs_set(here, "f", 0, &size), 0);
	end();
}

UK_TEST(vfs_files, kinds_of_open_files)
{
	struct uk_file *file;
	struct uk_stat stat;
	char text[4];
	int left = -1;

	begin();
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_REQUIRE(!open_flags("d", 0, &file));
	UK_EXPECT_EQ(read_text(file, text, 4, 0), -EISDIR);
	UK_EXPECT_EQ(uk_vfs_truncate(uk_vfs_file(file), 0), -EINVAL);
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_END), -EINVAL);
	uk_file_put(file);
	UK_REQUIRE(!open_flags("f", UK_O_CREAT | UK_O_RDWR | UK_O_SYNC, &file));
	model.syncs = 0;
	UK_EXPECT_EQ(write_text(file, "abc", 0), 3);
	UK_EXPECT_EQ(model.syncs, 1);
	UK_EXPECT_EQ(uk_file_ioctl(file, UK_FIONREAD, &left), 0);
	UK_EXPECT_EQ(left, 3);
	UK_EXPECT_EQ(uk_file_ioctl(file, 1, NULL), -ENOTTY);
	UK_EXPECT_EQ(uk_file_stat(file, &stat), 0);
	UK_EXPECT_EQ(stat.size, 3);
	UK_EXPECT_EQ(stat.mode, UK_S_IFREG | 0644);
	UK_EXPECT_EQ(stat.links, 1);
	UK_EXPECT(!(file->flags & (UK_O_CREAT | UK_O_CLOEXEC)));
	uk_file_put(file);
	UK_REQUIRE(!open_flags("f", UK_O_PATH, &file));
	UK_EXPECT_EQ(read_text(file, text, 4, 0), -EBADF);
	UK_EXPECT_EQ(uk_file_seek(file, 0, UK_SEEK_SET), -EBADF);
	UK_EXPECT_EQ(uk_file_ioctl(file, UK_FIONREAD, &left), -EBADF);
	UK_EXPECT_EQ(uk_file_stat(file, &stat), 0);
	UK_EXPECT(uk_vfs_file(file) != NULL);
	uk_file_put(file);
	end();
}

static bool is_entry(const struct uk_dirent *entry, const char *name,
		     uint64_t inode, uint8_t kind)
{
	return !strcmp(entry->name, name) && entry->inode == inode &&
	       entry->kind == kind && entry->length % 8 == 0;
}

/* The next entry, in a buffer that has room for one */
static const struct uk_dirent *next_entry(struct uk_file *file, char *buffer,
					  size_t size)
{
	uk_ssize_t length = uk_vfs_readdir(uk_vfs_file(file), buffer, size);

	return length > 0 ? (void *)buffer : NULL;
}

UK_TEST(vfs_files, directories)
{
	_Alignas(8) char buffer[32];
	const struct uk_dirent *entry;
	struct uk_file *file;
	uint64_t root, f, d;

	begin();
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(make_file("longer"), 0);
	root = inode_of(".");
	f = inode_of("longer");
	d = inode_of("d");
	UK_REQUIRE(!open_flags(".", 0, &file));
	UK_EXPECT_EQ(uk_vfs_readdir(uk_vfs_file(file), buffer, 16), -EINVAL);
	entry = next_entry(file, buffer, 24);
	UK_REQUIRE(entry);
	UK_EXPECT(is_entry(entry, ".", root, 4));
	entry = next_entry(file, buffer, 24);
	UK_REQUIRE(entry);
	UK_EXPECT(is_entry(entry, "..", inode_of("/"), 4));
	/* What does not fit comes with the next call. */
	UK_EXPECT_EQ(uk_vfs_readdir(uk_vfs_file(file), buffer, 24), -EINVAL);
	entry = next_entry(file, buffer, 32);
	UK_REQUIRE(entry);
	UK_EXPECT(is_entry(entry, "longer", f, 8));
	entry = next_entry(file, buffer, 32);
	UK_REQUIRE(entry);
	UK_EXPECT(is_entry(entry, "d", d, 4));
	UK_EXPECT_EQ(uk_vfs_readdir(uk_vfs_file(file), buffer, 1), 0);
	UK_EXPECT_EQ(uk_file_seek(file, 2, UK_SEEK_SET), 2);
	entry = next_entry(file, buffer, 32);
	UK_REQUIRE(entry);
	UK_EXPECT(is_entry(entry, "longer", f, 8));
	uk_file_put(file);
	UK_REQUIRE(!open_flags("longer", 0, &file));
	UK_EXPECT_EQ(uk_vfs_readdir(uk_vfs_file(file), buffer, 32), -ENOTDIR);
	uk_file_put(file);
	UK_REQUIRE(!open_flags("d", 0, &file));
	UK_EXPECT_EQ(rmdir("d"), 0);
	UK_EXPECT_EQ(uk_vfs_readdir(uk_vfs_file(file), buffer, 32), -ENOENT);
	uk_file_put(file);
	end();
}

static int lock(struct uk_file *file, unsigned int operation)
{
	return uk_vfs_flock(uk_vfs_file(file),
			    operation | UK_FLOCK_NONBLOCK);
}

UK_TEST(vfs_files, locks)
{
	struct uk_file *a, *b, *c;

	begin();
	UK_REQUIRE(!open_flags("f", UK_O_CREAT, &a));
	UK_REQUIRE(!open_flags("f", 0, &b));
	UK_REQUIRE(!open_flags("f", 0, &c));
	UK_EXPECT_EQ(lock(a, 3), -EINVAL);
	UK_EXPECT_EQ(lock(a, UK_FLOCK_SHARED), 0);
	UK_EXPECT_EQ(lock(b, UK_FLOCK_SHARED), 0);
	UK_EXPECT_EQ(lock(c, UK_FLOCK_EXCLUSIVE), -EAGAIN);
	UK_EXPECT_EQ(lock(b, UK_FLOCK_UNLOCK), 0);
	UK_EXPECT_EQ(lock(a, UK_FLOCK_EXCLUSIVE), 0);
	UK_EXPECT_EQ(lock(b, UK_FLOCK_SHARED), -EAGAIN);
	UK_EXPECT_EQ(lock(a, UK_FLOCK_SHARED), 0);
	UK_EXPECT_EQ(lock(b, UK_FLOCK_SHARED), 0);
	UK_EXPECT_EQ(lock(b, UK_FLOCK_SHARED), 0);
	uk_file_put(a); /* closing unlocks */
	UK_EXPECT_EQ(lock(b, UK_FLOCK_EXCLUSIVE), 0);
	uk_file_put(b);
	UK_EXPECT_EQ(lock(c, UK_FLOCK_EXCLUSIVE), 0);
	uk_file_put(c);
	end();
}

UK_TEST(vfs_files, rights)
{
	struct uk_attributes mode = { .which = UK_ATTRIBUTE_MODE,
				      .mode = 0700 };

	begin();
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(uk_vfs_access(here, "f", 0, 0), 0);
	UK_EXPECT_EQ(uk_vfs_access(here, "f", 0, 6), 0);
	UK_EXPECT_EQ(uk_vfs_access(here, "f", 0, 1), -EACCES);
	UK_EXPECT_EQ(uk_vfs_access(here, "f", 0, 8), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_access(here, "d", 0, 7), 0);
	UK_EXPECT_EQ(uk_vfs_access(here, "none", 0, 0), -ENOENT);
	UK_EXPECT_EQ(uk_vfs_set(here, "f", 0, &mode), 0);
	UK_EXPECT_EQ(uk_vfs_access(here, "f", 0, 1), 0);
	end();
}
