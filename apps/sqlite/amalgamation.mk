# SPDX-License-Identifier: BSD-3-Clause
# SQLite for an application's Makefile.uk, which includes this file: its amalgamation, made once by its
# own scripts, and what else there is of it in source/, to be included by files of the application.

SQLITE := $(O)/amalgamation
SQLITE_HOME := $(dir $(realpath $(lastword $(MAKEFILE_LIST))))
SQLITE_MADE := $(O)/amalgamation.made
PREREQUISITES-y += $(SQLITE_MADE)
INCLUDES-y += $(SQLITE)

# The files lie in the cache, which somebody may have emptied.
$(SQLITE_MADE): $(SQLITE_HOME)amalgamate.py $(SQLITE_HOME)sources.txt \
		$(if $(wildcard $(SQLITE)/shell.c),,sqlite-is-missing)
	$(Q)$(ROOT)/support/setup/bootstrap.sh sqlite $(notdir $(firstword $(CC)))
	$(Q)mkdir -p $(@D); $(PYTHON) $(SQLITE_HOME)amalgamate.py --link '$(SQLITE)' --cc '$(CC)' && touch $@
.PHONY: sqlite-is-missing
