/* SPDX-License-Identifier: MIT */
/*
 * Numeric addresses and MACs from any text.  What is taken is written so that
 * we and the C library read it as the same address.
 */

#include "net/sockaddr.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
round_trip(const char *text)
{
	lws_sockaddr46 first, second;
	uint8_t bytes[16];
	char written[64];

	if (lws_sa46_parse_numeric_address(text, &first))
		return;
	if (lws_sa46_write_numeric_address(&first, written, sizeof(written)) !=
	    (int)strlen(written))
		abort();
	if (lws_sa46_parse_numeric_address(written, &second) ||
	    lws_sa46_compare_ads(&first, &second) ||
	    lws_sa46_on_net(&first, &second, 128))
		abort();
	if (inet_pton(first.sa4.sin_family, written, bytes) != 1 ||
	    memcmp(bytes, sa46_address(&first),
		   (size_t)sa46_address_len(&first)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);
	uint8_t small[4], mac[6];

	if (!text)
		abort();
	memcpy(text, data, len);
	text[len] = '\0';
	round_trip(text);
	lws_parse_numeric_address(text, small, sizeof(small));
	lws_parse_mac(text, mac);
	free(text);

	return 0;
}
