# SPDX-License-Identifier: BSD-3-Clause
# What a suite of lib/sched needs to run on the host: the simulated machine of this folder, and on
# it threads and a heap as they are in the guest. Paths are those of a neighbour of uksched.

MACHINE_SRCS := $(addprefix ../uksched/,boot.c hooks.c thread.c exit.c stack.c block.c wait.c deadline.c) \
	../ukschedcoop/coop.c $(addprefix ../uksched/tests/host/,machine.c platform.c) \
	$(addprefix ../../mem/ukalloc/,alloc.c default.c generic.c paged.c) \
	$(addprefix ../../mem/uktlsf/,tlsf.c default.c) \
	$(addprefix ../../../arch/x86_64/,context.c context.S)
# the simulated CPU's header comes before the real one
MACHINE_CFLAGS := -I../uksched/tests/host/include -I../uksched/tests/host -DCONFIG_LIBUKSCHED_STACK_KIB=16 \
	-DCONFIG_LIBUKSCHED_STACK_GUARD=1 -DCONFIG_LIBUKASSERT_CHECKS=1 -DCONFIG_LIBUKPRINT_LEVEL=3 \
	-DUK_ONLY_UKSCHED=ukschedcoop_uksched_ops -DUK_ONLY_UKALLOC=uktlsf_ukalloc_ops
