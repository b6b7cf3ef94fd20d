/* SPDX-License-Identifier: MIT */
/*
 * An extension beside permessage-deflate: turns over the bits of what it is
 * given, so many bytes at a time; some of it in memory of its own.
 */

#ifndef LWS_TESTS_FUZZ_FLIP_EXT_H
#define LWS_TESTS_FUZZ_FLIP_EXT_H

#include <libwebsockets.h>

static int
flip_ext(struct lws_context *cx, const struct lws_extension *ext,
	 struct lws *wsi, enum lws_extension_callback_reasons reason,
	 void *user, void *in, size_t len)
{
	static unsigned char own[300];
	struct lws_tokens *p = (struct lws_tokens *)in;
	int n, most = 33;

	(void)cx;
	(void)ext;
	(void)wsi;
	(void)user;
	switch (reason) {
	case LWS_EXT_CB_OPTION_CONFIRM:
		return 0x80 | 0x20;
	case LWS_EXT_CB_PACKET_TX_PRESEND:
		*(unsigned char *)in |= 0x20;
		return 0;
	case LWS_EXT_CB_PAYLOAD_RX:
		if (!(len & 0x20))
			return 0;
		break;
	case LWS_EXT_CB_PAYLOAD_TX:
		break;
	default:
		return 0;
	}
	if (p[0].len & 1) {
		p[1].token = own;
		p[1].len = sizeof(own);
		most = sizeof(own);
	}
	for (n = 0; n < p[0].len && n < p[1].len && n < most; n++)
		p[1].token[n] = (unsigned char)~p[0].token[n];
	p[0].token += n;
	p[0].len -= n;
	p[1].len = n;

	return 1;
}

#endif
