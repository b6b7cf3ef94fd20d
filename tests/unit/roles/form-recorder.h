/* SPDX-License-Identifier: MIT */
/*
 * A form sink that writes what it is told into a text: "name=value;", or
 * "name(filename)=value;".  Values of more than 40 bytes are their length.
 */

#ifndef FORM_RECORDER_H
#define FORM_RECORDER_H

#include "lws-test.h"
#include "roles/http/form.h"

struct form_recorder {
	char text[2048];
	char value[256 * 1024];
	size_t len; /* of text */
	size_t value_len;
	unsigned int begun;
	unsigned int ended;
	unsigned int refuse_at; /* the n-th call answers nonzero; 0: none */
	unsigned int calls;
};

extern const struct lws__form_sink form_recorder_sink;

void form_recorder_add(struct form_recorder *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
