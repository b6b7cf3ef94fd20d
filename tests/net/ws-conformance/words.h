/* SPDX-License-Identifier: MIT */
/*
 * The words of a line: numbers, payloads, and frames out of them.
 */
#ifndef LWS_TESTS_WS_WORDS_H
#define LWS_TESTS_WS_WORDS_H

#include "peer.h"

enum { WORDS_MAX = 32, LINE_MAX_LEN = 4096 };

struct words {
	char *of[WORDS_MAX]; /* into text */
	size_t count;
	char text[LINE_MAX_LEN];
};

/* false: too much */
bool words_cut(struct words *w, const char *line);

/* "16", "64k", "16M", "125+1"; false: no number */
bool number(const char *word, uint64_t *out);

/* the value of "name=value" among the words from `from`; NULL: not there */
const char *word_value(const struct words *w, size_t from, const char *name);

bool word_is_there(const struct words *w, size_t from, const char *name);

/* an opcode's name, or OP and its number; -1: another word */
int word_opcode(const char *word);

/*
 * The payload that the words from `from` describe.  NULL, or a word that is
 * not known.
 */
const char *
words_payload(const struct words *w, size_t from, struct octets *out);

/*
 * Sends the frame, or the fragments, of a line; words[0] is an opcode.  NULL,
 * or what went wrong.
 */
const char *words_send(struct ws_peer *p, const struct words *w, int ms);

/* the message of a line once for each place that it can be cut in two */
const char *words_send_cut(struct ws_peer *p, const struct words *w, size_t cut,
			   size_t *len, int ms);

#endif
