# SPDX-License-Identifier: BSD-3-Clause
# The commands that a user types. This file settles what is meant (which application, which
# configuration, where the output goes); support/build/image.mk builds it.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DEFAULT_GOAL := all

ROOT := $(patsubst %/,%,$(dir $(realpath $(firstword $(MAKEFILE_LIST)))))
ifneq ($(words $(ROOT)),1)
$(error Ukulele's folder has a space in its path, which make cannot handle: move it)
endif
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
export V

# ---- which application: APP=name in apps/, or A=/path of one outside the tree
# A cross-compiler for any program (make toolchain) is made from a configuration of its own.
ifeq ($(MAKECMDGOALS)$(APP)$(A)$(if $(O),$(wildcard $(O)/app)),toolchain)
A := $(ROOT)/support/toolchain/program
endif
ifdef A
override A := $(patsubst %/,%,$(abspath $(A)))
UK_APP_DIR := $(A)
APP := $(notdir $(A))
else
ifneq ($(wildcard $(O)/app),)
APP ?= $(notdir $(shell cat '$(O)/app'))
UK_APP_DIR := $(shell cat '$(O)/app')
endif
APP ?= helloworld
ifneq ($(notdir $(UK_APP_DIR)),$(APP))
UK_APP_DIR := $(ROOT)/apps/$(APP)
endif
endif
DEFCONFIG ?= default

# ---- for which platform: PLAT=name in plat/
ifneq ($(wildcard $(O)/plat),)
PLAT ?= $(shell cat '$(O)/plat')
endif
PLAT ?= kvm
export UK_PLAT := $(PLAT)
ifeq ($(origin CC),default)
CC := gcc
endif
export CC
CC_NAME := $(notdir $(firstword $(CC)))

# ---- where the output goes: O=folder, else build/APP, build/APP-DEFCONFIG, ...
O ?= $(ROOT)/build/$(APP)$(if $(filter kvm,$(PLAT)),,-$(PLAT))$(if $(filter default,$(DEFCONFIG)),,-$(notdir $(DEFCONFIG)))$(if $(filter command,$(origin CC)),-$(CC_NAME))
override O := $(abspath $(O))
ifneq ($(words $(O)),1)
$(error the output folder '$(O)' has a space in its path: choose another with O=)
endif
export UK_OUT := $(O)
export UK_APP := $(APP)
export UK_APP_DIR

# The python3 that has what we need may not be the first on PATH.
SETUP = $(ROOT)/support/setup/bootstrap.sh
PYTHON = $(shell cat '$(ROOT)/build/python' 2>/dev/null || echo python3)
KCONFIG = $(PYTHON) $(ROOT)/support/kconfig/kconfig.py
JOBS := $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))
IMAGE_MK = $(MAKE) $(JOBS) -r -f $(ROOT)/support/build/image.mk PYTHON='$(PYTHON)' ROOT='$(ROOT)'
IMAGE := $(O)/$(APP)

