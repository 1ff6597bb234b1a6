/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How nginx starts here: with the files that the user gave, or else those of the image; and
 * as one process, since there are no others, whatever the configuration says of daemons,
 * masters and workers.
 */
#include <ngx_config.h>
#include <ngx_core.h>

/* nginx' own main() */
int nginx_main(int argc, char *const *argv);
/* What nginx.c calls instead of ngx_master_process_cycle() */
void nginx_one_process(ngx_cycle_t *cycle);

/* Where the launcher puts what the user gives it: a disk, a share, an initrd */
static const char *const given[] = { "/disk", "/share", "/initrd" };

#define BUILT_IN "/www"
#define ADDED 4 /* -p folder -c file */

/* The folder with the files to serve. */
static const char *find_site(void)
{
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (!access(given[i], F_OK))
			return given[i];
	return BUILT_IN;
}

static int is_there(int argc, char **argv, const char *option)
{
	for (int i = 1; i < argc; i++)
		if (!strncmp(argv[i], option, 2))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	char **words = malloc(((size_t)argc + ADDED + 1) * sizeof(*words));
	const char *site = find_site();
	char own[32];
	int count = 0;

	if (!words) {
		fputs("nginx: no memory for its arguments\n", stderr);
		return 1;
	}
	/* nginx makes folders, but not folders for these. */
	mkdir("/run", 0755);
	mkdir("/tmp", 0777);
	words[count++] = argv[0];
	if (!is_there(argc, argv, "-p")) {
		words[count++] = "-p";
		words[count++] = (char *)(uintptr_t)site;
	}
	snprintf(own, sizeof(own), "%s/nginx.conf", site);
	if (!is_there(argc, argv, "-c") && !access(own, F_OK)) {
		words[count++] = "-c";
		words[count++] = own;
	}
	for (int i = 1; i < argc; i++)
		words[count++] = argv[i];
	words[count] = NULL;
	return nginx_main(count, words);
}

/* "daemon on" is the default, and means to leave a terminal alone: this is nobody's child. */
ngx_int_t ngx_daemon(ngx_log_t *log)
{
	(void)log;
	return NGX_OK;
}

void nginx_one_process(ngx_cycle_t *cycle)
{
	ngx_process = NGX_PROCESS_SINGLE;
	ngx_log_stderr(0, "serving with %V, from %V", &cycle->conf_file, &cycle->prefix);
	ngx_single_process_cycle(cycle);
}
