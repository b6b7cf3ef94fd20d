/* SPDX-License-Identifier: MIT */
/*
 * Readers of field values, chosen by the first byte: lists and parameters,
 * dates (HF-06), entity tags, hosts (H1-09), credentials (HF-10), redirects
 * (CLI-07).  None may look past the value or answer out of its range.
 */

#include "roles/http/basic-auth.h"
#include "roles/http/date.h"
#include "roles/http/etag.h"
#include "roles/http/host-match.h"
#include "roles/http/redirect.h"
#include "roles/http/token-list.h"

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
read_list(const char *s, size_t len)
{
	const char *at = s, *end = s + len, *value;
	struct lws__list_member m;
	size_t value_len, members = 0;

	while (lws__http_list_next(&at, end, &m) > 0) {
		must(m.whole >= s && m.whole + m.whole_len <= at);
		must(m.name_len <= m.whole_len && ++members <= len);
		value = lws__http_list_param(&m, "q", &value_len);
		must(!value || (value >= m.whole &&
				value + value_len <= m.whole + m.whole_len));
	}
	lws__http_etag_matches(s, len, "\"abc\"", true);
}

static void
read_date(const char *s, size_t len)
{
	char back[LWS__HTTP_DATE_LEN + 1];
	time_t t, again;

	(void)lws_http_date_parse_unix(s, len, &t);
	if (!lws__http_date_read(s, len, 1700000000, &t) &&
	    !lws_http_date_render_from_unix(back, sizeof(back), &t))
		must(!lws__http_date_read(back, LWS__HTTP_DATE_LEN, 0,
					  &again) &&
		     t == again);
}

static void
read_host(const char *s, size_t len)
{
	struct lws__http_host h;

	if (!lws__http_host_split(&h, s, len)) {
		must(h.name_len && h.name_len <= len);
		must(h.port >= -1 && h.port <= 65535);
		must(!memchr(s, '/', len) && !memchr(s, '@', len));
	}
	(void)lws__http_host_matches("example.com", s, len);
}

static void
read_credentials(const char *s, size_t len)
{
	struct lws__http_basic b;

	if (!lws__http_basic_decode(&b, s, len)) {
		must(b.len < sizeof(b.text) && b.user_len < b.len);
		must(b.text[b.user_len] == ':' && strlen(b.text) == b.len);
		must(lws__http_basic_in_lines(&b, b.text, b.len));
	}
	(void)lws__http_basic_in_lines(&b, s, len);
}

static void
read_location(const char *s, size_t len)
{
	static const struct lws__http_place from = {"h", "/a/b?c", 80, false};
	enum lws__http_redirect_result r;
	struct lws__http_place to;
	char buf[300];

	r = lws__http_redirect_resolve(&to, buf, sizeof(buf), &from, s, len);
	if (r >= LWS__HTTP_REDIRECT_BAD)
		return;
	must(*to.path == '/' && *to.host);
	must(to.port > 0 && to.port < 65536);
	for (const char *p = to.path; *p; p++)
		must((unsigned char)*p > ' ' && *p != '#' && *p != 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const readers[])(const char *s, size_t len) = {
		read_list,        read_date,     read_host,
		read_credentials, read_location,
	};
	char *s;

	if (!len)
		return 0;
	s = malloc(len);
	if (!s)
		abort();
	memcpy(s, data + 1, len - 1);
	readers[data[0] % 5](s, len - 1);
	free(s);

	return 0;
}
