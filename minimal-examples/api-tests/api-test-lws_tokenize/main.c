/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_tokenize, lws_strexp, and the helpers for text in bounded buffers.
 *
 * The tokenizer is asked for one element after another until it answers 0 (the
 * end) or less (an error, or a wish for more input).  The text need not be
 * there at once: with LWS_TOKENIZE_F_EXPECT_MORE the tokenizer keeps a token
 * that may go on in the next piece.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

/* ---- tokenizer ---- */

struct element {
	lws_tokenize_elem e;
	const char *token;
};

static const struct {
	const char *text;
	int flags;
	struct element want[9];
} tests[] = {
	{"protocol-1, protocol_2\t,\tprotocol3\n",
	 LWS_TOKENIZE_F_MINUS_NONTERM | LWS_TOKENIZE_F_COMMA_SEP_LIST,
	 {{LWS_TOKZE_TOKEN, "protocol-1"},
	  {LWS_TOKZE_DELIMITER, ","},
	  {LWS_TOKZE_TOKEN, "protocol_2"},
	  {LWS_TOKZE_DELIMITER, ","},
	  {LWS_TOKZE_TOKEN, "protocol3"},
	  {LWS_TOKZE_ENDED, NULL}}},
	{"upgrade, , websocket",
	 LWS_TOKENIZE_F_COMMA_SEP_LIST,
	 {{LWS_TOKZE_TOKEN, "upgrade"},
	  {LWS_TOKZE_DELIMITER, ","},
	  {LWS_TOKZE_ERR_COMMA_LIST, NULL}}},
	{"permessage-deflate; server_max_window_bits=12",
	 LWS_TOKENIZE_F_RFC7230_DELIMS | LWS_TOKENIZE_F_MINUS_NONTERM,
	 {{LWS_TOKZE_TOKEN, "permessage-deflate"},
	  {LWS_TOKZE_DELIMITER, ";"},
	  {LWS_TOKZE_TOKEN_NAME_EQUALS, "server_max_window_bits"},
	  {LWS_TOKZE_INTEGER, "12"},
	  {LWS_TOKZE_ENDED, NULL}}},
	{"gzip;q=0.5 # or not",
	 LWS_TOKENIZE_F_HASH_COMMENT,
	 {{LWS_TOKZE_TOKEN, "gzip"},
	  {LWS_TOKZE_DELIMITER, ";"},
	  {LWS_TOKZE_TOKEN_NAME_EQUALS, "q"},
	  {LWS_TOKZE_FLOAT, "0.5"},
	  {LWS_TOKZE_ENDED, NULL}}},
	{"host: \"a b\" warmcat.com 10.1.2.3",
	 LWS_TOKENIZE_F_AGG_COLON | LWS_TOKENIZE_F_DOT_NONTERM |
		 LWS_TOKENIZE_F_NO_FLOATS,
	 {{LWS_TOKZE_TOKEN_NAME_COLON, "host"},
	  {LWS_TOKZE_QUOTED_STRING, "a b"},
	  {LWS_TOKZE_TOKEN, "warmcat.com"},
	  {LWS_TOKZE_TOKEN, "10.1.2.3"},
	  {LWS_TOKZE_ENDED, NULL}}},
	{"na\xc3\xafve=\"\xe2\x82\xac\"",
	 0,
	 {{LWS_TOKZE_TOKEN_NAME_EQUALS, "na\xc3\xafve"},
	  {LWS_TOKZE_QUOTED_STRING, "\xe2\x82\xac"},
	  {LWS_TOKZE_ENDED, NULL}}},
	{"\xc3(", 0, {{LWS_TOKZE_ERR_BROKEN_UTF8, NULL}}},
	{"\"no end", 0, {{LWS_TOKZE_ERR_UNTERM_STRING, NULL}}},
	{"1.2.3", 0, {{LWS_TOKZE_ERR_MALFORMED_FLOAT, NULL}}},
	{"12=x", 0, {{LWS_TOKZE_ERR_NUM_ON_LHS, NULL}}},
};

