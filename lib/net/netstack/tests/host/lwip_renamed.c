/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ip4.c with the names that Makefile.uk gives it in an image.
 */
#define tcp_input netstack_tcp_input
#define ip4_frag netstack_ip4_oversize
#define icmp_input netstack_icmp_input
#include "core/ipv4/ip4.c"
