/* SPDX-License-Identifier: MIT */
/*
 * Words to octets.
 */
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
words_cut(struct words *w, const char *line)
{
	char *rest = w->text, *word;

	w->count = 0;
	if (strlen(line) >= sizeof(w->text))
		return false;
	snprintf(w->text, sizeof(w->text), "%s", line);
	while ((word = strtok_r(rest, " \t", &rest)) != NULL) {
		if (w->count == WORDS_MAX)
			return false;
		w->of[w->count++] = word;
	}

	return true;
}

bool
number(const char *word, uint64_t *out)
{
	char *end;
	uint64_t more;

	if (!isdigit((unsigned char)*word))
		return false;
	*out = strtoull(word, &end, 0);
	if (*end == 'k' || *end == 'M')
		*out <<= *end++ == 'k' ? 10 : 20;
	if (!*end)
		return true;
	if ((*end != '+' && *end != '-') || !number(end + 1, &more))
		return false;
	*out = *end == '+' ? *out + more : *out - more;

	return true;
}

const char *
word_value(const struct words *w, size_t from, const char *name)
{
	size_t len = strlen(name);

	for (; from < w->count; from++)
		if (!strncmp(w->of[from], name, len) && w->of[from][len] == '=')
			return w->of[from] + len + 1;

	return NULL;
}

bool
word_is_there(const struct words *w, size_t from, const char *name)
{
	for (; from < w->count; from++)
		if (!strcmp(w->of[from], name))
			return true;

	return false;
}

int
word_opcode(const char *word)
{
	static const struct {
		const char *name;
		int opcode;
	} known[] = {{"CONT", OP_CONT},     {"TEXT", OP_TEXT},
		     {"BINARY", OP_BINARY}, {"CLOSE", OP_CLOSE},
		     {"PING", OP_PING},     {"PONG", OP_PONG}};
	uint64_t n;
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(word, known[i].name))
			return known[i].opcode;
	if (!strncmp(word, "OP", 2) && number(word + 2, &n) && n < 16)
		return (int)n;

	return -1;
}

/* -- payloads -----------------------------------------------------------------
 */

static bool
add_hex(const char *hex, struct octets *out)
{
	unsigned int b;

	for (; *hex; hex += 2) {
		if (*hex == '-' && !hex[1])
			return true; /* nothing */
		if (!isxdigit((unsigned char)hex[0]) ||
		    !isxdigit((unsigned char)hex[1]) ||
		    sscanf(hex, "%2x", &b) != 1)
			return false;
		octets_byte(out, b);
	}

	return true;
}

/* "_" is a space */
static void
add_text(const char *text, struct octets *out)
{
	for (; *text; text++)
		octets_byte(out, *text == '_' ? ' ' : (uint8_t)*text);
}

static uint32_t
next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;

	return *state;
}

/* sixteen words in an order of chance, and stops where no other fits */
static void
add_words_of(const char *const words[16], size_t len, uint32_t seed,
	     struct octets *out)
{
	uint8_t *at = octets_add(out, NULL, len), *end = at + len;
	const char *word;
	size_t n;

	for (;;) {
		word = words[next_random(&seed) >> 7 & 15];
		n = strlen(word);
		if (n > (size_t)(end - at))
			break;
		memcpy(at, word, n);
		at += n;
	}
	memset(at, '.', (size_t)(end - at));
}

static void
add_kind(const char *kind, size_t len, uint32_t seed, struct octets *out)
{
	static const char *const plain[16] = {
		"the ",  "of ",    "frame ",   "a",   "message ", "is ",
		"and ",  "socket", " closed ", "1",   "2345, ",   "in ",
		"\"x\"", ":[",     "]} ",      "to\n"};
	static const char *const prose[16] = {
		"Gr\xc3\xbc\xc3\x9f =",
		"\xce\xbb\xcf\x8c\xce\xb3\xce\xbf\xcf\x82 ",
		"\xd0\xbc\xd0\xb8\xd1\x80 ",
		"\xe6\x97\xa5\xe6\x9c\xac",
		"\xe8\xaa\x9e",
		"\xf0\x9f\x98\x80",
		" plain ",
		"x",
		"\xe2\x82\xac ",
		"\xc3\xa9t\xc3\xa9 ",
		"\xf0\x90\x8d\x88",
		"\xed\x95\x9c ",
		"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d ",
		"7",
		"and ascii for a while ",
		"\xef\xbf\xbd"};
	uint8_t *at;

	if (!strcmp(kind, "len")) {
		add_words_of(plain, len, seed, out);
	} else if (!strcmp(kind, "prose")) {
		add_words_of(prose, len, seed, out);
	} else {
		at = octets_add(out, NULL, len);
		if (!strcmp(kind, "zero"))
			memset(at, 0, len);
		else
			while (len--)
				*at++ = (uint8_t)(next_random(&seed) >> 9);
	}
}

static bool
add_word(const char *word, uint32_t seed, struct octets *out)
{
	static const char *const kinds[] = {"len", "prose", "zero", "rand"};
	const char *value = strchr(word, '=');
	uint64_t n;
	size_t i;

	if (!value++)
		return false;
	if (!strncmp(word, "hex=", 4))
		return add_hex(value, out);
	if (!strncmp(word, "text=", 5)) {
		add_text(value, out);
		return true;
	}
	for (i = 0; i < 4; i++)
		if (!strncmp(word, kinds[i], strlen(kinds[i])) &&
		    word[strlen(kinds[i])] == '=' && number(value, &n)) {
			add_kind(kinds[i], (size_t)n, seed, out);
			return true;
		}

	return false;
}

static bool
is_of_the_frame(const char *word)
{
	static const char *const names[] = {
		"more",  "rsv=",   "key=",     "bare",    "masked",
		"form=", "claim=", "cut=",     "chop=",   "fragments=",
		"z",     "z=",     "keeps",    "final",   "seed=",
		"pings", "plain",  "squeezed", "rsvcont="};
	size_t n, len;

	for (n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		len = strlen(names[n]);
		if (names[n][len - 1] == '=' ? !strncmp(word, names[n], len)
					     : !strcmp(word, names[n]))
			return true;
	}

	return false;
}

const char *
words_payload(const struct words *w, size_t from, struct octets *out)
{
	const char *seed = word_value(w, from, "seed");
	uint32_t first = seed ? (uint32_t)strtoul(seed, NULL, 10) : 1;
	uint64_t code;

	for (; from < w->count; from++) {
		if (is_of_the_frame(w->of[from]))
			continue;
		if (number(w->of[from], &code)) { /* of a CLOSE */
			octets_byte(out, (unsigned int)code >> 8);
			octets_byte(out, (unsigned int)code);
		} else if (!add_word(w->of[from], first * 2654435761u + 1,
				     out)) {
			return w->of[from];
		}
	}

	return NULL;
}
