/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 request heads at every split: what is taken, and every rejection with
 * the status that answers it.  H1-xx are rows of the hazard list.
 */

#include "h1-run.h"

#include "roles/http/http.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct vector {
	const char *name;
	const char *text;
	size_t len;
	const char *expected;
};

#define V(name, text, expected)                        \
	{                                              \
		name, text, sizeof(text) - 1, expected \
	}
#define HOST "Host: h\r\n"
#define END  HOST "\r\n"

static const struct h1_setup server = {.side = LWS_SIDE_SERVER};

static void
check(const struct vector *v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		h1_expect(v[i].name, &server, v[i].text, v[i].len,
			  v[i].expected);
}

static const struct vector good_requests[] = {
	V("RFC 9112 2.1",
	  "GET /hello.txt HTTP/1.1\r\nUser-Agent: curl/7.64.1\r\n"
	  "Host: www.example.com\r\nAccept-Language: en, mi\r\n\r\n",
	  "done 100\nGET origin\n1.1 none keep-alive connection 0 "
	  "upgrade 0\nget [/hello.txt]\nhost:[www.example.com]\n"
	  "http/1.1 [HTTP/1.1]\naccept-language:[en, mi]\n"
	  "user-agent:[curl/7.64.1]"),
	V("1.0 without Host", "GET / HTTP/1.0\r\n\r\n",
	  "GET origin\n1.0 none close connection 0 upgrade 0\n"
	  "http/1.1 [HTTP/1.0]"),
	V("1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
	  "1.0 none keep-alive connection 2 upgrade 0"),
	V("close in a list", "GET / HTTP/1.1\r\nConnection: foo, close\r\n" END,
	  "1.1 none close connection 1 upgrade 0"),
	V("close on a second line",
	  "GET / HTTP/1.1\r\nConnection: foo\r\nConnection: "
	  "close\r\n" END,
	  "1.1 none close connection 1 upgrade 0"),
	V("close beats keep-alive",
	  "GET / HTTP/1.1\r\nConnection: close, keep-alive\r\n" END,
	  "1.1 none close connection 3 upgrade 0"),
	V("higher minor counts as 1.1", "GET / HTTP/1.2\r\n" END,
	  "1.1 none keep-alive connection 0 upgrade 0\n"
	  "http/1.1 [HTTP/1.2]"),
	V("leading empty lines", "\r\n\r\nGET / HTTP/1.1\r\n" END,
	  "GET origin"),
	V("arguments", "GET /a?x=1&y=%20z&&w HTTP/1.1\r\n" END,
	  "get [/a]\nuri-args[x=1]\nuri-args[y= z]\nuri-args[w]"),
	V("path normalised",
	  "GET //a/%2e%2e/b/./c%2fd?x=%2e%2e/ HTTP/1.1\r\n" END,
	  "get [/b/c/d]\nuri-args[x=../]"),
	V("absolute form", "GET http://h:80/a?b=1 HTTP/1.1\r\n" END,
	  "GET absolute\nget [/a]\nuri-args[b=1]\nhost:[h]"),
	V("absolute form, bare", "GET HTTP://h?b HTTP/1.1\r\n" END,
	  "GET absolute\nget [/]\nuri-args[b]"),
	V("absolute form without Host in 1.0",
	  "GET http://h:8080/ HTTP/1.0\r\n\r\n", "get [/]\nhost:[h:8080]"),
	V("authority form", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n",
	  "CONNECT authority\nconnect [h:443]"),
	V("asterisk form", "OPTIONS * HTTP/1.1\r\n" END,
	  "OPTIONS asterisk\noptions [*]"),
	V("every method", "PATCH / HTTP/1.1\r\n" END, "patch[/]"),
	V("white space around a value",
	  "GET / HTTP/1.1\r\nX-A: \t a b \t \r\n" END, "x-a:{a b}"),
	V("no white space", "GET / HTTP/1.1\r\nX-A:b\r\n" END, "x-a:{b}"),
	V("empty value", "GET / HTTP/1.1\r\nAccept:\r\nX-A: \r\n" END,
	  "accept:[]\nx-a:{}"),
	V("8-bit value", "GET / HTTP/1.1\r\nX-A: \xc3\xa9\r\n" END,
	  "x-a:{\xc3\xa9}"),
	V("tab inside a value", "GET / HTTP/1.1\r\nX-A: a\tb\r\n" END,
	  "x-a:{a\tb}"),
	V("names in any case", "GET / HTTP/1.1\r\nhOST: h\r\nX-YZ: 1\r\n\r\n",
	  "host:[h]\nx-yz:{1}"),
	V("H1-11 a name longer than any known token",
	  "GET / HTTP/1.1\r\n"
	  "Access-Control-Request-Headers-And-Much-More-Beside: "
	  "1\r\n" END,
	  "access-control-request-headers-and-much-more-beside:{1}"),
	V("repeated fields",
	  "GET / HTTP/1.1\r\nCookie: a=1\r\nCookie: b=2\r\n" END,
	  "cookie:[a=1]\ncookie:[b=2]"),
	V("H1-12 the next request is left alone",
	  "GET / HTTP/1.1\r\n" END "GET /b", "done 27"),
	V("upgrade to websocket",
	  "GET / HTTP/1.1\r\nUpgrade: WebSocket\r\n"
	  "Connection: keep-alive, Upgrade\r\n" END,
	  "1.1 none keep-alive connection 6 upgrade 1"),
	V("H1-15 Upgrade that Connection does not name",
	  "GET / HTTP/1.1\r\nUpgrade: websocket\r\n" END,
	  "1.1 none keep-alive connection 0 upgrade 0"),
	V("H1-15 Upgrade in 1.0",
	  "GET / HTTP/1.0\r\nUpgrade: websocket\r\n"
	  "Connection: Upgrade\r\n\r\n",
	  "1.0 none close connection 4 upgrade 0"),
	V("h2c",
	  "GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\n"
	  "Upgrade: h2c, other\r\nHTTP2-Settings: AAMAAABk\r\n" END,
	  "1.1 none keep-alive connection c upgrade 6\n"
	  "http2-settings:[AAMAAABk]"),
	V("H1-13 expectation",
	  "POST / HTTP/1.1\r\nExpect: 100-Continue\r\n"
	  "Content-Length: 3\r\n" END,
	  "1.1 length 3 keep-alive expect connection 0 upgrade 0"),
	V("expectation without a body",
	  "GET / HTTP/1.1\r\nExpect: 100-continue\r\n" END,
	  "1.1 none keep-alive connection 0 upgrade 0"),
	V("expectation in 1.0 is not known",
	  "POST / HTTP/1.0\r\nExpect: 100-continue\r\n"
	  "Content-Length: 3\r\n\r\n",
	  "1.0 length 3 close connection 0 upgrade 0"),
};

