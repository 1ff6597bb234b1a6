/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP includes it for messages that are compiled out.
 */
