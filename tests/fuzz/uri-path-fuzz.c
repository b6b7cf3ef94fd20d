/* SPDX-License-Identifier: MIT */
/*
 * Request paths (hazards HF-01, HF-02): whatever comes in, what is accepted
 * starts with a slash, stays inside, and holds no NUL; doing it in place or
 * again changes nothing.
 */

#include "roles/http/uri-path.h"

#include <stdint.h>
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
check_path(const char *path, size_t len)
{
	must(len && path[0] == '/' && strlen(path) == len);
	must(!strstr(path, "//") && !strstr(path, "/./") &&
	     !strstr(path, "/../"));
	must(len < 2 || strcmp(path + len - 2, "/."));
	must(len < 3 || strcmp(path + len - 3, "/.."));
	for (size_t i = 0; i < len; i++)
		must((unsigned char)path[i] >= ' ' && path[i] != 0x7f);
	if (lws__uri_path_names_file(path, len, false))
		must(!strstr(path, "\\") &&
		     lws__uri_path_names_file(path, len, true));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *in = malloc(len + 1), *out = malloc(len + 1);
	char *encoded = malloc(len * 3 + 4);
	enum lws__uri_result r;
	size_t out_len, again;
	int n;

	if (!in || !out || !encoded)
		abort();
	memcpy(in, data, len);
	r = lws__uri_path_normalise(out, &out_len, in, len);
	must(r == lws__uri_path_normalise(in, &again, in, len));
	if (!r) {
		must(again == out_len && !memcmp(in, out, out_len + 1));
		check_path(out, out_len);

		/* written as a uri again, it is the same path */
		n = lws__uri_encode(encoded, len * 3 + 4, out, out_len, false);
		must(n >= 0);
		must(!lws__uri_path_normalise(encoded, &again, encoded,
					      (size_t)n));
		must(again == out_len && !memcmp(encoded, out, out_len));
	}
	free(in);
	free(out);
	free(encoded);

	return 0;
}
