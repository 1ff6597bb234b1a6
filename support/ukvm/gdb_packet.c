/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a debugger asks for (gdb's manual, appendix E, "gdb Remote Serial Protocol"): as little as
 * gdb can do with. It writes its breakpoints itself, as memory.
 */
#include "gdb.h"

#define BYTES_MOST (PACKET_MOST / 2 - 16)
#define FLAGS_REGISTER 17
#define SEGMENTS 6

/* In gdb's order for amd64: these, then the flags and segments, of four bytes each */
static const uint8_t order[] = {
#define AT(field) offsetof(struct kvm_regs, field)
	AT(rax), AT(rbx), AT(rcx), AT(rdx), AT(rsi), AT(rdi),
	AT(rbp), AT(rsp), AT(r8),  AT(r9),  AT(r10), AT(r11),
	AT(r12), AT(r13), AT(r14), AT(r15), AT(rip), AT(rflags),
#undef AT
};

static uint8_t *register_at(unsigned int number)
{
	return (uint8_t *)&gdb_registers + order[number];
}

static int digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	character |= 0x20;
	return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

static uint64_t number(const char **text)
{
	uint64_t value = 0;

	for (; digit(**text) >= 0; (*text)++)
		value = value << 4 | (uint64_t)digit(**text);
	return value;
}

static char *put_bytes(char *to, const uint8_t *from, size_t count)
{
	static const char digits[] = "0123456789abcdef";

	for (; count; count--, from++) {
		*to++ = digits[*from >> 4];
		*to++ = digits[*from & 15];
	}
	*to = '\0';
	return to;
}

/* False: there are fewer. */
static bool take_bytes(const char *from, uint8_t *to, size_t count)
{
	for (; count; count--, from += 2) {
		if (digit(from[0]) < 0 || digit(from[1]) < 0)
			return false;
		*to++ = (uint8_t)(digit(from[0]) << 4 | digit(from[1]));
	}
	return true;
}

static void put(char *to, const char *text)
{
	__builtin_memcpy(to, text, length_of(text) + 1);
}

static void read_registers(char *packet)
{
	static const uint32_t segments[SEGMENTS] = {
		SELECTOR_USER_CODE, SELECTOR_USER_DATA, SELECTOR_USER_DATA,
		SELECTOR_USER_DATA, SELECTOR_USER_DATA, SELECTOR_USER_DATA,
	};
	char *to = packet;

	for (unsigned int i = 0; i < FLAGS_REGISTER; i++)
		to = put_bytes(to, register_at(i), 8);
	to = put_bytes(to, register_at(FLAGS_REGISTER), 4);
	put_bytes(to, (const uint8_t *)segments, sizeof(segments));
}

static void write_register(char *packet)
{
	const char *at = packet + 1;
	uint64_t which = number(&at);
	bool is_done = *at == '=';

	/* gdb sets others to what they are, such as Linux's orig_rax */
	if (is_done && which <= FLAGS_REGISTER)
		is_done = take_bytes(at + 1, register_at((unsigned int)which),
				     which == FLAGS_REGISTER ? 4 : 8);
	put(packet, is_done ? "OK" : "E22");
}

/* gdb may read less than it asked for, down to one byte. */
static void read_memory(char *packet)
{
	const char *at = packet + 1;
	uint64_t address = number(&at);
	uint64_t length = *at == ',' ? (at++, number(&at)) : 0;
	const uint8_t *from = NULL;

	if (length > BYTES_MOST)
		length = BYTES_MOST;
	for (; length && !from; length -= !from)
		from = guest_at(&guest, address, length, UKVM_READ);
	if (from)
		put_bytes(packet, from, length);
	else
		put(packet, "E14");
}

/* Wherever the guest has memory, text included: that is how breakpoints come there. */
static void write_memory(char *packet)
{
	const char *at = packet + 1;
	uint64_t address = number(&at);
	uint64_t length = *at == ',' ? (at++, number(&at)) : 0;
	uint8_t *to = guest_at(&guest, address, length, 0);

	put(packet, to && length <= BYTES_MOST && *at == ':' &&
				    take_bytes(at + 1, to, length) ?
			    "OK" :
			    "E14");
}

/* How far the image lies from where its symbols say */
static void put_offsets(char *packet)
{
	static const char *const parts[] = { "Text=", ";Data=", ";Bss=" };
	char *to = packet;

	for (unsigned int i = 0; i < 3; i++) {
		put(to, parts[i]);
		to += length_of(parts[i]);
		for (int byte = 7; byte >= 0; byte--)
			to = put_bytes(to, (uint8_t *)&guest.slide + byte, 1);
	}
}

static bool begins(const char *text, const char *with)
{
	while (*with && *text == *with) {
		text++;
		with++;
	}
	return !*with;
}

static void query(char *packet)
{
	if (begins(packet, "qSupported"))
		put(packet, "PacketSize=1000");
	else if (begins(packet, "qOffsets"))
		put_offsets(packet);
	else if (begins(packet, "qAttached"))
		put(packet, "1");
	else
		packet[0] = '\0';
}

enum gdb_answer gdb_packet(char *packet)
{
	switch (packet[0]) {
	case '?':
		packet[0] = 'S';
		*put_bytes(packet + 1, (uint8_t *)&gdb_signal, 1) = '\0';
		break;
	case 'g':
		read_registers(packet);
		break;
	case 'P':
		write_register(packet);
		break;
	case 'm':
		read_memory(packet);
		break;
	case 'M':
		write_memory(packet);
		break;
	case 'H': /* there is one thread, as far as the monitor knows */
		put(packet, "OK");
		break;
	case 'q':
		query(packet);
		break;
	case 'c':
		return GDB_CONTINUE;
	case 's':
		return GDB_STEP;
	case 'k':
		return GDB_KILL;
	case 'D':
		put(packet, "OK");
		return GDB_DETACH;
	default: /* not known */
		packet[0] = '\0';
	}
	return GDB_REPLY;
}