# What a configuration is made of; a change to any of it configures again.
CONFIG_FILES = $(wildcard $(ROOT)/Config.uk $(addprefix $(ROOT)/,arch/*/Config.uk plat/*/Config.uk \
	drivers/*/Config.uk drivers/*/*/Config.uk lib/*/Group.uk lib/*/*/Config.uk lib/*/*/Default.uk lib/*/*/Makefile.uk \
	support/kconfig/*.py support/build/components.py)) $(UK_APP_DIR)/Config.uk $(UK_APP_DIR)/Makefile.uk

TARGETS := all run debug menuconfig defconfig olddefconfig savedefconfig image size graph why iso toolchain
.PHONY: $(TARGETS) FORCE monitor-debug setup-% check-app test test-all torture sqlite-suite soak test-fresh bench check clean distclean help fetch

# ---- building
all: image

image: $(O)/components.mk
	$(Q)$(IMAGE_MK) image

ifeq ($(PLAT),ukvm)
NOT_HERE = $(foreach v,MACHINE ACCEL,$(if $($(v)),$(v)))
monitor-debug: image
	$(Q)$(IMAGE_MK) $(IMAGE)-ukvm-debug
run: setup-build image
debug: setup-debug monitor-debug
run debug:
	$(Q)if [ -n '$(strip $(NOT_HERE))' ]; then \
		echo "make: with PLAT=ukvm there is no $(strip $(NOT_HERE)), for its monitor is all there is: leave it out" >&2; exit 2; fi
	$(Q)$(PYTHON) $(ROOT)/support/run/monitor.py $(IMAGE).ukvm $(if $(filter debug,$@),--gdb) \
		$(if $(MEMORY),--memory='$(MEMORY)') $(if $(NET),--net='$(NET)') $(if $(NICS),--nics='$(NICS)') \
		$(if $(PORTS),--ports='$(PORTS)') $(if $(DISK),--disk='$(DISK)') \
		$(if $(SHARE),--share='$(SHARE)') $(if $(INITRD),--initrd='$(INITRD)') \
		$(if $(PARAMS)$(ARGS),--append=$(COMMAND_LINE))
else
# Images for Xen, and those for KVM and Xen where it is asked for
ON_XEN = $(filter xen,$(PLAT) $(MACHINE))
run: setup-run image
	$(Q)$(PYTHON) $(ROOT)/support/run/$(if $(ON_XEN),xen,run).py $(IMAGE) $(RUN_OPTIONS)

debug: setup-debug image
	$(Q)if [ -n '$(ON_XEN)' ]; then \
		echo "make: there is no debugger for domains of Xen: debug with PLAT=kvm, under QEMU" >&2; exit 2; fi
	$(Q)$(PYTHON) $(ROOT)/support/run/run.py $(IMAGE) --gdb $(RUN_OPTIONS)
endif

# A word of the shell, whatever quotes are in it
quote = '$(subst ','\'',$(1))'
COMMAND_LINE = $(call quote,$(PARAMS)$(if $(ARGS), -- $(ARGS)))
RUN_OPTIONS = $(if $(MACHINE),--machine '$(MACHINE)') $(if $(MEMORY),--memory '$(MEMORY)') \
	$(if $(ACCEL),--accel '$(ACCEL)') $(if $(NET),--net '$(NET)') $(if $(NICS),--nics '$(NICS)') \
	$(if $(PORTS),--ports '$(PORTS)') $(if $(DISK),--disk '$(DISK)') \
	$(if $(SHARE),--share '$(SHARE)') $(if $(INITRD),--initrd '$(INITRD)') $(if $(PARAMS)$(ARGS),--append=$(COMMAND_LINE))

iso: setup-iso image
	$(Q)$(if $(INITRD),$(PYTHON) $(ROOT)/support/run/initrd.py '$(INITRD)' $(IMAGE).initrd.cpio &&) \
		$(ROOT)/support/build/iso.sh $(IMAGE) $(IMAGE).iso $(COMMAND_LINE) $(if $(INITRD),$(IMAGE).initrd.cpio)

toolchain: setup-build $(O)/components.mk
	$(Q)$(IMAGE_MK) toolchain
	$(Q)echo "$(O)/toolchain/bin/x86_64-ukulele-$(CC_NAME)"

# ---- configuring
menuconfig: setup-build $(O)/.config
	$(Q)$(KCONFIG) menuconfig

defconfig: setup-build check-app
	$(Q)$(KCONFIG) defconfig '$(DEFCONFIG)'

olddefconfig: setup-build $(O)/.config
	$(Q)$(KCONFIG) olddefconfig

# The new defconfig goes where the application keeps its own.
savedefconfig: setup-build $(O)/.config
	$(Q)mkdir -p $(UK_APP_DIR)/defconfigs && \
		$(KCONFIG) savedefconfig $(if $(findstring /,$(DEFCONFIG)),$(DEFCONFIG),$(UK_APP_DIR)/defconfigs/$(DEFCONFIG))

$(O)/.config: | setup-build check-app
	$(Q)$(KCONFIG) defconfig '$(DEFCONFIG)'

# The defconfig that .config was made from (support/kconfig/followed.py), and the one that is asked for
FOLLOWED := $(firstword $(file <$(O)/.defconfig))
ifneq ($(filter command environment,$(origin DEFCONFIG)),)
ASKED := $(abspath $(if $(findstring /,$(DEFCONFIG)),,$(UK_APP_DIR)/defconfigs/)$(DEFCONFIG))
endif
ANOTHER := $(if $(FOLLOWED),$(if $(filter-out $(FOLLOWED),$(ASKED)),FORCE))

$(O)/components.mk: $(O)/.config $(CONFIG_FILES) $(wildcard $(FOLLOWED)) $(ANOTHER) | setup-build check-app
	$(Q)$(KCONFIG) generate $(if $(ASKED),'$(DEFCONFIG)')

# plat/common is what they have in common.
PLATFORMS = $(filter-out common,$(notdir $(patsubst %/Config.uk,%,$(wildcard $(ROOT)/plat/*/Config.uk))))

