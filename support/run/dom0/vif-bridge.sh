#!/bin/busybox sh
# SPDX-License-Identifier: BSD-3-Clause
# Called by xl for a domain's network device, in place of Xen's own script of that name
# (xl-network-configuration(5)): puts $vif into the bridge that XenStore names at $XENBUS_PATH.

case $1 in
online | add)
	bridge=$(xenstore-read "$XENBUS_PATH/bridge" 2>/dev/null)
	ip link set "$vif" up
	brctl addif "${bridge:-xenbr0}" "$vif"
	xenstore-write "$XENBUS_PATH/hotplug-status" connected
	;;
esac
exit 0
