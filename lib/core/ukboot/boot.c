/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts the libraries, stage by stage, and then the application.
 */
#include <uk/boot.h>
#include <uk/init.h>
#include <uk/errno.h>
#include <uk/param.h>
#include <uk/plat/lifecycle.h>
#include <uk/print.h>

#define BOOT_FAILED 126

/* argv[0], the arguments, NULL */
static char *arguments[CONFIG_LIBUKBOOT_ARGUMENTS + 2] = { UK_APP_NAME };

static void run(const struct uk_init *from, const struct uk_init *to)
{
	for (; from < to; from++) {
		int error = from->init();

		if (error) {
			uk_printf("Boot stopped: %s failed (error %d)\n",
				  from->name, -error);
			uk_exit(BOOT_FAILED);
		}
	}
}

#define RUN_STAGE(stage) run(__start_uk_init_##stage, __stop_uk_init_##stage)

static int parse_command_line(void)
{
	char *line = uk_plat_command_line();
	int count;

	if (!line) {
		uk_printf("The command line is longer than this image has "
			  "room for: see PLAT_..._COMMAND_LINE in menuconfig, "
			  "or put words into a file of an initrd\n");
		uk_exit(BOOT_FAILED);
	}
	if (!*line)
		return 0;
	count = uk_param_parse(line, &arguments[1], CONFIG_LIBUKBOOT_ARGUMENTS);
	if (count < 0)
		uk_exit(count == -ECANCELED ? 0 : BOOT_FAILED);
	return count;
}

void uk_boot(void)
{
	int count;

	RUN_STAGE(early);
	count = parse_command_line() + 1;
	RUN_STAGE(memory);
	RUN_STAGE(platform);
	RUN_STAGE(bus);
	RUN_STAGE(device);
	RUN_STAGE(library);
	RUN_STAGE(mount);
	RUN_STAGE(late);
	if (uk_libc_main)
		uk_exit(uk_libc_main(count, arguments));
	uk_exit(main(count, arguments));
}