check-app:
	$(Q)if [ ! -f '$(UK_APP_DIR)/Config.uk' ]; then \
		echo "make: there is no application '$(APP)' ($(UK_APP_DIR)/Config.uk); APP= takes one of:" \
			"$(notdir $(patsubst %/Config.uk,%,$(wildcard $(ROOT)/apps/*/Config.uk)))," \
			"A= the path of one outside the tree" >&2; exit 2; fi
	$(Q)if [ -z '$(filter $(PLAT),$(PLATFORMS))' ]; then \
		echo "make: there is no platform '$(PLAT)'; PLAT= takes one of: $(PLATFORMS)" >&2; exit 2; fi

$(UK_APP_DIR)/Config.uk $(UK_APP_DIR)/Makefile.uk: | check-app ;

# ---- looking into an image
size: setup-build image
	$(Q)$(PYTHON) $(ROOT)/support/build/size.py $(O)

graph: setup-graph image
	$(Q)$(PYTHON) $(ROOT)/support/build/graph.py $(O)

why: setup-build $(O)/components.mk
	$(Q)$(KCONFIG) why '$(LIB)'

# ---- testing and measuring
TESTS = $(addprefix $(ROOT)/,tests support lib apps)

# So many tests at once
TEST_JOBS = $(shell nproc)
PYTEST = $(PYTHON) -m pytest $(TESTS) -n $(TEST_JOBS) --dist loadgroup

test: setup-test
	$(Q)$(PYTEST) -m 'not full' $(PYTEST_OPTIONS)

test-all: setup-test
	$(Q)$(PYTEST) $(PYTEST_OPTIONS)

# All of the compiler's own test programs, in an image by each compiler
torture: setup-test
	$(Q)TORTURE=all $(PYTHON) -m pytest $(ROOT)/tests/test_torture.py $(PYTEST_OPTIONS)

# All of SQLite's own test scripts
sqlite-suite: setup-test
	$(Q)SQLITE_SUITE=all $(PYTHON) -m pytest $(ROOT)/tests/test_sqlite_suite.py $(PYTEST_OPTIONS)

# Redis and nginx under load
soak: setup-test
	$(Q)SOAK_MINUTES=$(or $(MINUTES),10) $(PYTHON) -m pytest $(ROOT)/tests/test_soak.py $(PYTEST_OPTIONS)

test-fresh: setup-fresh
	$(Q)$(ROOT)/tests/fresh/fresh.sh '$(or $(SUITE),bookworm)'

# What talks to guests over a network needs more than QEMU.
bench: setup-$(if $(filter-out hello build,$(or $(BENCH),all)),bench,run)
	$(Q)$(PYTHON) $(ROOT)/tests/bench/bench.py $(BENCH)

check: setup-build
	$(Q)$(PYTHON) $(ROOT)/support/build/check.py

# ---- the rest
fetch: setup-build
	$(Q)$(PYTHON) $(ROOT)/support/fetch/fetch.py --all

# Installs what a target needs, or says what to install.
setup-%:
	$(Q)$(SETUP) $* $(CC_NAME)

clean:
	$(Q)if [ -f $(O)/components.mk ]; then rm -rf $(O)/obj $(IMAGE) $(addprefix $(IMAGE),.about .dbg .map .iso .ukvm -ukvm .cfg) \
		$(addprefix $(O)/,size.svg graph.dot graph.svg); fi

distclean:
	$(Q)if [ '$(origin O)' = 'override' ] && [ -f $(O)/.config ]; then rm -rf $(O); fi; \
		rm -rf --one-file-system $(ROOT)/build

help:
	$(Q)sed -n '/^#/!p' $(ROOT)/support/build/help.txt
