/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs includes it, and asserts nothing in what we compile.
 */
