/* SPDX-License-Identifier: MIT */
/*
 * Urlencoded form bodies (hazard HF-09): any bytes in two pieces give the same
 * fields as whole.  The first byte says where the cut is.
 */

#include "roles/http/form-urlencoded.h"

#include "form-fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
run(const uint8_t *data, size_t len, size_t cut, struct form_sum *sum)
{
	struct lws__form_urlencoded f = {0};
	struct lws_cursor in = {lws__unconst(data), lws__unconst(data)};

	in.end += cut;
	if (lws__form_urlencoded_feed(&f, &in, &form_sum_sink, sum) ==
	    LWS_FEED_MORE) {
		form_must(in.at == in.end);
		in.end = in.at + (len - cut);
		if (lws__form_urlencoded_feed(&f, &in, &form_sum_sink, sum) ==
		    LWS_FEED_MORE)
			lws__form_urlencoded_finish(&f, &form_sum_sink, sum);
	}
	sum->error = f.error;
	form_must(f.error || sum->begun == sum->ended);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct form_sum whole = {0}, cut = {0};

	if (!len)
		return 0;
	run(data + 1, len - 1, len - 1, &whole);
	run(data + 1, len - 1, data[0] % len, &cut);
	form_must_be_same(&whole, &cut);

	return 0;
}
