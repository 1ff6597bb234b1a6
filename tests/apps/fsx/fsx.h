/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The model of a tree of files, and what the program's parts share.
 */
#ifndef FSX_H
#define FSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMES 6
#define DEPTH_MOST 3
#define HANDLES 6
#define SIZE_MOST (96u << 10)
#define PATH_SIZE 256

struct node {
	bool is_directory;
	unsigned int links; /* names that lead to it */
	unsigned int opened;
	struct node *entries[NAMES]; /* of a directory */
	struct node *parent;
	uint8_t *content; /* SIZE_MOST bytes */
	size_t size;
};

/* An open file */
struct handle {
	struct node *node; /* NULL: none */
	int fd;
	bool appends;
	size_t position;
};

/* A name in a directory, which is there or not */
struct place {
	struct node *dir;
	int name;
	struct node *node; /* NULL: there is no such file */
	char path[PATH_SIZE];
};

extern struct node root;
extern struct handle handles[HANDLES];
extern const char *const names[NAMES];

/* model.c */
uint32_t any(uint32_t below);
void model_start(const char *directory, uint32_t seed);
/* A random place; with `existing`, preferably one where something is. */
void choose_place(struct place *place, bool existing);
/* A random regular file that has a name. False: there is none. */
bool choose_file(struct place *place);
struct node *node_new(bool is_directory);
void node_put(struct node *node);
void enter(const struct place *place, struct node *node);
void leave(const struct place *place);
bool is_empty(const struct node *dir);
bool is_below(const struct node *dir, const struct node *above);

/* check.c */
/* Says what is done next, for the report. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void noted_result(long result);
/* Ends the program with a report. */
void differs(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));
/* A call's result, -1 with errno, against the errno that it should have had; 0: none */
void expect(long result, int error);
void check_content(const struct node *node, int fd, const char *path);
void check_all(void);

/* busy.c, where there are threads */
void start_busy(void) __attribute__((weak));

/* names.c */
void do_names(void);
void remove_all(void);

/* content.c */
void do_content(void);
void close_handle(struct handle *handle);

#endif /* FSX_H */