static const char *
name_of(lws_tokenize_elem e)
{
	static const char *const names[] = {
		"TOO_LONG",
		"WANT_READ",
		"ERR_BROKEN_UTF8",
		"ERR_UNTERM_STRING",
		"ERR_MALFORMED_FLOAT",
		"ERR_NUM_ON_LHS",
		"ERR_COMMA_LIST",
		"ENDED",
		"DELIMITER",
		"TOKEN",
		"INTEGER",
		"FLOAT",
		"TOKEN_NAME_EQUALS",
		"TOKEN_NAME_COLON",
		"QUOTED_STRING",
	};

	return names[e + LWS_TOKZE_ERRS];
}

static int
is_element(const struct lws_tokenize *ts, lws_tokenize_elem e,
	   const struct element *want)
{
	if (e != want->e)
		return 0;
	if (e <= 0)
		return 1;

	return ts->token_len == strlen(want->token) &&
	       !memcmp(ts->token, want->token, ts->token_len);
}

/* the text in two pieces; cut 0 is the whole text at once */
static void
one_text(size_t test, size_t cut)
{
	const char *text = tests[test].text;
	size_t n = 0, len = strlen(text);
	struct lws_tokenize ts;
	lws_tokenize_elem e;

	lws_tokenize_init(&ts, text,
			  tests[test].flags | LWS_TOKENIZE_F_EXPECT_MORE);
	ts.len = cut;

	do {
		e = lws_tokenize(&ts);
		if (e == LWS_TOKZE_WANT_READ) {
			ts.start = text + cut;
			ts.len = len - cut;
			ts.flags &= (uint16_t)~LWS_TOKENIZE_F_EXPECT_MORE;
			continue;
		}
		if (!is_element(&ts, e, &tests[test].want[n])) {
			lwsl_err("FAIL: '%s' cut at %u, element %u is %s\n",
				 text, (unsigned int)cut, (unsigned int)n,
				 name_of(e));
			failures++;
			return;
		}
		n++;
	} while (e > 0 || e == LWS_TOKZE_WANT_READ);
}

static void
the_elements_are_right_wherever_the_text_is_cut(void)
{
	size_t i, cut;

	for (i = 0; i < COUNT(tests); i++)
		for (cut = 0; cut < strlen(tests[i].text); cut++)
			one_text(i, cut);
}

/* -c: what a text consists of */
static void
show(const char *text, int flags)
{
	struct lws_tokenize ts;
	lws_tokenize_elem e;

	lws_tokenize_init(&ts, text, flags);
	ts.len = strlen(text);
	do {
		char token[256] = "";

		e = lws_tokenize(&ts);
		if (e > 0 && lws_tokenize_cstr(&ts, token, sizeof(token)))
			break;
		printf("%-18s %s\n", name_of(e), token);
	} while (e > 0);
}

/* ---- strexp ---- */

/*
 * Writes as much of the value as there is room for.  *exp_ofs is how much of it
 * went out before: when the buffer is full, we are asked again with a new one.
 */
