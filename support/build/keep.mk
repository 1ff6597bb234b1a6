# SPDX-License-Identifier: BSD-3-Clause
# Choices that are no files: kept in one, so that what depends on it is made again when it changes.

# $(1): a file, $(2): its text, written only when it is another.
# Compared without white space: in make 4.3 $(file <) may not take off the last newline.
keep = $(if $(findstring [$(strip $(file <$(1)))],[$(strip $(2))]),,$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
