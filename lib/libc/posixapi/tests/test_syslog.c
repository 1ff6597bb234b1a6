/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages to the log arrive on stderr as they were meant; libraries cannot be loaded, and say why.
 */
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>
#include <uk/test.h>

UK_TESTSUITE(posixapi_syslog, "syslog() and dlopen()");

static int saved, ends[2];

/* stderr becomes a pipe */
static bool begin(void)
{
	saved = dup(STDERR_FILENO);
	return saved >= 0 && !pipe(ends) && dup2(ends[1], STDERR_FILENO) >= 0;
}

/* What was written to stderr since begin(), which is as it was again. */
static const char *end(void)
{
	static char text[2048];
	ssize_t length;

	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	length = read(ends[0], text, sizeof(text) - 1);
	close(ends[0]);
	text[length > 0 ? length : 0] = 0;
	return text;
}

UK_TEST(posixapi_syslog, lines)
{
	UK_EXPECT(begin());
	openlog("program", 0, LOG_DAEMON);
	errno = ENOENT;
	syslog(LOG_WARNING, "%d%% of %s: %m", 50, "it");
	syslog(LOG_ERR | LOG_LOCAL0, "with its end\n");
	setlogmask(LOG_UPTO(LOG_ERR));
	syslog(LOG_WARNING, "not shown");
	UK_EXPECT_EQ(setlogmask(LOG_UPTO(LOG_DEBUG)), LOG_UPTO(LOG_ERR));
	closelog();
	syslog(LOG_INFO, "nobody");
	UK_EXPECT_EQ(errno, ENOENT);
	UK_EXPECT(!strcmp(end(),
			  "program: 50% of it: No such file or directory\n"
			  "program: with its end\nnobody\n"));
}

UK_TEST(posixapi_syslog, long_lines_are_cut)
{
	char text[3000];
	const char *said;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	UK_EXPECT(begin());
	syslog(LOG_INFO, "%s", text);
	said = end();
	UK_EXPECT_EQ(strlen(said), 1023);
	UK_EXPECT_EQ(said[1022], '\n');
}

UK_TEST(posixapi_syslog, nothing_is_loaded)
{
	Dl_info info;

	UK_EXPECT(!dlerror());
	UK_EXPECT(!dlopen("/lib/module.so", RTLD_NOW));
	UK_EXPECT(strstr(dlerror(), "loads no libraries"));
	UK_EXPECT(!dlerror());
	UK_EXPECT(!dlsym(RTLD_DEFAULT, "main"));
	UK_EXPECT_EQ(dlclose(NULL), -1);
	UK_EXPECT_EQ(dladdr(&info, &info), 0);
}
