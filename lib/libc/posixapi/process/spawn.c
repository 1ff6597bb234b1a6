/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * posix_spawn(), which returns an error number; what prepares it has nothing to keep.
 */
#include <spawn.h>
#include <stddef.h>
#include <uk/essentials.h>

#include "refuse.h"

int posix_spawn(pid_t *restrict process __uk_unused,
		const char *restrict path __uk_unused,
		const posix_spawn_file_actions_t *actions __uk_unused,
		const posix_spawnattr_t *restrict attributes __uk_unused,
		char *const arguments[] __uk_unused,
		char *const environment[] __uk_unused)
{
	return -uk_process_refuse("posix_spawn");
}

int posix_spawnp(pid_t *restrict process, const char *restrict path,
		 const posix_spawn_file_actions_t *actions,
		 const posix_spawnattr_t *restrict attributes,
		 char *const arguments[], char *const environment[])
{
	return posix_spawn(process, path, actions, attributes, arguments,
			   environment);
}

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
	*actions = NULL;
	return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
	*actions = NULL;
	return 0;
}

int posix_spawn_file_actions_addopen(
	posix_spawn_file_actions_t *restrict actions __uk_unused,
	int fd __uk_unused, const char *restrict path __uk_unused,
	int flags __uk_unused, mode_t mode __uk_unused)
{
	return ENOSYS;
}

int posix_spawn_file_actions_adddup2(
	posix_spawn_file_actions_t *actions __uk_unused, int from __uk_unused,
	int to __uk_unused)
{
	return ENOSYS;
}

int posix_spawn_file_actions_addclose(
	posix_spawn_file_actions_t *actions __uk_unused, int fd __uk_unused)
{
	return ENOSYS;
}

int posix_spawnattr_init(posix_spawnattr_t *attributes)
{
	*attributes = NULL;
	return 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attributes)
{
	*attributes = NULL;
	return 0;
}

int posix_spawnattr_setflags(posix_spawnattr_t *attributes __uk_unused,
			     short flags __uk_unused)
{
	return ENOSYS;
}
