/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Replication without a disk, which is what Redis does unless told otherwise, has a child write
 * the data set into a pipe that the parent empties into the replicas' connections. Without a
 * child there is nobody to write, so that the replicas are sent a file instead; on a root in
 * memory this takes the memory that the pipe's contents would.
 */
#include "server.h"

int redis_save_for_replicas(int request, rdbSaveInfo *info);

/* Stands in for rdbSaveToSlavesSockets() where replication.c calls it. */
int redis_save_for_replicas(int request, rdbSaveInfo *info)
{
	listIter iterator;
	listNode *node;

	if (request & SLAVE_REQ_RDB_MASK) {
		serverLog(LL_WARNING,
			  "A part of the data set can be sent only by a process of its own, "
			  "which a unikernel has not: ask for all of it");
		return C_ERR;
	}
	serverLog(LL_NOTICE, "Replicas are sent a file, since a unikernel has one process: "
			     "the same as repl-diskless-sync no");
	if (rdbSaveBackground(request, server.rdb_filename, info) != C_OK)
		return C_ERR;
	listRewind(server.slaves, &iterator);
	while ((node = listNext(&iterator))) {
		client *replica = node->value;

		if (replica->replstate == SLAVE_STATE_WAIT_BGSAVE_START &&
		    replica->slave_req == request)
			replicationSetupSlaveForFullResync(replica,
							   getPsyncInitialOffset());
	}
	return C_OK;
}
