/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Process 1 of a Linux guest that runs virtual machines of its own: loads /modules/00.ko and so
 * on, then runs each line of /script, a name and a command's words with tabs between, and
 * says with which status it ended.
 */
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux_modules.h"

#define WORDS_MOST 16
#define SECONDS_MOST 120

static void run(char *line)
{
	char *words[WORDS_MOST + 1] = { NULL };
	char *name = strsep(&line, "\t");
	int count = 0, status;
	pid_t child;

	while (line && count < WORDS_MOST)
		words[count++] = strsep(&line, "\t");
	printf("\n=== %s\n", name);
	fflush(stdout);
	child = fork();
	if (!child) {
		alarm(SECONDS_MOST);
		execv(words[0], words);
		_exit(201);
	}
	/* others that lost their parent are process 1's to bury */
	while (wait(&status) != child)
		;
	printf("\n=== %s: %d\n", name,
	       WIFSIGNALED(status) ? -WTERMSIG(status) :
				     WEXITSTATUS(status));
	fflush(stdout);
}

int main(void)
{
	char line[1024];
	FILE *script;

	load_modules();
	mkdir("/dev", 0755);
	if (mknod("/dev/kvm", S_IFCHR | 0600, makedev(10, 232)))
		fail("/dev/kvm");
	script = fopen("/script", "r");
	if (!script)
		fail("/script");
	while (fgets(line, sizeof(line), script)) {
		line[strcspn(line, "\n")] = '\0';
		run(line);
	}
	reboot(RB_AUTOBOOT);
	return 1;
}
