/* SPDX-License-Identifier: MIT */
/*
 * Numbers and digits in and out of bytes, wherever they lie in memory:
 * big-endian integers, the variable byte integer of MQTT, hex; comparing and
 * wiping secrets; a hash.
 */

#include "base/base.h"

#include <string.h>

enum {
	VBI_MAX_LEN = 4, /* MQTT 5.0 s1.5.5 */
};

/* ---- big-endian, any alignment --------------------------------------- */

void
lws_ser_wu16be(uint8_t *b, uint16_t u)
{
	b[0] = (uint8_t)(u >> 8);
	b[1] = (uint8_t)u;
}

void
lws_ser_wu32be(uint8_t *b, uint32_t u32)
{
	lws_ser_wu16be(b, (uint16_t)(u32 >> 16));
	lws_ser_wu16be(b + 2, (uint16_t)u32);
}

void
lws_ser_wu64be(uint8_t *b, uint64_t u64)
{
	lws_ser_wu32be(b, (uint32_t)(u64 >> 32));
	lws_ser_wu32be(b + 4, (uint32_t)u64);
}

uint16_t
lws_ser_ru16be(const uint8_t *b)
{
	return (uint16_t)((b[0] << 8) | b[1]);
}

uint32_t
lws_ser_ru32be(const uint8_t *b)
{
	return ((uint32_t)lws_ser_ru16be(b) << 16) | lws_ser_ru16be(b + 2);
}

uint64_t
lws_ser_ru64be(const uint8_t *b)
{
	return ((uint64_t)lws_ser_ru32be(b) << 32) | lws_ser_ru32be(b + 4);
}

/* ---- variable byte integer ------------------------------------------- */

int
lws_vbi_encode(uint64_t value, void *buf)
{
	uint8_t *p = buf;
	int len = 0;

	if (value >> (7 * VBI_MAX_LEN))
		return -1;

	do {
		p[len] = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
		len++;
		value >>= 7;
	} while (value);

	return len;
}

int
lws_vbi_decode(const void *buf, uint64_t *value, size_t len)
{
	const uint8_t *p = buf;
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < len && i < VBI_MAX_LEN; i++) {
		v |= (uint64_t)(p[i] & 0x7f) << (7 * i);
		if (p[i] & 0x80)
			continue;
		if (i && !p[i])
			return -1; /* MQTT-1.5.5-1: not the shortest form */
		*value = v;

		return (int)i + 1;
	}

	return i == VBI_MAX_LEN ? -1 : 0;
}

unsigned int
lws_sigbits(uintptr_t u)
{
	unsigned int bits = 1;

	while (u >>= 1)
		bits++;

	return bits;
}

/* ---- hex ------------------------------------------------------------- */

int
lws_hex_len_to_byte_array(const char *h, size_t hlen, uint8_t *dest, int max)
{
	size_t want = hlen / 2, i;

	if (max <= 0)
		return 0;
	if (want > (size_t)max)
		want = (size_t)max;

	for (i = 0; i < want; i++) {
		int hi = lws__hex_digit(h[2 * i]),
		    lo = lws__hex_digit(h[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return -1;
		dest[i] = (uint8_t)((hi << 4) | lo);
	}

	return (int)want;
}

int
lws_hex_to_byte_array(const char *h, uint8_t *dest, int max)
{
	return lws_hex_len_to_byte_array(h, strlen(h), dest, max);
}

void
lws_hex_from_byte_array(const uint8_t *src, size_t slen, char *dest, size_t len)
{
	static const char digit[] = "0123456789abcdef";
	char *end;

	if (!len)
		return;

	end = dest + len - 1;
	while (slen-- && dest < end) {
		*dest++ = digit[*src >> 4];
		if (dest < end)
			*dest++ = digit[*src & 15];
		src++;
	}
	*dest = '\0';
}

/* ---- secrets --------------------------------------------------------- */

int
lws_timingsafe_bcmp(const void *a, const void *b, uint32_t len)
{
	const volatile uint8_t *pa = a, *pb = b;
	uint8_t diff = 0;

	while (len--)
		diff |= *pa++ ^ *pb++;

	return diff;
}

/* ---- hash ------------------------------------------------------------- */

uint32_t
lws__hash(const void *bytes, size_t len)
{
	const uint8_t *p = bytes, *end = p + len;
	uint64_t h = len, word;

	for (; end - p >= 8; p += 8) {
		memcpy(&word, p, 8);
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	for (word = 0; p < end; p++)
		word = word << 8 | *p;
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(h >> 32);
}
