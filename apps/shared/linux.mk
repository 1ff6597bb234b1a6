# SPDX-License-Identifier: BSD-3-Clause
# An application as a program of Linux, from the same sources:
#
#	make -f apps/shared/linux.mk APP=httpd O=/tmp/out [CC=gcc] [CFLAGS="-O2"] [LDFLAGS=-static]
#
# Its Makefile.uk says which: LINUX_SRCS, and LINUX_CFLAGS for what the configuration would say.

SHARED := $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST)))))
DIR := $(abspath $(SHARED)/../$(APP))
ROOT := $(abspath $(SHARED)/../..)
ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2
PYTHON ?= python3
Q := @
all: $(O)/$(APP)

include $(ROOT)/support/build/keep.mk
include $(DIR)/Makefile.uk

$(O)/$(APP): $(addprefix $(DIR)/,$(LINUX_SRCS)) $(wildcard $(DIR)/*.h $(SHARED)/*.h) $(PREREQUISITES-y)
	$(CC) -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror $(CFLAGS) $(LINUX_CFLAGS) \
		$(foreach i,$(INCLUDES-y),-I$i) -o $@ $(filter %.c,$^) $(LDFLAGS)
