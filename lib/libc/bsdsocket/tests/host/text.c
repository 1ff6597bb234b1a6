/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Our conversions of addresses beside those of the host's C library, which is
 * right by definition. Compiled with the host's headers; ours are called ours_*.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ours_inet_pton(int family, const char *text, void *address);
const char *ours_inet_ntop(int family, const void *address, char *text,
			   socklen_t size);
int ours_inet_aton(const char *text, struct in_addr *address);

static void wrong(const char *what, const char *text)
{
	fprintf(stderr, "%s differs for \"%s\"\n", what, text);
	abort();
}

static void compare_pton(int family, const char *text, size_t size)
{
	unsigned char a[16] = { 0 }, b[16] = { 0 };
	int result = ours_inet_pton(family, text, a);

	if (result != inet_pton(family, text, b) ||
	    (result == 1 && memcmp(a, b, size)))
		wrong("inet_pton", text);
}

static void compare_aton(const char *text)
{
	struct in_addr a = { 0 }, b = { 0 };
	int result = ours_inet_aton(text, &a);

	if (result != inet_aton(text, &b) ||
	    (result && a.s_addr != b.s_addr))
		wrong("inet_aton", text);
}

static void compare_ntop(int family, const unsigned char *bytes, socklen_t size)
{
	char a[INET6_ADDRSTRLEN] = "", b[INET6_ADDRSTRLEN] = "";
	const char *ours = ours_inet_ntop(family, bytes, a, size);
	const char *theirs = inet_ntop(family, bytes, b, size);

	if (!ours != !theirs || (ours && strcmp(a, b)))
		wrong("inet_ntop", b);
}

static void compare_text(const char *text)
{
	compare_pton(AF_INET, text, 4);
	compare_pton(AF_INET6, text, 16);
	compare_aton(text);
}

static void compare_bytes(const unsigned char bytes[16])
{
	for (socklen_t size = 0; size <= INET6_ADDRSTRLEN; size++) {
		compare_ntop(AF_INET, bytes, size);
		compare_ntop(AF_INET6, bytes, size);
	}
}

#ifdef FUZZ
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t length);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t length)
{
	char *text = malloc(length + 1);
	unsigned char bytes[16] = { 0 };

	memcpy(text, data, length);
	text[length] = '\0';
	compare_text(text);
	free(text);
	memcpy(bytes, data, length < 16 ? length : 16);
	compare_bytes(bytes);
	return 0;
}
#else
static const char *pick(const char *const *from, unsigned int count)
{
	return from[(unsigned int)rand() % count];
}

/* Nearly an address: numbers and what may stand between them */
static void make(char *text)
{
	static const char *const numbers[] = { "0",   "1",    "9",   "10",
					       "255", "256",  "00",  "010",
					       "0x1f", "65535", "65536" };
	static const char *const groups[] = { "0",    "1",     "f",  "Fe",
					      "ffff", "12345", "00", "0001" };
	static const char *const odd[] = { " ", "%", "g", ".", ":", "::", "" };
	int v4 = rand() % 2, length = v4 ? 2 + rand() % 4 : 5 + rand() % 5;

	*text = '\0';
	if (rand() % 8 == 0)
		strcat(text, "::");
	for (int i = 0; i < length; i++) {
		if (i)
			strcat(text, v4 ? "." : rand() % 12 ? ":" : "::");
		strcat(text, v4 ? pick(numbers, rand() % 3 ? 5 : 11) :
				  pick(groups, rand() % 3 ? 5 : 8));
	}
	if (!v4 && rand() % 3 == 0) {
		strcat(text, ":");
		for (int i = 0; i < 4; i++) {
			strcat(text, i ? "." : "");
			strcat(text, pick(numbers, rand() % 3 ? 5 : 11));
		}
	}
	if (rand() % 6 == 0)
		strcat(text, pick(odd, 7));
}

int main(void)
{
	srand(1);
	for (int i = 0; i < 2000000; i++) {
		unsigned char bytes[16];
		char text[256];

		make(text);
		compare_text(text);
		for (int j = 0; j < 16; j++)
			bytes[j] = (unsigned char)(rand() % 3 ? 0 : rand());
		if (i % 100 == 0)
			compare_bytes(bytes);
	}
	puts("the same");
	return 0;
}
#endif
