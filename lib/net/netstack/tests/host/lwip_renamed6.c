/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ip6.c and nd6.c with the names that Makefile.uk gives them in an image.
 */
#define tcp_input netstack_tcp_input
#define ip6_frag netstack_ip6_oversize
#define icmp6_input netstack_icmp6_input
#define htonl lwip_htonl
#include "core/ipv6/ip6.c"
#undef htonl
