/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The modes of a terminal, with Linux's numbers and layout (asm-generic/termbits.h,
 * asm-generic/ioctls.h): what TCGETS and TCSETS take. Only those are named that the
 * console heeds; the others are kept as they were set.
 */
#ifndef UK_TERMIOS_H
#define UK_TERMIOS_H

#include <uk/essentials.h>

#define UK_TCGETS 0x5401ul
#define UK_TCSETS 0x5402ul
#define UK_TCSETSW 0x5403ul /* once all output has gone */
#define UK_TCSETSF 0x5404ul /* and input that nobody read is dropped */
#define UK_TCSBRK 0x5409ul  /* argument not 0: waits until all output has gone */
#define UK_TCXONC 0x540aul
#define UK_TCFLSH 0x540bul
#define UK_TIOCGWINSZ 0x5413ul
#define UK_TIOCSWINSZ 0x5414ul

/* input */
#define UK_INLCR 0100u /* '\n' becomes '\r' */
#define UK_IGNCR 0200u
#define UK_ICRNL 0400u /* '\r' becomes '\n' */
#define UK_IUTF8 040000u /* erases whole characters */
/* output */
#define UK_OPOST 01u
#define UK_ONLCR 04u
/* control */
#define UK_CS8 060u
#define UK_CREAD 0200u
#define UK_CLOCAL 04000u
#define UK_B115200 010002u
/* local */
#define UK_NOFLSH 0200u /* a signal drops no input */
#define UK_ISIG 01u /* VINTR is a signal, or ends the image */
#define UK_ICANON 02u
#define UK_ECHO 010u
#define UK_ECHOE 020u
#define UK_ECHOK 040u
#define UK_ECHONL 0100u
#define UK_ECHOCTL 01000u
#define UK_ECHOKE 04000u
#define UK_IEXTEN 0100000u

enum {
	UK_VINTR = 0,
	UK_VQUIT = 1,
	UK_VERASE = 2,
	UK_VKILL = 3,
	UK_VEOF = 4,
	UK_VTIME = 5, /* tenths of a second */
	UK_VMIN = 6,
	UK_VEOL = 11,
	UK_VWERASE = 14,
	UK_VEOL2 = 16,
	UK_TERMIOS_CHARACTERS = 19,
};

struct uk_termios {
	uint32_t input;
	uint32_t output;
	uint32_t control;
	uint32_t local;
	uint8_t line; /* discipline: 0 */
	uint8_t characters[UK_TERMIOS_CHARACTERS]; /* by UK_V*; 0: none */
};

_Static_assert(sizeof(struct uk_termios) == 36, "the ABI's size");

struct uk_window_size { /* asm-generic/termios.h: struct winsize */
	uint16_t rows, columns, width, height;
};

#endif /* UK_TERMIOS_H */
