/* SPDX-License-Identifier: MIT */
/*
 * See form-recorder.h.
 */

#include "form-recorder.h"

#include <stdio.h>

void
form_recorder_add(struct form_recorder *r, const char *format, ...)
{
	size_t room = sizeof(r->text) - r->len;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(r->text + r->len, room, format, ap);
	va_end(ap);
	r->len += (size_t)n < room ? (size_t)n : room - 1;
}

static int
is_refused(struct form_recorder *r)
{
	return ++r->calls == r->refuse_at;
}

static int
recorder_begin(void *arg, const struct lws__form_field *field)
{
	struct form_recorder *r = arg;

	assert_int_equal(r->begun, r->ended);
	r->begun++;
	r->value_len = 0;
	form_recorder_add(r, "%s", field->name);
	if (field->filename)
		form_recorder_add(r, "(%s)", field->filename);

	return is_refused(r);
}

static int
recorder_data(void *arg, const uint8_t *data, size_t len)
{
	struct form_recorder *r = arg;

	assert_int_equal(r->begun, r->ended + 1);
	assert_true(len > 0);
	assert_true(len <= sizeof(r->value) - r->value_len);
	memcpy(r->value + r->value_len, data, len);
	r->value_len += len;

	return is_refused(r);
}

static int
recorder_end(void *arg)
{
	struct form_recorder *r = arg;

	assert_int_equal(r->begun, r->ended + 1);
	r->ended++;
	if (r->value_len > 40)
		form_recorder_add(r, "=%zu;", r->value_len);
	else
		form_recorder_add(r, "=%.*s;", (int)r->value_len, r->value);

	return is_refused(r);
}

const struct lws__form_sink form_recorder_sink = {
	recorder_begin,
	recorder_data,
	recorder_end,
};
