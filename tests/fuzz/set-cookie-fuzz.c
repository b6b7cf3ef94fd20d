/* SPDX-License-Identifier: MIT */
/*
 * Set-Cookie values and lines of a cookie file (CLI-08, MS-05): what is kept
 * can be written and is read back as it was.
 */

#include "data/nscookie-line.h"
#include "roles/http/set-cookie.h"

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

static void
again(const struct lws__nscookie *c)
{
	char line[LWS__NSCOOKIE_LINE_MAX], tag[LWS__NSCOOKIE_TAG_MAX];
	struct lws__nscookie back;
	size_t len = lws__nscookie_write(c, line, sizeof(line));

	if (!len)
		return;
	must(!memchr(line, '\n', len) && strlen(line) == len);
	must(lws__nscookie_read(&back, line, len));
	must(back.name_len == c->name_len &&
	     !memcmp(back.name, c->name, c->name_len));
	must(back.value_len == c->value_len &&
	     !memcmp(back.value, c->value, c->value_len));
	must(back.expires == c->expires && back.secure == c->secure);
	(void)lws__nscookie_tag(&back, tag, sizeof(tag));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lws__nscookie line;
	struct lws__set_cookie c;

	if (lws__nscookie_read(&line, (const char *)data, len))
		again(&line);
	if (!lws__set_cookie_read(&c, (const char *)data, len, 1000000000))
		return 0;
	must(c.name_len && c.name_len + c.value_len <= LWS__SET_COOKIE_MAX);
	must(!c.path_len || *c.path == '/');
	(void)lws__cookie_domain_matches("www.example.org", 15, c.domain,
					 c.domain_len);
	again(&(struct lws__nscookie){.host = "example.org",
				      .host_len = 11,
				      .path = c.path_len ? c.path : "/",
				      .path_len = c.path_len ? c.path_len : 1,
				      .name = c.name,
				      .name_len = c.name_len,
				      .value = c.value,
				      .value_len = c.value_len,
				      .expires = c.ends ? c.expires : 0,
				      .secure = c.secure,
				      .http_only = c.http_only});

	return 0;
}
