/* SPDX-License-Identifier: MIT */
/*
 * The words of a case: macros, numbers, and frames out of them.
 */
#ifndef LWS_TESTS_H2_WORDS_H
#define LWS_TESTS_H2_WORDS_H

#include "peer.h"

enum { WORDS_MAX = 64, WORD_LEN = 1024, MACROS_MAX = 64 };

/* what "$name" stands for, set by "let name words" */
struct macros {
	struct {
		char name[32];
		char text[WORD_LEN];
	} of[MACROS_MAX];
	size_t count;
};

struct words {
	char *of[WORDS_MAX]; /* into text */
	size_t count;
	char text[4 * WORD_LEN];
};

void macro_set(struct macros *m, const char *name, const char *text);

/* unless it was set before */
void macro_default(struct macros *m, const char *name, const char *text);

/* cuts a line into words, with macros in place; false: too much */
bool words_cut(struct words *w, const char *line, const struct macros *m);

/* "7", "0x7f", "CANCEL", "$s4" (the peer's setting), "$w0", "$w1" (how much it
 * lets us send), and +N -N *N behind; false: no number */
bool number(const struct h2_peer *p, const char *word, int64_t *out);

/* one frame, or what BYTES says; `step` counts the frames of a range of
 * streams.  Appended to buf (owned by the caller, grown).  NULL, or what is
 * wrong with the words. */
struct octets {
	uint8_t *of;
	size_t len;
	size_t room;
};

const char *frame_add(struct octets *out, struct h2_peer *p,
		      const struct words *w, uint32_t step, bool *is_last);

/* bytes NULL: room that the caller fills */
void octets_add(struct octets *out, const void *bytes, size_t len);

/* is this line a frame? */
bool is_frame_name(const char *word);

#endif
