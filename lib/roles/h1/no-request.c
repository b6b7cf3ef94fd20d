/* SPDX-License-Identifier: MIT */
/*
 * In place of h1-request-line.c, h1-target.c and h1-judge-request.c in a build
 * without servers: nobody reads a request.
 */

#include "roles/h1/h1-judge.h"

enum lws__h1_error
lws__h1_on_method(struct lws__h1_parser *p, struct lws_cursor *in)
{
	(void)p;
	(void)in;

	return LWS__H1_BAD_VERSION;
}

enum lws__h1_error
lws__h1_on_target(struct lws__h1_parser *p, struct lws_cursor *in)
{
	return lws__h1_on_method(p, in);
}

enum lws__h1_error
lws__h1_judge_request(struct lws__h1_parser *p)
{
	return lws__h1_on_method(p, NULL);
}

const struct lws__h1_error_fact *
lws__h1_request_error_facts(enum lws__h1_error e)
{
	(void)e;

	return lws__h1_error_facts(LWS__H1_HEAD_TOO_LARGE);
}
