/* SPDX-License-Identifier: MIT */
/*
 * Public calls that look into one header's value: a cookie by its name, and
 * when to come back.
 */

#include "roles/http/http.h"

#include <string.h>

/* "name=value" among "a=b; c=d"; NULL: not there */
static const char *
cookie_in(const char *list, size_t len, const char *name, size_t *value_len)
{
	const char *end = list + len;
	size_t n = strlen(name);

	while (list < end) {
		const char *stop = memchr(list, ';', (size_t)(end - list));

		if (!stop)
			stop = end;
		while (list < stop && (*list == ' ' || *list == '\t'))
			list++;
		if ((size_t)(stop - list) > n && !memcmp(list, name, n) &&
		    list[n] == '=') {
			list += n + 1;
			while (stop > list && stop[-1] == ' ')
				stop--;
			*value_len = (size_t)(stop - list);
			return list;
		}
		list = stop + 1;
	}

	return NULL;
}

int
lws_http_cookie_get(struct lws *wsi, const char *name, char *buf, size_t *max)
{
	const char *list, *value = NULL;
	unsigned int iter = 0;
	size_t len, value_len = 0;

	if (!wsi->http || !wsi->http->headers || !*name || !*max)
		return 1;
	while (!value && (list = lws__http_headers_next(wsi->http->headers,
							WSI_TOKEN_HTTP_COOKIE,
							&iter, &len)))
		value = cookie_in(list, len, name, &value_len);
	if (!value || value_len >= *max)
		return 1;
	memcpy(buf, value, value_len);
	buf[value_len] = '\0';
	*max = value_len;

	return 0;
}

/* seconds from now, of delay-seconds or a date (RFC 9110 10.2.3) */
static int
seconds_of(const char *s, size_t len, time_t now, uint64_t *secs)
{
	time_t then;

	*secs = 0;
	if (!lws__http_date_read(s, len, now, &then)) {
		*secs = then > now ? (uint64_t)(then - now) : 0;
		return 0;
	}
	for (size_t n = 0; n < len; n++) {
		if (s[n] < '0' || s[n] > '9')
			return 1;
		if (*secs < UINT32_MAX)
			*secs = *secs * 10 + (uint64_t)(s[n] - '0');
	}

	return !len;
}

int
lws_http_check_retry_after(struct lws *wsi, lws_usec_t *us_interval_in_out)
{
	const char *value;
	uint64_t secs;
	size_t len = 0;
	time_t now = (time_t)(lws__plat_wall_us() / LWS_US_PER_SEC);

	if (!wsi->http || !wsi->http->headers)
		return 1;
	value = lws__http_headers_fragment(wsi->http->headers,
					   WSI_TOKEN_HTTP_RETRY_AFTER, 0, &len);
	if (!value || seconds_of(value, len, now, &secs))
		return 1;
	if ((lws_usec_t)secs * LWS_US_PER_SEC > *us_interval_in_out)
		*us_interval_in_out = (lws_usec_t)secs * LWS_US_PER_SEC;

	return 0;
}
