/* SPDX-License-Identifier: MIT */
/*
 * WWW-Authenticate values: whatever a server asks, what is kept is text within
 * its bounds, and can be answered.
 */

#include "roles/http/digest-auth.h"

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lws__http_challenge c = {0};
	unsigned char text[8192], *p = text;

	(void)lws__http_challenge_read(&c, (const char *)data, len);
	if (memchr(c.realm, 0, sizeof(c.realm)) == NULL ||
	    memchr(c.nonce, 0, sizeof(c.nonce)) == NULL ||
	    memchr(c.opaque, 0, sizeof(c.opaque)) == NULL)
		abort();
	if (c.digest == LWS__DIGEST_NONE)
		return 0;
	if (lws__http_digest_answer(
		    &(struct lws__http_digest_req){.challenge = &c,
						   .user = "user",
						   .password = "password",
						   .method = "GET",
						   .uri = "/x?y=\"z\"",
						   .cnonce = "0123",
						   .count = 2},
		    &p, text + sizeof(text)))
		abort();

	return 0;
}
