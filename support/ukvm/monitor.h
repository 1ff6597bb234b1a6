/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the monitor's files share. A module is a file with rows of the tables below: the build links
 * those that the image's drivers name, and nothing else knows of them.
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

/* Packed, as struct module is: the smallest monitor would be 1% larger. */
struct module_call {
	uint8_t number; /* UKVM_CALL_ */
	int (*run)(const struct call *call);
} __attribute__((packed));

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
	/* A file to wait for: -1 none now. May be NULL. */
	int (*wait_fd)(void);
	/* Its name stands in the boot page; those with rings add themselves (ring.h). */
	bool is_device;
} __attribute__((packed));

/*
 * Rows of what a module adds. The linker makes one table of all modules' (monitor.lds), without
 * gaps if the compiler aligns them no more than one row needs.
 */
#define ROWS(table, type, name)                                \
	static const type name __attribute__((                 \
		used, section(#table), aligned(__alignof__(type))))

#define MODULE ROWS(modules, struct module, module_row)
#define CALLS ROWS(module_calls, struct module_call, calls_rows[])
#define OPTIONS ROWS(module_options, struct module_option, options_rows[])
/* What it needs when the guest runs */
#define SYSTEM_CALLS ROWS(module_system_calls, uint16_t, system_calls_rows[])
#define IOCTLS ROWS(module_ioctls, uint32_t, ioctls_rows[])

extern const struct module __start_modules[], __stop_modules[];
extern const struct module_call __start_module_calls[], __stop_module_calls[];
extern const struct module_option __start_module_options[], __stop_module_options[];
extern const uint16_t __start_module_system_calls[], __stop_module_system_calls[];
extern const uint32_t __start_module_ioctls[], __stop_module_ioctls[];

#define FOR_EACH(table, row)                                                 \
	for (const __typeof__(*__start_##table) *row = __start_##table;      \
	     row < __stop_##table; row++)

/* ---- print.c: of the formats, %s, %u and %lx (16 digits) */
#define STDIN 0
#define STDOUT 1
#define STDERR 2

extern bool print_to_stdout; /* else to standard error */

/* However often it takes; what nobody listens to is lost. */
void write_whole(int fd, const void *from, uint64_t length);

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
	uint64_t memory_besides; /* what options want, beyond the image's wish */
};

extern struct options options;

void options_parse(char **words);

/* main.c: of modules to which an option gives a descriptor, the lowest from that one on, or
 * FD_NONE. All others that the monitor was born with are closed.
 */
#define FD_NONE (~0u)
unsigned int fd_kept(unsigned int from);

/* ---- the steps, in their order */
void image_open(struct image *image);	    /* file.c */
void image_load(const struct image *image); /* file.c */
void vm_create(void);			    /* vm.c */
void vm_memory(void);
void vm_cpu(const struct image *image);
void boot_page_fill(const struct image *image); /* boot.c */
void sandbox_enter(void);			/* sandbox.c */
void sandbox_close(void); /* sandbox.c, of run(): what is SETUP is there no more */
void teardown_delegate(void);			/* teardown.c, within */
/* Called within, of modules that have them: sandbox_calls() for system calls with one
 * value only of their third argument, each by sandbox_allow_third(); sandbox_ioctls() for requests
 * of ioctl() to other files than the CPU's, each by sandbox_allow().
 */
bool sandbox_user(void); /* true: it has given up root's rights, and become another user */
void sandbox_signals(void);
void sandbox_threads(void);
void sandbox_calls(void);
void sandbox_allow_third(uint16_t system_call, uint32_t value);
void sandbox_ioctls(void);
void sandbox_allow(uint32_t request);
void __attribute__((noreturn)) run(void);	/* run.c */

/* ---- io.c, of monitors with rings: does what they ask for; true: the guest has something to look
 * at. Files to wait for, up to one a device. Whether the monitor keeps an address of the guest's
 * memory that lies there, and writes to it without asking guest_at() again.
 */
struct pollfd;

bool io_serve(void);
unsigned int io_files(struct pollfd *fds);
bool io_holds(const void *memory, uint64_t length);

/* ---- io_poll.c, or clock.c: ppoll(2) */
long wait_for_files(struct pollfd *fds, unsigned int count,
		    const struct timespec *timeout);

/* ---- vm.c: the CPU, when it has stopped */
struct kvm_run;
struct kvm_regs;

/* True: the guest may use WRFSBASE. cpu_fsgsbase.c */
bool vm_offer_fsgsbase(int kvm_fd);

extern struct kvm_run *vcpu_run;
extern int vcpu_fd;

struct kvm_regs *vcpu_registers(void);
uint64_t vcpu_cr2(void);

/* ---- upcall.c, of monitors whose guests have a timer: when a signal has come */
void upcall_look(void);

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