static void
h1_parse__takes_well_formed_requests(void **state)
{
	(void)state;
	check(good_requests, COUNT(good_requests));
}

static void
h1_parse__wants_more_until_the_empty_line(void **state)
{
	static const char text[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

	(void)state;
	for (size_t n = 0; n < sizeof(text) - 1; n++)
		h1_expect("cut short", &server, text, n, "more");
}

static void
h1_parse__h1_07_refuses_bare_line_ends_and_controls(void **state)
{
	static const struct vector vectors[] = {
		V("lf only", "GET / HTTP/1.1\nHost: h\n\n",
		  "bad 400 LF without CR"),
		V("lf in a field", "GET / HTTP/1.1\r\nX: a\nHost: h\r\n\r\n",
		  "bad 400 LF without CR"),
		V("lf after a name", "GET / HTTP/1.1\r\nX\n" END,
		  "bad 400 LF without CR"),
		V("lf as the empty line", "GET / HTTP/1.1\r\nHost: h\r\n\n",
		  "bad 400 LF without CR"),
		V("lf before the request", "\nGET / HTTP/1.1\r\n" END,
		  "bad 400 LF without CR"),
		V("cr only", "GET / HTTP/1.1\rHost: h\r\r",
		  "bad 400 CR without LF"),
		V("cr in a value", "GET / HTTP/1.1\r\nX: a\rb\r\n" END,
		  "bad 400 CR without LF"),
		V("cr at the end", "GET / HTTP/1.1\r\nHost: h\r\n\rX",
		  "bad 400 CR without LF"),
		V("cr before the request", "\rGET / HTTP/1.1\r\n" END,
		  "bad 400 CR without LF"),
		V("nul in a value", "GET / HTTP/1.1\r\nX: a\0b\r\n" END,
		  "bad 400 control character"),
		V("nul in a name", "GET / HTTP/1.1\r\nX\0: b\r\n" END,
		  "bad 400 control character"),
		V("nul in the target", "GET /a\0b HTTP/1.1\r\n" END,
		  "bad 400 control character"),
		V("nul in the version", "GET / HTTP/1.\0\r\n" END,
		  "bad 400 control character"),
		V("del in a value", "GET / HTTP/1.1\r\nX: a\x7f\r\n" END,
		  "bad 400 control character"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
h1_parse__h1_08_refuses_malformed_field_lines(void **state)
{
	static const struct vector vectors[] = {
		V("space before colon", "GET / HTTP/1.1\r\nX : 1\r\n" END,
		  "bad 400 white space before the colon"),
		V("tab before colon", "GET / HTTP/1.1\r\nX\t: 1\r\n" END,
		  "bad 400 white space before the colon"),
		V("folded", "GET / HTTP/1.1\r\nX: a\r\n b\r\n" END,
		  "bad 400 line starts with white space"),
		V("folded with tab", "GET / HTTP/1.1\r\nX: a\r\n\tb\r\n" END,
		  "bad 400 line starts with white space"),
		V("white space before the first field",
		  "GET / HTTP/1.1\r\n Host: h\r\n\r\n",
		  "bad 400 line starts with white space"),
		V("empty name", "GET / HTTP/1.1\r\n: v\r\n" END,
		  "bad 400 field without a name"),
		V("no colon", "GET / HTTP/1.1\r\nNoColonHere\r\n" END,
		  "bad 400 field without a colon"),
		V("parenthesis in a name", "GET / HTTP/1.1\r\nX(Y): 1\r\n" END,
		  "bad 400 character that no field name may hold"),
		V("8-bit in a name", "GET / HTTP/1.1\r\nX\xe9: 1\r\n" END,
		  "bad 400 character that no field name may hold"),
		V("quote starts a name", "GET / HTTP/1.1\r\n\"X: 1\r\n" END,
		  "bad 400 character that no field name may hold"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
h1_parse__h1_10_refuses_malformed_request_lines(void **state)
{
	static const struct vector vectors[] = {
		V("method alone", "GET\r\n\r\n",
		  "bad 400 malformed request line"),
		V("method repeated", "GET GET / HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("lower case", "get / HTTP/1.1\r\n" END,
		  "bad 405 unknown method"),
		V("unknown", "BREW / HTTP/1.1\r\n" END,
		  "bad 405 unknown method"),
		V("long", "SUBSCRIBETOEVERYTHING / HTTP/1.1\r\n" END,
		  "bad 405 unknown method"),
		V("trace", "TRACE / HTTP/1.1\r\n" END,
		  "bad 405 unknown method"),
		V("preface of h2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		  "bad 405 unknown method"),
		V("no method", " / HTTP/1.1\r\n" END,
		  "bad 400 malformed request line"),
		V("tls hello", "\x16\x03\x01\0\x05\x01\0\0\x01\0",
		  "bad 400 malformed request line"),
		V("ssh", "SSH-2.0\r\n", "bad 400 malformed request line"),
		V("tabs", "GET\t/a.txt\tHTTP/1.1\r\n" END,
		  "bad 400 malformed request line"),
		V("two spaces", "GET  / HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("two spaces after the target", "GET /  HTTP/1.1\r\n" END,
		  "bad 400 malformed http version"),
		V("tab in the target", "GET /a\tb HTTP/1.1\r\n" END,
		  "bad 400 character that no uri may hold"),
		V("version 9.9", "GET / HTTP/9.9\r\n" END,
		  "bad 505 not http/1.x"),
		V("version 2.0", "GET / HTTP/2.0\r\n" END,
		  "bad 505 not http/1.x"),
		V("version 0.9", "GET / HTTP/0.9\r\n" END,
		  "bad 505 not http/1.x"),
		V("version with junk", "GET / HTTP/1.1junk\r\n" END,
		  "bad 400 malformed http version"),
		V("version with a space", "GET / HTTP/1.1 \r\n" END,
		  "bad 400 malformed http version"),
		V("version too long", "GET / HTTP/1.10\r\n" END,
		  "bad 400 malformed http version"),
		V("version misspelt", "GET / HTTX/1.1\r\n" END,
		  "bad 400 malformed http version"),
		V("version in lower case", "GET / http/1.1\r\n" END,
		  "bad 400 malformed http version"),
		V("no version", "GET /\r\nHost: h\r\n\r\n",
		  "bad 400 malformed http version"),
		V("nine empty lines",
		  "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n" END,
		  "bad 400 too many empty lines before the request"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
h1_parse__hf_02_refuses_targets_that_are_no_uri(void **state)
{
	static const struct vector vectors[] = {
		V("no slash", "GET a.txt HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("asterisk with GET", "GET * HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("authority with GET", "GET h:80 HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("path with CONNECT", "CONNECT / HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("CONNECT without a port", "CONNECT h HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("another scheme", "GET ftp://h/ HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("userinfo", "GET http://u@h/ HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("no authority", "GET http:///a HTTP/1.1\r\n" END,
		  "bad 400 malformed request target"),
		V("fragment", "GET /a#b HTTP/1.1\r\n" END,
		  "bad 400 character that no uri may hold"),
		V("8-bit", "GET /\xe9 HTTP/1.1\r\n" END,
		  "bad 400 character that no uri may hold"),
		V("percent alone", "GET /% HTTP/1.1\r\n" END,
		  "bad 400 bad percent escape in the uri"),
		V("percent zz", "GET /%zz HTTP/1.1\r\n" END,
		  "bad 400 bad percent escape in the uri"),
		V("percent nul", "GET /a%00.txt HTTP/1.1\r\n" END,
		  "bad 400 bad percent escape in the uri"),
		V("percent crlf", "GET /a%0d%0aX:1 HTTP/1.1\r\n" END,
		  "bad 400 bad percent escape in the uri"),
		V("percent cut in an argument", "GET /?a=%4 HTTP/1.1\r\n" END,
		  "bad 400 bad percent escape in the uri"),
		V("nul in an argument", "GET /?a=%00 HTTP/1.1\r\n" END,
		  "bad 400 bad percent escape in the uri"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
h1_parse__h1_09_wants_exactly_one_good_host(void **state)
{
	static const struct vector vectors[] = {
		V("no host", "GET / HTTP/1.1\r\n\r\n", "bad 400 no host"),
		V("empty", "GET / HTTP/1.1\r\nHost: \r\n\r\n",
		  "bad 400 malformed host"),
		V("two", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
		  "bad 400 more than one host"),
		V("two in 1.0", "GET / HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n",
		  "bad 400 more than one host"),
		V("path", "GET / HTTP/1.1\r\nHost: a/c\r\n\r\n",
		  "bad 400 malformed host"),
		V("space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
		  "bad 400 malformed host"),
		V("comma", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
		  "bad 400 malformed host"),
		V("userinfo", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n",
		  "bad 400 malformed host"),
		V("port", "GET / HTTP/1.1\r\nHost: h:65536\r\n\r\n",
		  "bad 400 malformed host"),
		V("absolute form and no host", "GET http://h/ HTTP/1.1\r\n\r\n",
		  "bad 400 no host"),
		V("absolute form disagrees",
		  "GET http://h/ HTTP/1.1\r\nHost: i\r\n\r\n",
		  "bad 400 host differs from the target"),
		V("absolute form, other port",
		  "GET http://h/ HTTP/1.1\r\nHost: h:81\r\n\r\n",
		  "bad 400 host differs from the target"),
		V("absolute form agrees",
		  "GET http://H/ HTTP/1.1\r\nHost: h:80\r\n\r\n",
		  "GET absolute"),
		V("v6 literal", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
		  "host:[[::1]:80]"),
	};
	static const struct h1_setup lenient = {.side = LWS_SIDE_SERVER,
						.allow_no_host = true};

	(void)state;
	check(vectors, COUNT(vectors));
	h1_expect("option", &lenient, "GET / HTTP/1.1\r\n\r\n", 18,
		  "GET origin");
	h1_expect("option does not excuse two", &lenient,
		  "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 36,
		  "bad 400 more than one host");
}

/* a request of exactly len bytes, filled up in its target or in a field */
static void
fill_request(char *text, size_t len, bool in_target)
{
	static const char start[] = "GET /", middle[] = " HTTP/1.1\r\n",
			  field[] = "Host: h\r\nX: ", end[] = "\r\n\r\n";
	size_t fill = len - (sizeof(start) + sizeof(middle) + sizeof(field) +
			     sizeof(end) - 4);
	char *filler = malloc(fill + 1);
	int n;

	assert_non_null(filler);
	memset(filler, 'u', fill);
	filler[fill] = '\0';
	n = snprintf(text, len + 1, "%s%.*s%s%s%.*s%s", start,
		     in_target ? (int)fill : 0, filler, middle, field,
		     in_target ? 0 : (int)fill, filler, end);
	assert_int_equal(n, (int)len);
	free(filler);
}

static void
h1_parse__h1_11_holds_the_limit_to_the_byte(void **state)
{
	enum { LIMIT = 256 };
	static const struct h1_setup small = {.side = LWS_SIDE_SERVER,
					      .limit = LIMIT};
	static char text[8 * LIMIT];

	(void)state;
	for (int in_target = 0; in_target < 2; in_target++)
		for (size_t len = LIMIT - 1; len <= LIMIT + 1; len++) {
			memset(text, 'u', sizeof(text));
			fill_request(text, len, in_target);
			h1_expect("limit", &small, text, len,
				  len <= LIMIT ? "GET origin"
					       : "bad 431 headers too large");
		}

	memset(text, 'u', sizeof(text));
	memcpy(text, "GET /", 5);
	h1_expect("H1-10 endless uri", &small, text, sizeof(text),
		  "bad 414 uri too long");
}

static void
h1_parse__h1_11_refuses_ten_thousand_tiny_fields(void **state)
{
	static char text[10000 * 4 + 100];
	struct lws__http_headers *h = lws__http_headers_create(65536);
	struct lws__h1_parser p;
	struct lws_cursor in;
	size_t n;

	(void)state;
	assert_non_null(h);
	n = (size_t)snprintf(text, sizeof(text), "GET / HTTP/1.1\r\n");
	for (int i = 0; i < 10000; i++, n += 4)
		memcpy(text + n, "a:\r\n", 4);

	lws__h1_parse_start(&p, LWS_SIDE_SERVER, h);
	in.at = (uint8_t *)text;
	in.end = in.at + n;
	assert_int_equal(lws__h1_parse_feed(&p, &in), LWS_FEED_BAD);
	assert_int_equal(p.error, LWS__H1_HEAD_TOO_LARGE);
	lws__http_headers_destroy(&h);
}

static void
h1_parse__takes_two_hundred_fields(void **state)
{
	static char text[4096];
	struct h1_run *r;
	size_t n;

	(void)state;
	n = (size_t)snprintf(text, sizeof(text),
			     "GET /a.txt HTTP/1.1\r\nHost: localhost\r\n");
	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "X-%d: v\r\n",
				      i);
	n += (size_t)snprintf(text + n, sizeof(text) - n, "\r\n");

	r = h1_run("200 fields", &server, text, n);
	assert_non_null(strstr(r->first, "GET origin\n"));
	assert_non_null(strstr(r->first, "x-0:{v}\n"));
	assert_non_null(strstr(r->first, "x-199:{v}\n"));
	free(r);
}

static void
h1_parse__many_arguments_never_run_into_their_own_text(void **state)
{
	/* records grow down while the text of the query waits to be read */
	enum { LIMIT = 1024 };
	static const struct h1_setup small = {.side = LWS_SIDE_SERVER,
					      .limit = LIMIT};
	static char text[LIMIT];

	(void)state;
	for (size_t args = 1; args < 480; args += 7) {
		size_t n = (size_t)snprintf(text, sizeof(text), "GET /?");
		struct h1_run *r;

		for (size_t i = 0; i < args; i++)
			text[n++] = i & 1 ? '&' : 'a';
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "&last=%%41%%42 HTTP/1.1\r\n" END);
		r = h1_run("arguments", &small, text, n);
		if (!strstr(r->first, "uri-args[last=AB]\n"))
			assert_string_equal(r->first, "bad 414 uri too long\n");
		free(r);
	}
}

static void
h1_parse__stays_failed_and_can_be_started_again(void **state)
{
	struct lws__http_headers *h = lws__http_headers_create(0);
	uint8_t bad[] = "G@T / HTTP/1.1\r\n", good[] = "GET / HTTP/1.0\r\n\r\n";
	struct lws_cursor in = {bad, bad + sizeof(bad) - 1};
	struct lws__h1_parser p;

	(void)state;
	assert_non_null(h);
	lws__h1_parse_start(&p, LWS_SIDE_SERVER, h);
	assert_false(lws__h1_parse_has_started(&p));
	assert_int_equal(lws__h1_parse_feed(&p, &in), LWS_FEED_BAD);
	assert_int_equal(lws__h1_parse_feed(&p, &in), LWS_FEED_BAD);
	assert_int_equal(p.error, LWS__H1_BAD_METHOD);

	lws__http_headers_reset(h);
	lws__h1_parse_start(&p, LWS_SIDE_SERVER, h);
	in.at = good;
	in.end = good + sizeof(good) - 1;
	assert_int_equal(lws__h1_parse_feed(&p, &in), LWS_FEED_DONE);
	assert_true(lws__h1_parse_has_started(&p));
	lws__http_headers_destroy(&h);
}

static void
h1_parse__every_error_has_status_words_and_clause(void **state)
{
	(void)state;
	for (int e = LWS__H1_OK + 1; e < LWS__H1_ERROR_COUNT; e++) {
		const struct lws__h1_error_fact *f =
			lws__h1_error_facts((enum lws__h1_error)e);

		assert_in_range(f->status, 400, 505);
		assert_true(strlen(f->words) > 3);
		assert_memory_equal(f->clause, "RFC ", 4);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h1_parse__takes_well_formed_requests),
		cmocka_unit_test(h1_parse__wants_more_until_the_empty_line),
		cmocka_unit_test(
			h1_parse__h1_07_refuses_bare_line_ends_and_controls),
		cmocka_unit_test(h1_parse__h1_08_refuses_malformed_field_lines),
		cmocka_unit_test(
			h1_parse__h1_10_refuses_malformed_request_lines),
		cmocka_unit_test(
			h1_parse__hf_02_refuses_targets_that_are_no_uri),
		cmocka_unit_test(h1_parse__h1_09_wants_exactly_one_good_host),
		cmocka_unit_test(h1_parse__h1_11_holds_the_limit_to_the_byte),
		cmocka_unit_test(
			h1_parse__h1_11_refuses_ten_thousand_tiny_fields),
		cmocka_unit_test(h1_parse__takes_two_hundred_fields),
		cmocka_unit_test(
			h1_parse__many_arguments_never_run_into_their_own_text),
		cmocka_unit_test(
			h1_parse__stays_failed_and_can_be_started_again),
		cmocka_unit_test(
			h1_parse__every_error_has_status_words_and_clause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
