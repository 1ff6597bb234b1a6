/* SPDX-License-Identifier: BSD-3-Clause */
#include "fixture.h"

UK_TESTSUITE(vfs_walk, "from paths to files, and back");

UK_TEST(vfs_walk, dots_and_slashes)
{
	static const char *const same[] = {
		"a/b",	  "./a/b",    "a//b",	   "a/./b",	  "a/b/../b",
		"a/../a/b", "../t/a/b", "/t/a/b",   "//t///a//b",   "/../t/a/b",
		"a/b/",	  "a/b///",   "a/b/.",	   "a/b/c/..",	  "../../../t/a/b",
		"/t/../t/a/b",
	};

	begin();
	UK_EXPECT_EQ(mkdir("a"), 0);
	UK_EXPECT_EQ(mkdir("a/b/"), 0);
	UK_EXPECT_EQ(mkdir("a/b/c//"), 0);
	for (size_t i = 0; i < UK_ARRAY_SIZE(same); i++)
		UK_EXPECT_EQ(inode_of(same[i]), inode_of("a/b"));
	UK_EXPECT_EQ(inode_of("."), uk_dentry_vnode(here)->inode);
	UK_EXPECT_EQ(is_there(""), -ENOENT);
	UK_EXPECT_EQ(is_there("a/b/none"), -ENOENT);
	UK_EXPECT_EQ(is_there("a/b/none/"), -ENOENT);
	UK_EXPECT_EQ(is_there("none/.."), -ENOENT);
	end();
}

UK_TEST(vfs_walk, through_files)
{
	begin();
	UK_EXPECT_EQ(make_file("f"), 0);
	UK_EXPECT_EQ(is_there("f"), 0);
	UK_EXPECT_EQ(is_there("f/"), -ENOTDIR);
	UK_EXPECT_EQ(is_there("f/."), -ENOTDIR);
	UK_EXPECT_EQ(is_there("f/.."), -ENOTDIR);
	UK_EXPECT_EQ(is_there("f/x"), -ENOTDIR);
	UK_EXPECT_EQ(make_file("f/x"), -ENOTDIR);
	UK_EXPECT_EQ(try_open("f", UK_O_DIRECTORY), -ENOTDIR);
	end();
}

UK_TEST(vfs_walk, lengths)
{
	static char path[UK_PATH_MOST + 2];

	begin();
	memset(path, 'n', UK_NAME_MOST + 1);
	path[UK_NAME_MOST] = 0;
	UK_EXPECT_EQ(make_file(path), 0);
	UK_EXPECT_EQ(is_there(path), 0);
	path[UK_NAME_MOST] = 'n';
	UK_EXPECT_EQ(is_there(path), -ENAMETOOLONG);
	UK_EXPECT_EQ(make_file(path), -ENAMETOOLONG);
	/* "./" again and again; the longest path has 4,095 bytes. */
	for (size_t i = 0; i < UK_PATH_MOST; i++)
		path[i] = i % 2 ? '/' : '.';
	path[UK_PATH_MOST - 1] = 0;
	UK_EXPECT_EQ(is_there(path), 0);
	path[UK_PATH_MOST - 1] = '/';
	path[UK_PATH_MOST] = 0;
	UK_EXPECT_EQ(is_there(path), -ENAMETOOLONG);
	path[UK_PATH_MOST] = '.';
	path[UK_PATH_MOST + 1] = 0;
	UK_EXPECT_EQ(is_there(path), -ENAMETOOLONG);
	end();
}

