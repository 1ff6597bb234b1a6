#!/bin/busybox sh
# SPDX-License-Identifier: BSD-3-Clause
# Called by xl for a domain's disk, as its block script is: tells the backend the number of the
# device that `phy:` named (xl-disk-configuration(5)).

if [ "$1" = add ]; then
	device=$(xenstore-read "$XENBUS_PATH/params")
	number=$(stat -L -c %t:%T "$device") &&
		xenstore-write "$XENBUS_PATH/physical-device" "$number" &&
		xenstore-write "$XENBUS_PATH/hotplug-status" connected ||
		xenstore-write "$XENBUS_PATH/hotplug-error" "$device is no block device"
fi
exit 0
