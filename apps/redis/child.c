/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Saving without fork(). Elsewhere a copy of Redis writes the data set while Redis goes on. A
 * unikernel is one process, and so it does the copy's work itself, at once, and answers nobody
 * meanwhile, as SAVE does.
 *
 * Everything else stays Redis' own: redisFork() answers that this is the child, whose part its
 * caller then runs; exitFromChild() keeps how that ended and returns; the caller's last line
 * reports success, as the parent would. A tenth of a second later serverCron() asks waitpid()
 * for its child, and is told. Save points, INFO, LASTSAVE, waiting replicas and the new files
 * of a rewritten AOF follow from that as ever.
 *
 * These functions stand in for those that Makefile.uk names, in Redis' files that it names.
 */
#include "server.h"

#include <sys/wait.h>

int redis_child_wait(pid_t pid, int *status, int options);
int redis_child_kill(pid_t pid, int number);

static struct {
	bool ended;
	int status; /* as of waitpid() */
	long long dirty; /* changes when it began: all of them are in its file */
	time_t began;
} child;

int redisFork(int purpose)
{
	if (purpose != CHILD_TYPE_RDB && purpose != CHILD_TYPE_AOF) {
		serverLog(LL_WARNING,
			  "A unikernel has one process: modules cannot fork, and "
			  "scripts are debugged with SCRIPT DEBUG SYNC only");
		errno = ENOSYS;
		return -1;
	}
	if (hasActiveChildProcess()) {
		errno = EEXIST;
		return -1;
	}
	child.dirty = server.dirty;
	child.began = time(NULL);
	server.child_pid = getpid(); /* which is in its files' names */
	server.child_type = purpose;
	server.stat_current_cow_peak = 0;
	server.stat_current_cow_bytes = 0;
	server.stat_current_cow_updated = 0;
	server.stat_current_save_keys_processed = 0;
	server.stat_current_save_keys_total = dbTotalServerKeyCount();
	server.stat_module_progress = 0;
	return 0;
}

void exitFromChild(int code)
{
	child.ended = true;
	child.status = (code & 0xff) << 8; /* sys/wait.h: WEXITSTATUS() */
	if (server.child_type == CHILD_TYPE_RDB) {
		server.rdb_child_type = RDB_CHILD_TYPE_DISK;
		server.rdb_save_time_start = child.began;
	} else {
		server.aof_rewrite_scheduled = 0;
		server.aof_rewrite_time_start = child.began;
	}
	/* A parent subtracts what its child has saved when it hears of it. */
	server.dirty = child.dirty;
}

/* waitpid(), which Redis calls when it has a child or has just ended it. */
int redis_child_wait(pid_t pid, int *status, int options)
{
	(void)pid;
	(void)options;
	if (!child.ended) {
		errno = ECHILD;
		return -1;
	}
	child.ended = false;
	*status = child.status;
	return server.child_pid;
}

/* kill(): what it did no longer counts, because the data set it saved is being dropped. */
int redis_child_kill(pid_t pid, int number)
{
	(void)pid;
	child.status = number; /* sys/wait.h: WTERMSIG() */
	return 0;
}
