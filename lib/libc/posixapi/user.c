/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who runs the program: root, and nobody else. A program that wants to become somebody else
 * is told that there is no such user, as in a user namespace of Linux that maps just one.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
#include <uk/essentials.h>

#include "result.h"

#define ROOT 0
#define SELF 1

static int only_root(unsigned int id)
{
	return id == ROOT ? 0 : (int)result(-EINVAL);
}

/* -1 leaves an id as it is. */
static int only_root_or_none(unsigned int first, unsigned int second)
{
	unsigned int none = (unsigned int)-1;

	return only_root(first == none ? ROOT : first) ||
			       only_root(second == none ? ROOT : second) ?
		       -1 :
		       0;
}

uid_t getuid(void)
{
	return ROOT;
}

uid_t geteuid(void)
{
	return ROOT;
}

gid_t getgid(void)
{
	return ROOT;
}

gid_t getegid(void)
{
	return ROOT;
}

int setuid(uid_t id)
{
	return only_root(id);
}

int seteuid(uid_t id)
{
	return only_root(id);
}

int setgid(gid_t id)
{
	return only_root(id);
}

int setegid(gid_t id)
{
	return only_root(id);
}

int setreuid(uid_t real, uid_t effective)
{
	return only_root_or_none(real, effective);
}

int setregid(gid_t real, gid_t effective)
{
	return only_root_or_none(real, effective);
}

/* No supplementary ones. */
int getgroups(int size, gid_t groups[] __uk_unused)
{
	return size < 0 ? (int)result(-EINVAL) : 0;
}

int setgroups(int count, const gid_t *groups)
{
	for (int i = 0; i < count; i++)
		if (only_root(groups[i]))
			return -1;
	return 0;
}

int issetugid(void)
{
	return 0;
}

static char login[] = "root";

char *getlogin(void)
{
	return login;
}

int getlogin_r(char *to, size_t size)
{
	if (size < sizeof(login))
		return ERANGE;
	memcpy(to, login, sizeof(login));
	return 0;
}

/* ---- and which process: the first, without a parent ---- */

static pid_t only_self(pid_t process)
{
	return process == 0 || process == SELF ? SELF : (pid_t)result(-ESRCH);
}

pid_t getppid(void)
{
	return 0;
}

pid_t getpgrp(void)
{
	return SELF;
}

pid_t getpgid(pid_t process)
{
	return only_self(process);
}

pid_t getsid(pid_t process)
{
	return only_self(process);
}

int setpgid(pid_t process, pid_t group)
{
	return only_self(process) < 0 || only_self(group) < 0 ? -1 : 0;
}

/* It leads its group already. */
pid_t setsid(void)
{
	return (pid_t)result(-EPERM);
}
