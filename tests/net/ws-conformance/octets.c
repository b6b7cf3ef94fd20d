/* SPDX-License-Identifier: MIT */
/*
 * Octets that grow; SHA-1, base64 and UTF-8, each in its plainest form, so
 * that none is the library's.
 */
#include "octets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint8_t *
octets_add(struct octets *o, const void *bytes, size_t len)
{
	uint8_t *at;

	if (!o->of || o->len + len > o->room) {
		o->room = (o->len + len) * 2 + 64;
		o->of = realloc(o->of, o->room);
		if (!o->of) {
			fputs("out of memory\n", stderr);
			exit(2);
		}
	}
	at = o->of + o->len;
	if (bytes && len)
		memcpy(at, bytes, len);
	o->len += len;

	return at;
}

void
octets_byte(struct octets *o, unsigned int value)
{
	uint8_t b = (uint8_t)value;

	octets_add(o, &b, 1);
}

void
octets_drop(struct octets *o, size_t len)
{
	if (!len)
		return;
	o->len -= len;
	memmove(o->of, o->of + len, o->len);
}

void
octets_free(struct octets *o)
{
	free(o->of);
	*o = (struct octets){0};
}

int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* -- FIPS 180-4 6.1 -----------------------------------------------------------
 */

static uint32_t
rotated(uint32_t x, unsigned int by)
{
	return x << by | x >> (32 - by);
}

static void
sha1_block(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], v[5], f, k, t;
	unsigned int n;

	for (n = 0; n < 16; n++, p += 4)
		w[n] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		       (uint32_t)p[2] << 8 | p[3];
	for (; n < 80; n++)
		w[n] = rotated(w[n - 3] ^ w[n - 8] ^ w[n - 14] ^ w[n - 16], 1);
	memcpy(v, h, sizeof(v));
	for (n = 0; n < 80; n++) {
		if (n < 20) {
			f = (v[1] & v[2]) | (~v[1] & v[3]);
			k = 0x5a827999;
		} else if (n >= 40 && n < 60) {
			f = (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]);
			k = 0x8f1bbcdc;
		} else {
			f = v[1] ^ v[2] ^ v[3];
			k = n < 40 ? 0x6ed9eba1 : 0xca62c1d6;
		}
		t = rotated(v[0], 5) + f + v[4] + k + w[n];
		v[4] = v[3];
		v[3] = v[2];
		v[2] = rotated(v[1], 30);
		v[1] = v[0];
		v[0] = t;
	}
	for (n = 0; n < 5; n++)
		h[n] += v[n];
}

/* of less than 120 octets */
static void
sha1(const uint8_t *p, size_t len, uint8_t out[20])
{
	uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
			 0xc3d2e1f0};
	uint8_t block[128] = {0};
	size_t size = len < 56 ? 64 : 128, n;

	memcpy(block, p, len);
	block[len] = 0x80;
	block[size - 2] = (uint8_t)(len * 8 >> 8);
	block[size - 1] = (uint8_t)(len * 8);
	for (n = 0; n < size; n += 64)
		sha1_block(h, block + n);
	for (n = 0; n < 20; n++)
		out[n] = (uint8_t)(h[n / 4] >> (24 - 8 * (n % 4)));
}

/* -- RFC 4648 4 ---------------------------------------------------------------
 */

static void
base64(const uint8_t *in, size_t len, char *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
				      "opqrstuvwxyz0123456789+/";
	size_t n, left;
	uint32_t v;

	for (n = 0; n < len; n += 3) {
		left = len - n;
		v = (uint32_t)in[n] << 16;
		if (left > 1)
			v |= (uint32_t)in[n + 1] << 8;
		if (left > 2)
			v |= in[n + 2];
		*out++ = letters[v >> 18];
		*out++ = letters[v >> 12 & 63];
		*out++ = left > 1 ? letters[v >> 6 & 63] : '=';
		*out++ = left > 2 ? letters[v & 63] : '=';
	}
	*out = 0;
}

void
base64_of_16(const uint8_t in[16], char out[25])
{
	base64(in, 16, out);
}

void
accept_of(const char *key, char out[29])
{
	uint8_t md[20];
	char text[100];

	snprintf(text, sizeof(text), "%.24s%s", key,
		 "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
	sha1((const uint8_t *)text, strlen(text), md);
	base64(md, sizeof(md), out);
}

/* -- UTF-8 --------------------------------------------------------------------
 */

/* octets of the character at p; 0: there is none such */
static size_t
character(const uint8_t *p, size_t len)
{
	size_t need = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t v, least = need == 2 ? 0x80 : need == 3 ? 0x800 : 0x10000;
	size_t n;

	if (need == 1)
		return 1;
	if (p[0] < 0xc0 || p[0] > 0xf7 || len < need)
		return 0;
	v = p[0] & (0x7fu >> need);
	for (n = 1; n < need; n++) {
		if ((p[n] & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (p[n] & 0x3f);
	}

	return v < least || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff) ? 0
									 : need;
}

bool
utf8_is_good(const uint8_t *p, size_t len, bool is_whole)
{
	size_t n;

	while (len) {
		n = character(p, len);
		if (!n)
			return !is_whole && len < 4 && p[0] >= 0xc2;
		p += n;
		len -= n;
	}

	return true;
}