UK_TEST(vfs_walk, links)
{
	char target[8];

	begin();
	UK_EXPECT_EQ(mkdir("d"), 0);
	UK_EXPECT_EQ(make_file("d/f"), 0);
	UK_EXPECT_EQ(symlink("d", "to_d"), 0);
	UK_EXPECT_EQ(symlink("/t/d/", "absolute"), 0);
	UK_EXPECT_EQ(symlink("../to_d/f", "d/up"), 0);
	UK_EXPECT_EQ(symlink("none", "dangling"), 0);
	UK_EXPECT_EQ(symlink("d/f/", "file_slash"), 0);
	UK_EXPECT_EQ(inode_of("to_d/f"), inode_of("d/f"));
	UK_EXPECT_EQ(inode_of("absolute/f"), inode_of("d/f"));
	UK_EXPECT_EQ(inode_of("to_d/"), inode_of("d"));
	UK_EXPECT(inode_of("to_d") != inode_of("d"));
	UK_EXPECT_EQ(inode_of("to_d/../d"), inode_of("d"));
	UK_EXPECT_EQ(is_there("d/up"), 0);
	UK_EXPECT_EQ(is_there("dangling"), -ENOENT);
	UK_EXPECT_EQ(is_there_itself("dangling"), 0);
	UK_EXPECT_EQ(is_there_itself("dangling/"), -ENOENT);
	UK_EXPECT_EQ(is_there("file_slash"), -ENOTDIR);
	UK_EXPECT_EQ(uk_vfs_readlink(here, "to_d", target, sizeof(target)), 1);
	UK_EXPECT_EQ(uk_vfs_readlink(here, "dangling", target, 2), 2);
	UK_EXPECT_EQ(uk_vfs_readlink(here, "d", target, 2), -EINVAL);
	UK_EXPECT_EQ(uk_vfs_readlink(here, "to_d", target, 0), -EINVAL);
	UK_EXPECT_EQ(symlink("", "empty"), -ENOENT);
	end();
}

static char *number(char *to, const char *name, unsigned int n)
{
	size_t length = strlen(name);

	memcpy(to, name, length);
	to[length] = (char)('0' + n / 10);
	to[length + 1] = (char)('0' + n % 10);
	to[length + 2] = 0;
	return to;
}

UK_TEST(vfs_walk, many_links)
{
	char name[8], target[8];

	begin();
	UK_EXPECT_EQ(make_file("l00"), 0);
	for (unsigned int i = 1; i <= 41; i++)
		UK_EXPECT_EQ(symlink(number(target, "l", i - 1),
				     number(name, "l", i)),
			     0);
	UK_EXPECT_EQ(is_there("l40"), 0);
	UK_EXPECT_EQ(is_there("l41"), -ELOOP);
	UK_EXPECT_EQ(try_open("l41", 0), -ELOOP);
	UK_EXPECT_EQ(symlink("loop", "loop"), 0);
	UK_EXPECT_EQ(is_there("loop"), -ELOOP);
	UK_EXPECT_EQ(is_there("loop/x"), -ELOOP);
	UK_EXPECT_EQ(try_open("loop", UK_O_CREAT), -ELOOP);
	end();
}

UK_TEST(vfs_walk, paths_of_places)
{
	struct uk_dentry *place;
	char small[7];

	begin();
	UK_EXPECT(path_is(here, "/t"));
	UK_EXPECT_EQ(mkdir("a"), 0);
	UK_EXPECT_EQ(mkdir("a/b"), 0);
	UK_REQUIRE(!uk_vfs_walk(here, "a/b", 0, &place));
	UK_EXPECT(path_is(place, "/t/a/b"));
	UK_EXPECT_EQ(uk_vfs_path(place, small, 7), 6);
	UK_EXPECT_EQ(uk_vfs_path(place, small, 6), -ERANGE);
	UK_EXPECT_EQ(uk_vfs_path(place, small, 1), -ERANGE);
	UK_EXPECT_EQ(uk_vfs_path(place, small, 0), -ERANGE);
	UK_EXPECT_EQ(rename_to("a", "a_longer_name_than_before"), 0);
	UK_EXPECT(path_is(place, "/t/a_longer_name_than_before/b"));
	UK_EXPECT_EQ(rename_to("a_longer_name_than_before/b", "c"), 0);
	UK_EXPECT(path_is(place, "/t/c"));
	UK_EXPECT_EQ(rmdir("c"), 0);
	UK_EXPECT(path_is(place, NULL));
	/* Nothing is in it any more, and nothing comes. */
	UK_EXPECT_EQ(uk_vfs_mkdir(place, "x", 0755), -ENOENT);
	UK_EXPECT_EQ(mkdir("c"), 0);
	UK_EXPECT(path_is(place, NULL));
	uk_dentry_put(place);
	UK_REQUIRE(!uk_vfs_walk(NULL, "/", 0, &place));
	UK_EXPECT(path_is(place, "/"));
	uk_dentry_put(place);
	end();
}

