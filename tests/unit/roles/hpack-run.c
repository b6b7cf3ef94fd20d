/* SPDX-License-Identifier: MIT */

#include "hpack-run.h"

#include "lws-test.h"
#include "roles/http/header-names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

size_t
hpack_unhex(const char *hex, uint8_t *out, size_t room)
{
	size_t len = 0;

	while (*hex) {
		char two[3] = {hex[0], hex[1], 0};

		if (isspace((unsigned char)*hex)) {
			hex++;
			continue;
		}
		assert_true(len < room);
		out[len++] = (uint8_t)strtoul(two, NULL, 16);
		hex += 2;
	}

	return len;
}

static int
record_field(void *opaque, const struct lws__hpack_field *f)
{
	struct hpack_record *r = opaque;

	/* the token is always that of the name, from wherever it came */
	if (f->token != (f->flaw == LWS__HPACK_BAD_NAME
				 ? -1
				 : lws__http_token_find(f->name, f->name_len)))
		fail_msg("token %d of \"%.*s\"", f->token, (int)f->name_len,
			 f->name);
	r->fields++;
	r->len += (size_t)snprintf(
		r->text + r->len, sizeof(r->text) - r->len, "%s%s%.*s: %.*s\n",
		f->flaw ? "?" : "", f->is_never_indexed ? "!" : "",
		(int)f->name_len, f->name, (int)f->value_len, f->value);
	assert_true(r->len < sizeof(r->text));

	return r->refuse_after && r->fields == r->refuse_after;
}

const struct lws__hpack_sink hpack_recorder = {.field = record_field};

enum lws_feed
hpack_run_block(struct lws__hpack_decoder *d, struct hpack_record *r,
		const void *block, size_t len)
{
	uint8_t *p = lws__test_guarded(block, len);
	struct lws_cursor in = {p, p + len};
	enum lws_feed got;

	got = lws__hpack_feed(d, &in, r ? &hpack_recorder : NULL, r);
	if (got == LWS_FEED_MORE)
		assert_ptr_equal(in.at, in.end);
	lws__test_guarded_free(p, len);
	if (got != LWS_FEED_BAD)
		got = lws__hpack_block_end(d);
	else
		assert_int_equal(lws__hpack_block_end(d), LWS_FEED_BAD);

	return got;
}
