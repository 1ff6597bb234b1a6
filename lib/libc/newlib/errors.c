/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * strerror() for those of Linux's error numbers that newlib has no text for.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

char *_user_strerror(int number, int internal, int *error);

/* Called by newlib's strerror(); NULL: this one has no text either. */
char *_user_strerror(int number, int internal, int *error)
{
	static const struct {
		short number;
		const char *text;
	} texts[] = {
		{ ECHRNG, "Channel number out of range" },
		{ EL2NSYNC, "Level 2 not synchronized" },
		{ EL3HLT, "Level 3 halted" },
		{ EL3RST, "Level 3 reset" },
		{ ELNRNG, "Link number out of range" },
		{ EUNATCH, "Protocol driver not attached" },
		{ ENOCSI, "No CSI structure available" },
		{ EL2HLT, "Level 2 halted" },
		{ EBADE, "Invalid exchange" },
		{ EBADR, "Invalid request descriptor" },
		{ EXFULL, "Exchange full" },
		{ ENOANO, "No anode" },
		{ EBADRQC, "Invalid request code" },
		{ EBADSLT, "Invalid slot" },
		{ EBFONT, "Bad font file format" },
		{ EDOTDOT, "RFS specific error" },
		{ ENOTUNIQ, "Name not unique on network" },
		{ EBADFD, "File descriptor in bad state" },
		{ EREMCHG, "Remote address changed" },
		{ ERESTART, "Interrupted call should be restarted" },
		{ EUSERS, "Too many users" },
		{ EPFNOSUPPORT, "Protocol family not supported" },
		{ ETOOMANYREFS, "Too many references" },
		{ ESTALE, "Stale file handle" },
		{ EUCLEAN, "Structure needs cleaning" },
		{ ENOTNAM, "Not a XENIX named type file" },
		{ ENAVAIL, "No XENIX semaphores available" },
		{ EISNAM, "Is a named type file" },
		{ EREMOTEIO, "Remote I/O error" },
		{ EDQUOT, "Disk quota exceeded" },
		{ ENOMEDIUM, "No medium found" },
		{ EMEDIUMTYPE, "Wrong medium type" },
		{ ENOKEY, "Required key not available" },
		{ EKEYEXPIRED, "Key has expired" },
		{ EKEYREVOKED, "Key has been revoked" },
		{ EKEYREJECTED, "Key was rejected" },
		{ ERFKILL, "Radio is switched off" },
		{ EHWPOISON, "Memory page has hardware error" },
	};

	(void)internal;
	(void)error;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].number == number)
			return (char *)texts[i].text;
	return NULL;
}
