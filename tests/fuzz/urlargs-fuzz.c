/* SPDX-License-Identifier: MIT */
/*
 * Query arguments (hazard HF-09): any target stored in any small table leaves
 * it whole, and what can be found by name fits where it is put.  The first byte
 * sets the size of the table, the second the room for the value.
 */

#include "roles/http/header-table.h"
#include "roles/http/uri-path.h"
#include "roles/http/url-arg.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

/* every argument can be walked, and asked for by its own name */
static void
check_args(const struct lws__http_headers *h, int room)
{
	unsigned int iter = 0;
	const char *arg;
	size_t len;

	while ((arg = lws__http_headers_next(h, WSI_TOKEN_HTTP_URI_ARGS, &iter,
					     &len))) {
		char *buf = malloc((size_t)room + 1);
		int n;

		must(buf && strlen(arg) == len);
		n = lws__http_urlarg_get(h, arg, buf, room);
		must(n < room);
		if (n >= 0)
			must(strlen(buf) == (size_t)n);
		free(buf);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lws__http_headers *h;
	enum lws__uri_result r;

	if (len < 2)
		return 0;
	h = lws__http_headers_create((size_t)data[0] * 8 + 1);
	if (!h)
		abort();

	r = lws__uri_store(h, WSI_TOKEN_GET_URI, (const char *)data + 2,
			   len - 2);
	must(!r == lws__http_headers_has(h, WSI_TOKEN_GET_URI));
	must(!r || !lws__http_headers_has(h, WSI_TOKEN_HTTP_URI_ARGS));
	check_args(h, data[1]);

	/* it can still be used, and again */
	lws__http_headers_reset(h);
	must(!lws__uri_store(h, WSI_TOKEN_GET_URI, "/a?b=c", 6));
	check_args(h, 8);
	lws__http_headers_destroy(&h);

	return 0;
}
