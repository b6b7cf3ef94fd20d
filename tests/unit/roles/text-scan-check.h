/* SPDX-License-Identifier: MIT */
/* What both ways of lws__http_text_end() must do. */

#ifndef LWS_TEST_TEXT_SCAN_CHECK_H
#define LWS_TEST_TEXT_SCAN_CHECK_H

#include "lws-test.h"

#include "roles/http/text-scan.h"

static inline void
text_scan__stops_at_the_first_control(void **state)
{
	enum { MAX = 50 };
	char text[MAX];

	(void)state;
	for (size_t len = 0; len < MAX; len++)
		for (size_t at = 0; at < len; at++) {
			uint8_t *p;

			memset(text, '~', len);
			p = lws__test_guarded(text, len);
			assert_ptr_equal(lws__http_text_end(p, p + len),
					 p + len);
			for (int c = 0; c < 256; c++) {
				bool is_text =
					c == '\t' || (c >= ' ' && c != 0x7f);

				p[at] = (uint8_t)c;
				assert_ptr_equal(lws__http_text_end(p, p + len),
						 p + (is_text ? len : at));
			}
			lws__test_guarded_free(p, len);
		}
}

static inline void
text_scan__agrees_with_looking_at_each_byte(void **state)
{
	uint32_t seed = 1;
	uint8_t text[64];

	(void)state;
	for (int round = 0; round < 200000; round++) {
		size_t end = 0;

		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = (uint8_t)(seed >> 24);
			/* mostly text, or no run is ever long */
			if (!lws__http_is_text(text[i]) && (seed >> 8) % 8)
				text[i] ^= 0x60;
		}
		while (end < sizeof(text) && lws__http_is_text(text[end]))
			end++;
		assert_ptr_equal(lws__http_text_end(text, text + sizeof(text)),
				 text + end);
	}
}

#endif
