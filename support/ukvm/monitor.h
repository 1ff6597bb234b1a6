/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the monitor's files share. A module is a file with one MODULE: the build links those
 * that the image's drivers name, and nothing else knows of them.
 */
#ifndef UKVM_MONITOR_H
#define UKVM_MONITOR_H

#include "guest.h"
#include "system.h"

/* Exit statuses beside the guest's own, as those of support/run */
#define STATUS_CRASHED 127
#define STATUS_NOTHING_RAN 200

extern struct guest guest;

/* A call's arguments, from the registers. */
struct call {
	uint64_t first;
	uint64_t second;
	uint64_t third;
};

struct module_call {
	unsigned int number; /* UKVM_CALL_ */
	int (*run)(const struct call *call);
};

#define LIST_END 0xffff

struct module_option {
	const char *name; /* "memory" */
	const char *value; /* "SIZE" */
	const char *help;
	/* NULL, or what is wrong with the text */
	const char *(*set)(const char *text);
};

struct module {
	const char *name;
	/* Before the guest's start, with the boot page to be filled in; may be NULL. */
	void (*start)(struct ukvm_boot *boot);
	const struct module_call *calls;
	const struct module_option *options;
	/* What it needs when the guest runs; ends with LIST_END, for 0 is read(). */
	const uint16_t *system_calls;
	const uint32_t *ioctls; /* ends with 0 */
	/* A file to wait for: -1 none now. May be NULL. */
	int (*wait_fd)(void);
	/* Its name stands in the boot page; those with rings add themselves (ring.h). */
	bool is_device;
};

#define MODULE(which)                                                \
	static const struct module which##_module;                   \
	static const struct module *const which##_entry              \
		__attribute__((used, section("modules"))) =          \
			&which##_module;                             \
	static const struct module which##_module

extern const struct module *const __start_modules[];
extern const struct module *const __stop_modules[];

#define FOR_EACH_MODULE(module)                                 \
	for (const struct module *const *module = __start_modules; \
	     module < __stop_modules; module++)

/* ---- print.c: of the formats, %s, %u and %lx (16 digits) */
#define STDIN 0
#define STDOUT 1
#define STDERR 2

extern int print_fd;

void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints "ukvm: ..." and ends the monitor: nothing ran. */
void fail(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

bool same(const char *a, const char *b);
size_t length_of(const char *text);

/* ---- options.c */
struct options {
	const char *image;
	const char *command_line;
	uint64_t memory; /* 0: as the image wishes */
	uint64_t seed;	 /* 0: another one each time */
};

extern struct options options;

void options_parse(char **words);

/* ---- the steps, in their order */
void image_open(struct image *image);	    /* file.c */
void image_load(const struct image *image); /* file.c */
void vm_create(void);			    /* vm.c */
void vm_memory(void);
void vm_cpu(const struct image *image);
void boot_page_fill(const struct image *image); /* boot.c */
void sandbox_enter(void);			/* sandbox.c */
void teardown_delegate(void);			/* teardown.c, within */
/* Called within, of modules that have them: sandbox_ioctls() for requests of ioctl() to other
 * files than the CPU's, each by sandbox_allow().
 */
bool sandbox_user(void); /* true: it has given up root's rights, and become another user */
void sandbox_threads(void);
void sandbox_ioctls(void);
void sandbox_allow(uint32_t request);
void __attribute__((noreturn)) run(void);	/* run.c */

/* ---- vm.c: the CPU, when it has stopped */
struct kvm_run;
struct kvm_regs;

/* True: the guest may use WRFSBASE. cpu_fsgsbase.c */
bool vm_offer_fsgsbase(int kvm_fd);

extern struct kvm_run *vcpu_run;
extern int vcpu_fd;

struct kvm_regs *vcpu_registers(void);
uint64_t vcpu_cr2(void);

/* ---- gdb.c, of monitors for debugging: before the guest's first instruction; when a signal has
 * come; at a trap, true if the guest goes on
 */
void debug_start(void);
void debug_look(void);
bool debug_trap(unsigned int vector, const struct kvm_regs *registers);

/* ---- crash.c: reports, and ends the monitor */
void crash_trap(unsigned int vector); /* returns if a debugger wants to go on */
void crash_port(unsigned int port) __attribute__((noreturn));
void crash_memory(unsigned int number, uint64_t address, uint64_t length)
	__attribute__((noreturn));
void crash_vm(const char *what, unsigned int number)
	__attribute__((noreturn));

/* Host address of what a call names, or the end with a report. */
void *call_memory(uint64_t address, uint64_t length, unsigned int rights);

#endif /* UKVM_MONITOR_H */
