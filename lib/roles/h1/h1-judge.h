/* SPDX-License-Identifier: MIT */
/*
 * The parts of the h1 parser that look at something whole: the request target,
 * and the head when its last line is in.
 */

#ifndef LWS_ROLES_H1_H1_JUDGE_H
#define LWS_ROLES_H1_H1_JUDGE_H

#include "roles/h1/h1-parse.h"

/*
 * The raw target is the open header of the table, under the method's token:
 * which form is it, and store it.
 */
enum lws__h1_error lws__h1_take_target(struct lws__h1_parser *p);

/* all fields are in the table: fill in the rest of p->head */
enum lws__h1_error lws__h1_judge_request(struct lws__h1_parser *p);
enum lws__h1_error lws__h1_judge_response(struct lws__h1_parser *p);

#endif
