/* SPDX-License-Identifier: MIT */
/*
 * The parts of the h1 parser in files of their own: the request line, the
 * request target, and the head when its last line is in.  What only requests
 * have is not in a build without servers (no-request.c).
 */

#ifndef LWS_ROLES_H1_H1_JUDGE_H
#define LWS_ROLES_H1_H1_JUDGE_H

#include "roles/h1/h1-parse.h"

enum lws__h1_state {
	H1_START,       /* before the first byte, or after an empty line */
	H1_START_LF,    /* CR of an empty line before the message */
	H1_METHOD,      /* request: collecting a word */
	H1_TARGET,      /* request: up to the next space */
	H1_VERSION,     /* "HTTP/" digit "." digit, then CR or space */
	H1_STATUS,      /* response: three digits */
	H1_STATUS_END,  /* response: the space after them, or CR */
	H1_REASON,      /* response: up to CR */
	H1_LINE_LF,     /* CR at the end of the start line */
	H1_FIELD_START, /* first byte of a line */
	H1_NAME,        /* up to ':' */
	H1_VALUE_START, /* white space before the value */
	H1_VALUE,       /* up to CR */
	H1_VALUE_LF,    /* CR at the end of a field */
	H1_END_LF,      /* CR of the empty line */
	H1_DONE,
	H1_FAILED,
};

/* ---- h1-parse.c ---- */

/* what is wrong with b where a line may not end and b may not stand */
enum lws__h1_error lws__h1_line_end_or(uint8_t b, enum lws__h1_error otherwise);

/* ---- h1-request-line.c, or no-request.c ---- */

/* in H1_METHOD and H1_TARGET */
enum lws__h1_error
lws__h1_on_method(struct lws__h1_parser *p, struct lws_cursor *in);
enum lws__h1_error
lws__h1_on_target(struct lws__h1_parser *p, struct lws_cursor *in);
/* e: LWS__H1_REQUEST_ERRORS or beyond */
const struct lws__h1_error_fact *
lws__h1_request_error_facts(enum lws__h1_error e);

/* ---- h1-target.c ---- */

/*
 * The raw target is the open header of the table, under the method's token:
 * which form is it, and store it.
 */
enum lws__h1_error lws__h1_take_target(struct lws__h1_parser *p);

/* ---- h1-judge.c ---- */

/* all fields are in the table: fill in the rest of p->head */
enum lws__h1_error lws__h1_judge_response(struct lws__h1_parser *p);
/* how a body is framed, in a message that has one */
enum lws__h1_error lws__h1_read_framing(struct lws__h1_parser *p);
/* keep-alive and Upgrade */
void lws__h1_read_connection(struct lws__h1_parser *p);
/* bits for the members of a list header: 1 << n for words[n], which end with
 * NULL, `other` for what is none of them */
unsigned int lws__h1_list_bits(const struct lws__http_headers *h,
			       enum lws_token_indexes token,
			       const char *const *words, unsigned int other);

/* ---- h1-judge-request.c, or no-request.c ---- */

/* as lws__h1_judge_response() */
enum lws__h1_error lws__h1_judge_request(struct lws__h1_parser *p);

#endif