UK_TEST(vfs_walk, what_is_known_is_not_asked)
{
	unsigned int calls;

	begin();
	UK_EXPECT_EQ(mkdir("a"), 0);
	UK_EXPECT_EQ(make_file("a/f"), 0);
	UK_EXPECT_EQ(is_there("a/none"), -ENOENT);
	calls = model.calls;
	UK_EXPECT_EQ(uk_vfs_access(here, "a/f", 0, 4), 0);
	UK_EXPECT_EQ(uk_vfs_access(here, "a/none", 0, 4), -ENOENT);
	UK_EXPECT_EQ(model.calls, calls);
	UK_EXPECT_EQ(unlink("a/f"), 0);
	calls = model.calls;
	UK_EXPECT_EQ(uk_vfs_access(here, "a/f", 0, 4), -ENOENT);
	UK_EXPECT_EQ(model.calls, calls);
	end();
}

UK_TEST(vfs_walk, what_may_change_is_asked_again)
{
	struct uk_dentry *place, *again;
	struct model_node *root, *dir;

	model.asks_again = true;
	begin();
	model.asks_again = false;
	root = model.root;
	UK_EXPECT_EQ(mkdir("a"), 0);
	UK_EXPECT_EQ(make_file("a/f"), 0);
	UK_EXPECT_EQ(is_there("a/f"), 0);
	UK_REQUIRE(!uk_vfs_walk(here, "a", 0, &place));
	/* The same place as long as it is the same file */
	UK_REQUIRE(!uk_vfs_walk(here, "a", 0, &again));
	UK_EXPECT(place == again);
	uk_dentry_put(again);
	/* Somebody else renames it. */
	dir = model_find(root, "a");
	UK_REQUIRE(dir != NULL);
	root->entries->text[0] = 'z';
	UK_EXPECT_EQ(is_there("a"), -ENOENT);
	UK_EXPECT_EQ(is_there("z/f"), 0);
	UK_EXPECT_EQ(uk_vfs_access(place, "f", 0, 4), 0);
	UK_EXPECT_EQ(mkdir("a"), 0);
	UK_EXPECT_EQ(is_there("a/f"), -ENOENT);
	UK_EXPECT_EQ(rename_to("z/f", "a/f"), 0);
	UK_EXPECT_EQ(is_there("a/f"), 0);
	uk_dentry_put(place);
	end();
}

UK_TEST(vfs_walk, more_names_than_are_kept)
{
	char name[8] = "n000";

	begin();
	for (int i = 0; i < 1500; i++) {
		name[1] = (char)('a' + i / 100);
		name[2] = (char)('0' + i / 10 % 10);
		name[3] = (char)('0' + i % 10);
		if (i % 3)
			UK_EXPECT_EQ(is_there(name), -ENOENT);
		else
			UK_EXPECT_EQ(make_file(name), 0);
	}
	for (int i = 0; i < 1500; i++) {
		name[1] = (char)('a' + i / 100);
		name[2] = (char)('0' + i / 10 % 10);
		name[3] = (char)('0' + i % 10);
		UK_EXPECT_EQ(unlink(name), i % 3 ? -ENOENT : 0);
	}
	end();
}
