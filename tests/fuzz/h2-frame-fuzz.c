/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 frames: the same events in any cut, as server and as client; and the
 * values of Priority fields.
 */

#include "../unit/roles/h2-frame-run.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
	OPTION_CLIENT = 1,
	OPTION_SMALL_BLOCK = 2,
	OPTION_LARGE_FRAME = 4,
};

static void
read_stream(struct h2_record *r, const uint8_t *data, size_t len, size_t piece,
	    uint8_t options)
{
	struct lws__h2_rx f;
	bool is_good = true;

	r->len = 0;
	r->in_piece = false;
	r->text[0] = '\0';
	lws__h2_rx_init(&f, options & OPTION_CLIENT ? LWS_SIDE_CLIENT
						    : LWS_SIDE_SERVER);
	if (options & OPTION_SMALL_BLOCK)
		f.block_max = 20;
	if (options & OPTION_LARGE_FRAME)
		f.frame_max = LWS__H2_FRAME_MOST;
	if (!(options & OPTION_CLIENT)) {
		struct lws_cursor in = {
			lws__unconst(lws__h2_preface),
			lws__unconst(lws__h2_preface + LWS__H2_PREFACE_LEN)};

		if (!h2_record_input(r, &f, &in))
			abort();
	}
	for (size_t at = 0; at < len && is_good; at += piece) {
		size_t n = len - at < piece ? len - at : piece;
		struct lws_cursor in = {lws__unconst(data + at),
					lws__unconst(data + at + n)};

		is_good = h2_record_input(r, &f, &in);
		if (is_good && in.at != in.end)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct h2_record whole, cut;
	struct lws__h2_priority p = LWS__H2_PRIORITY_DEFAULT;
	uint8_t options;

	if (!len)
		return 0;
	options = *data++;
	len--;
	read_stream(&whole, data, len, SIZE_MAX, options);
	read_stream(&cut, data, len, 1, options);
	if (strcmp(whole.text, cut.text))
		abort();
	read_stream(&cut, data, len, 11, options);
	if (strcmp(whole.text, cut.text))
		abort();
	(void)lws__h2_priority_parse(&p, (const char *)data, len);
	if (p.urgency > 7)
		abort();

	return 0;
}