static int
expand(void *priv, const char *name, char *out, size_t *pos, size_t olen,
       size_t *exp_ofs)
{
	const char *value = priv;
	size_t n;

	if (strcmp(name, "who"))
		return LSTRX_FATAL_NAME_UNKNOWN;

	n = strlen(value) - *exp_ofs;
	if (n > olen - *pos)
		n = olen - *pos;
	if (out)
		memcpy(out + *pos, value + *exp_ofs, n);
	*pos += n;
	*exp_ofs += n;

	return value[*exp_ofs] ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

static void
names_become_values(void)
{
	static char who[] = "a value that is longer than the buffer";
	static const char in[] = "[${who}]";
	char out[10], all[64] = "";
	size_t at = 0, used, wrote;
	lws_strexp_t exp;
	int n;

	lws_strexp_init(&exp, who, expand, out, sizeof(out));
	do {
		n = lws_strexp_expand(&exp, in + at, strlen(in) - at, &used,
				      &wrote);
		if (n < 0)
			break;
		strncat(all, out, wrote);
		at += used;
		lws_strexp_reset_out(&exp, out, sizeof(out));
	} while (n == LSTRX_FILLED_OUT);
	check(n == LSTRX_DONE, "expansion is done");
	check(!strcmp(all, "[a value that is longer than the buffer]"),
	      "expansion in pieces");

	/* without a buffer: how long would it be? */
	lws_strexp_init(&exp, who, expand, NULL, (size_t)-1);
	n = lws_strexp_expand(&exp, in, strlen(in), &used, &wrote);
	check(n == LSTRX_DONE && wrote == strlen(all), "expansion length");

	lws_strexp_init(&exp, who, expand, out, sizeof(out));
	n = lws_strexp_expand(&exp, "${what}", 7, &used, &wrote);
	check(n == LSTRX_FATAL_NAME_UNKNOWN, "unknown name");
}

/* ---- helpers ---- */

static void
text_stays_in_its_buffer(void)
{
	char out[32], small[4];
	uint8_t bytes[4];
	int used = 0;

	check(lws_snprintf(small, sizeof(small), "%d", 12345) ==
			      sizeof(small) &&
		      !strcmp(small, "123"),
	      "snprintf that is cut");
	lws_strncpy(small, "abcdef", sizeof(small));
	check(!strcmp(small, "abc"), "strncpy");

	check(!lws_strcmp_wildcard("a*c", 3, "abbbc", 5), "wildcard match");
	check(!!lws_strcmp_wildcard("a*c", 3, "abbb", 4), "wildcard mismatch");

	check(lws_hex_to_byte_array("00ff7F", bytes, sizeof(bytes)) == 3 &&
		      bytes[1] == 0xff,
	      "hex to bytes");
	lws_hex_from_byte_array(bytes, 3, out, sizeof(out));
	check(!strcmp(out, "00ff7f"), "hex from bytes");

	check(lws_b64_encode_string("foob", 4, out, sizeof(out)) == 8 &&
		      !strcmp(out, "Zm9vYg=="),
	      "base64 encode");
	check(lws_b64_decode_string("Zm9vYg==", out, sizeof(out)) == 4 &&
		      !strcmp(out, "foob"),
	      "base64 decode");

	lws_sql_purify(out, "it's", sizeof(out));
	check(!strcmp(out, "it''s"), "sql");
	lws_json_purify(out, "a\"\n", sizeof(out), &used);
	check(!strcmp(out, "a\\u0022\\n") && used == 3, "json");

	lws_humanize(out, sizeof(out), 1536, humanize_schema_si_bytes);
	check(!strcmp(out, "1.500KiB"), "humanize");
}

static void
uris_are_cut_in_place(void)
{
	char uri[] = "wss://[::1]:7681/a/b?c";
	const char *prot, *ads, *path;
	int port = 0;

	check(!lws_parse_uri(uri, &prot, &ads, &port, &path), "parse uri");
	check(!strcmp(prot, "wss") && !strcmp(ads, "::1") && port == 7681 &&
		      !strcmp(path, "a/b?c"),
	      "parts of the uri");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d"),
		   *text = lws_cmdline_option(argc, argv, "-c"),
		   *flags = lws_cmdline_option(argc, argv, "-f");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	if (text) {
		show(text, flags ? (int)strtol(flags, NULL, 0) : 0);
		return 0;
	}

	lwsl_user("LWS API selftest: lws_tokenize\n");

	the_elements_are_right_wherever_the_text_is_cut();
	names_become_values();
	text_stays_in_its_buffer();
	uris_are_cut_in_place();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
