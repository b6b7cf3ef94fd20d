/* SPDX-License-Identifier: MIT */
/*
 * Tables of cases, as README.md says.
 */
#ifndef LWS_TESTS_WS_TABLE_H
#define LWS_TESTS_WS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { NAME_LEN = 96 };

/* one case, its rows filled in */
struct ws_case {
	char section[24]; /* "6455 5.2" */
	char name[NAME_LEN];
	bool is_should; /* what it asks is only recommended */
	bool is_long;   /* takes its time */
	bool of_server; /* asked of a server */
	bool of_client; /* and of a client */
	char **lines;   /* owned */
	size_t line_count;
};

struct ws_table {
	struct ws_case *cases; /* owned */
	size_t count;
};

/* a file that is wrong ends the program */
void table_load(struct ws_table *t, const char *file);

void table_free(struct ws_table *t);

#endif
