/* SPDX-License-Identifier: MIT */
/*
 * Multipart form bodies (hazard HF-08): any bytes in two pieces give the same
 * parts as whole.  The first byte says where the cut is, the first line that
 * follows is the Content-Type.
 */

#include "roles/http/form-multipart.h"
#include "roles/http/form-type.h"

#include "form-fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct input {
	const uint8_t *data;
	size_t len;
	char boundary[LWS__FORM_BOUNDARY_MAX + 1];
	enum lws__form_type type;
};

static void
run(const struct input *input, size_t cut, struct form_sum *sum)
{
	struct lws__form_multipart m;
	struct lws_cursor in = {lws__unconst(input->data),
				lws__unconst(input->data)};

	lws__form_multipart_start(&m, input->boundary,
				  input->type == LWS__FORM_RELATED);
	in.end += cut;
	if (lws__form_multipart_feed(&m, &in, &form_sum_sink, sum) !=
	    LWS_FEED_BAD) {
		form_must(in.at == in.end);
		in.end = in.at + (input->len - cut);
		if (lws__form_multipart_feed(&m, &in, &form_sum_sink, sum) !=
		    LWS_FEED_BAD)
			lws__form_multipart_finish(&m, &form_sum_sink, sum);
	}
	sum->error = m.error;
	form_must(m.error || sum->begun == sum->ended);
	/* each byte of data was one of the body */
	form_must(sum->bytes <= input->len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct form_sum whole = {0}, cut = {0};
	struct input input;
	const uint8_t *eol;
	char type[256];
	size_t n;

	if (len < 2)
		return 0;
	eol = memchr(data + 1, '\n', len - 1);
	n = eol ? (size_t)(eol - data - 1) : 0;
	if (!eol || n >= sizeof(type))
		return 0;
	memcpy(type, data + 1, n);
	type[n] = '\0';
	input.type = lws__form_type(type, input.boundary);
	if (input.type != LWS__FORM_DATA && input.type != LWS__FORM_RELATED)
		return 0;
	form_must(input.boundary[0]);
	input.data = eol + 1;
	input.len = len - n - 2;
	run(&input, input.len, &whole);
	run(&input, input.len ? data[0] % (input.len + 1) : 0, &cut);
	form_must_be_same(&whole, &cut);

	return 0;
}
