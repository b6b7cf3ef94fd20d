/* SPDX-License-Identifier: MIT */
/*
 * A form sink that sums up what it is told, and checks that it makes sense.
 */

#ifndef FORM_FUZZ_H
#define FORM_FUZZ_H

#include "base/base.h"
#include "roles/http/form.h"

#include <stdlib.h>
#include <string.h>

struct form_sum {
	uint64_t hash;
	size_t bytes;
	unsigned int begun;
	unsigned int ended;
	unsigned int error;
};

static void
form_must(bool is_true)
{
	if (!is_true)
		abort();
}

/* FNV-1a */
static void
form_hash(struct form_sum *sum, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len--)
		sum->hash = (sum->hash ^ *p++) * 0x100000001b3ull;
}

static int
form_sum_begin(void *arg, const struct lws__form_field *field)
{
	struct form_sum *sum = arg;

	form_must(sum->begun == sum->ended);
	form_must(strlen(field->name) <= LWS__FORM_NAME_MAX);
	form_must(++sum->begun <= LWS__FORM_FIELDS_MAX);
	form_hash(sum, field->name, strlen(field->name) + 1);
	if (field->filename) {
		form_must(strlen(field->filename) <= LWS__FORM_NAME_MAX);
		form_hash(sum, field->filename, strlen(field->filename) + 1);
	}

	return 0;
}

static int
form_sum_data(void *arg, const uint8_t *data, size_t len)
{
	struct form_sum *sum = arg;

	form_must(sum->begun == sum->ended + 1 && len);
	form_hash(sum, data, len);
	sum->bytes += len;

	return 0;
}

static int
form_sum_end(void *arg)
{
	struct form_sum *sum = arg;

	form_must(sum->begun == ++sum->ended);
	form_hash(sum, "end", 3);

	return 0;
}

static const struct lws__form_sink form_sum_sink = {
	form_sum_begin,
	form_sum_data,
	form_sum_end,
};

/* of a body that was refused, some data may not have been told */
static void
form_must_be_same(const struct form_sum *a, const struct form_sum *b)
{
	form_must(a->error == b->error);
	form_must(a->begun == b->begun && a->ended == b->ended);
	if (!a->error)
		form_must(a->hash == b->hash && a->bytes == b->bytes);
}

#endif
