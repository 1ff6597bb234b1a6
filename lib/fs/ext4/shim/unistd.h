/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs includes it for files that are not compiled here.
 */
