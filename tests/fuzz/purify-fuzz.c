/* SPDX-License-Identifier: MIT */
/*
 * Escapers, hex and URL coding into buffers of the exact size: terminated, no
 * longer than promised, and back again where there is a way back.  The first
 * byte is the size.
 */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static char *
room_for(size_t len)
{
	char *p = malloc(len ? len : 1);

	if (!p)
		abort();

	return p;
}

static void
must_end_inside(const char *out, size_t size)
{
	if (size && !memchr(out, 0, size))
		abort();
}

static void
escapes(const char *in, size_t size)
{
	char *out = room_for(size), *big;
	size_t json_len = (size_t)lws_json_purify_len(in) + 8;
	int used = 0;

	lws_sql_purify(out, in, size);
	must_end_inside(out, size);
	lws_json_purify(out, in, (int)size, &used);
	must_end_inside(out, size);
	if (used < 0 || (size_t)used > strlen(in))
		abort();
	free(out);

	/* with the room that was promised to be enough, all of it is taken */
	big = room_for(json_len);
	lws_json_purify(big, in, (int)json_len, &used);
	if ((size_t)used != strlen(in) || strlen(big) > json_len - 8)
		abort();
	free(big);
}

static void
round_trips(const char *in)
{
	size_t len = strlen(in), size = 3 * len + 4;
	char *coded = room_for(size), *back = room_for(len + 1);
	uint8_t *bytes = (uint8_t *)room_for(len);

	lws_hex_from_byte_array((const uint8_t *)in, len, coded, size);
	if (lws_hex_to_byte_array(coded, bytes, (int)len) != (int)len ||
	    (len && memcmp(bytes, in, len)))
		abort();
	lws_urlencode(coded, in, (int)size);
	if (lws_urldecode(back, coded, (int)len) || strcmp(back, in))
		abort();
	(void)lws_urldecode(back, in, (int)len);
	free(bytes);
	free(back);
	free(coded);
}

static void
filename(const char *in)
{
	size_t len = strlen(in) + 1;
	char *name = room_for(len);

	memcpy(name, in, len);
	lws_filename_purify_inplace(name);
	if (strlen(name) != len - 1 || strstr(name, "..") ||
	    strpbrk(name, "$%:\\"))
		abort();
	free(name);
}

static void
searches(const char *in, size_t cut)
{
	size_t len = strlen(in), alen = 0;
	char *a = room_for(cut), *b = room_for(len - cut);
	const char *p;

	memcpy(a, in, cut);
	memcpy(b, in + cut, len - cut);
	p = lws_nstrstr(a, cut, b, len - cut);
	if (p && memcmp(p, b, len - cut))
		abort();
	(void)lws_strcmp_wildcard(a, cut, b, len - cut);
	p = lws_json_simple_find(a, cut, "\"a\":", &alen);
	if (p && (p < a || p + alen > a + cut))
		abort();
	free(a);
	free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t size;
	char *in;

	if (!len || len > 2000)
		return 0;
	size = data[0];
	data++;
	len--;

	in = room_for(len + 1);
	memcpy(in, data, len);
	in[len] = '\0';

	escapes(in, size);
	round_trips(in);
	filename(in);
	searches(in, size < strlen(in) ? size : strlen(in));
	free(in);

	return 0;
}
