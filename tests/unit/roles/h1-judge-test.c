/* SPDX-License-Identifier: MIT */
/*
 * Framing of HTTP/1 messages: the request smuggling corpus for requests, the
 * rules of RFC 9112 6.3 for responses, each at every split.
 */

#include "h1-run.h"

#include "roles/http/http.h"

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct h1_setup server = {.side = LWS_SIDE_SERVER};
static const struct h1_setup client = {.side = LWS_SIDE_CLIENT};

/* ---- requests: only the framing fields differ ------------------------ */

struct framing_vector {
	const char *name;
	const char *fields;
	const char *expected; /* a line of the description */
};

#define TE "Transfer-Encoding: "
#define CL "Content-Length: "

static const char both[] = "bad 400 content-length and transfer-encoding";
static const char coding[] = "bad 400 chunked is not the last coding, once";
static const char unsupported[] = "bad 501 unsupported transfer coding";
static const char length[] = "bad 400 malformed content-length";
static const char lengths[] = "bad 400 more than one content-length";
static const char spaced[] = "bad 400 white space before the colon";

static void
check_requests(const struct framing_vector *v, size_t count, const char *minor)
{
	for (size_t i = 0; i < count; i++) {
		char text[512];
		int n = snprintf(text, sizeof(text),
				 "POST / HTTP/1.%s\r\nHost: h\r\n%s\r\n", minor,
				 v[i].fields);

		assert_in_range(n, 1, sizeof(text) - 1);
		h1_expect(v[i].name, &server, text, (size_t)n, v[i].expected);
	}
}

static void
h1_judge__frames_requests(void **state)
{
	static const struct framing_vector vectors[] = {
		{"nothing", "", "1.1 none keep-alive connection 0 upgrade 0"},
		{"length", CL "3\r\n",
		 "1.1 length 3 keep-alive connection 0 upgrade 0"},
		{"length 0", CL "0\r\n",
		 "1.1 length 0 keep-alive connection 0 upgrade 0"},
		{"leading zeros", CL "0003\r\n",
		 "1.1 length 3 keep-alive connection 0 upgrade 0"},
		{"white space around", CL " 3 \t\r\n",
		 "1.1 length 3 keep-alive connection 0 upgrade 0"},
		{"largest", CL "9223372036854775807\r\n",
		 "1.1 length 9223372036854775807 keep-alive connection 0 "
		 "upgrade 0"},
		{"chunked", TE "chunked\r\n",
		 "1.1 chunked keep-alive connection 0 upgrade 0"},
		{"chunked in any case", TE "CHUNKED\r\n",
		 "1.1 chunked keep-alive connection 0 upgrade 0"},
		{"chunked with empty members", TE ", chunked ,\r\n",
		 "1.1 chunked keep-alive connection 0 upgrade 0"},
		{"name in any case", "transfer-ENCODING: chunked\r\n",
		 "1.1 chunked keep-alive connection 0 upgrade 0"},
	};

	(void)state;
	check_requests(vectors, COUNT(vectors), "1");
}

static void
h1_judge__h1_01_refuses_length_with_coding(void **state)
{
	static const struct framing_vector vectors[] = {
		{"CL.TE", CL "6\r\n" TE "chunked\r\n", both},
		{"TE.CL", TE "chunked\r\n" CL "6\r\n", both},
		{"CL 0 TE", CL "0\r\n" TE "chunked\r\n", both},
		{"CL TE identity", CL "3\r\n" TE "identity\r\n", both},
		{"CL TE empty", CL "3\r\n" TE "\r\n", both},
		{"CL and broken TE", CL "3\r\n" TE "xchunked\r\n", both},
		{"bad CL and TE", CL "abc\r\n" TE "chunked\r\n", both},
		{"TE hidden by a fold", CL "3\r\n" TE "\r\n chunked\r\n",
		 "bad 400 line starts with white space"},
		{"TE hidden by a space",
		 CL "3\r\n"
		    "Transfer-Encoding : chunked\r\n",
		 spaced},
		{"TE hidden by a tab",
		 CL "3\r\n"
		    "Transfer-Encoding\t: chunked\r\n",
		 spaced},
		{"TE hidden behind a bare CR",
		 CL "3\r\nX: y\rTransfer-Encoding: chunked\r\n",
		 "bad 400 CR without LF"},
		{"TE hidden behind a bare LF",
		 CL "3\r\nX: y\nTransfer-Encoding: chunked\r\n",
		 "bad 400 LF without CR"},
		{"TE hidden by a vertical tab", CL "3\r\n" TE "\vchunked\r\n",
		 "bad 400 control character"},
		{"CL hidden by a space", "Content-Length : 3\r\n", spaced},
		/* not our field: an underscore makes another name */
		{"CL under another name", "Content_Length: 3\r\n",
		 "1.1 none keep-alive connection 0 upgrade 0"},
		{"TE under another name",
		 CL "3\r\nTransfer_Encoding: chunked\r\n",
		 "1.1 length 3 keep-alive connection 0 upgrade 0"},
	};

	(void)state;
	check_requests(vectors, COUNT(vectors), "1");
}

static void
h1_judge__h1_02_takes_one_length_of_digits_only(void **state)
{
	static const struct framing_vector vectors[] = {
		{"two, equal", CL "3\r\n" CL "3\r\n", lengths},
		{"two, different", CL "3\r\n" CL "5\r\n", lengths},
		{"two, one empty", CL "3\r\n" CL "\r\n", lengths},
		{"list, equal", CL "3, 3\r\n", length},
		{"list, different", CL "3,5\r\n", length},
		{"plus", CL "+3\r\n", length},
		{"minus", CL "-1\r\n", length},
		{"hex", CL "0x5\r\n", length},
		{"spaces", CL "5 5\r\n", length},
		{"text", CL "abc\r\n", length},
		{"empty", CL "\r\n", length},
		{"fraction", CL "3.0\r\n", length},
		{"exponent", CL "1e3\r\n", length},
		{"quoted", CL "\"3\"\r\n", length},
		{"parameter", CL "3;x=y\r\n", length},
		{"trailing comma", CL "3,\r\n", length},
		{"2^63", CL "9223372036854775808\r\n", length},
		{"2^64", CL "18446744073709551616\r\n", length},
		{"2^64 + 3", CL "18446744073709551619\r\n", length},
		{"huge", CL "99999999999999999999\r\n", length},
		{"full width digit", CL "\xef\xbc\x93\r\n", length},
	};

	(void)state;
	check_requests(vectors, COUNT(vectors), "1");
}

static void
h1_judge__h1_03_takes_chunked_alone(void **state)
{
	static const struct framing_vector vectors[] = {
		{"chunked first", TE "chunked, gzip\r\n", coding},
		{"chunked last", TE "gzip, chunked\r\n", unsupported},
		{"unknown inner", TE "magic, chunked\r\n", unsupported},
		{"xchunked", TE "xchunked\r\n", coding},
		{"chunkedx", TE "chunkedx\r\n", coding},
		{"parameter", TE "chunked;x=y\r\n", coding},
		{"empty parameter", TE "chunked;\r\n", coding},
		{"quoted", TE "\"chunked\"\r\n", coding},
		{"open quote", TE "chunked, \"\r\n", coding},
		{"two words", TE "chunked x\r\n", coding},
		{"colon", TE ": chunked\r\n", coding},
		{"identity", TE "identity\r\n", coding},
		{"identity, chunked", TE "identity, chunked\r\n", unsupported},
		{"magic", TE "magic\r\n", coding},
		{"empty", TE "\r\n", coding},
		{"comma", TE ",\r\n", coding},
		{"twice in one", TE "chunked, chunked\r\n", coding},
		{"twice in two", TE "chunked\r\n" TE "chunked\r\n", coding},
		{"two fields, chunked last", TE "gzip\r\n" TE "chunked\r\n",
		 coding},
		{"two fields, chunked first",
		 TE "chunked\r\n" TE "identity\r\n", coding},
		{"two fields, the second empty", TE "chunked\r\n" TE "\r\n",
		 coding},
	};
	static const struct framing_vector old[] = {
		{"1.0", TE "chunked\r\n",
		 "bad 400 transfer-encoding in http/1.0"},
		{"1.0 keep-alive", TE "chunked\r\nConnection: keep-alive\r\n",
		 "bad 400 transfer-encoding in http/1.0"},
		{"1.0 both", CL "3\r\n" TE "chunked\r\n", both},
	};

	(void)state;
	check_requests(vectors, COUNT(vectors), "1");
	check_requests(old, COUNT(old), "0");
}

static void
h1_judge__h1_13_answers_unknown_expectations(void **state)
{
	static const struct framing_vector vectors[] = {
		{"other", CL "3\r\nExpect: magic\r\n",
		 "bad 417 unknown expectation"},
		{"list", CL "3\r\nExpect: 100-continue, magic\r\n",
		 "bad 417 unknown expectation"},
		{"two fields", CL "3\r\nExpect: 100-continue\r\nExpect: x\r\n",
		 "bad 417 unknown expectation"},
		{"chunked", TE "chunked\r\nExpect: 100-continue\r\n",
		 "1.1 chunked keep-alive expect connection 0 upgrade 0"},
		{"nothing to wait for", CL "0\r\nExpect: 100-continue\r\n",
		 "1.1 length 0 keep-alive connection 0 upgrade 0"},
	};

	(void)state;
	check_requests(vectors, COUNT(vectors), "1");
}

/* ---- responses ------------------------------------------------------- */

struct response_vector {
	const char *name;
	const char *text;
	const char *expected;
};

static void
check_responses(const struct h1_setup *setup, const struct response_vector *v,
		size_t count)
{
	for (size_t i = 0; i < count; i++)
		h1_expect(v[i].name, setup, v[i].text, strlen(v[i].text),
			  v[i].expected);
}

static void
h1_judge__reads_status_lines(void **state)
{
	static const struct response_vector vectors[] = {
		{"200", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
		 "status 200\nhttp/1.1 [200 OK]\nserver:[x]"},
		{"1.0", "HTTP/1.0 404 Not Found\r\n\r\n",
		 "status 404\nhttp/1.0 [404 Not Found]"},
		{"empty reason", "HTTP/1.1 206 \r\n\r\n",
		 "status 206\nhttp/1.1 [206]"},
		{"no reason and no space", "HTTP/1.1 200\r\n\r\n",
		 "status 200\nhttp/1.1 [200]"},
		{"8-bit reason", "HTTP/1.1 200 \xc3\xa9\r\n\r\n",
		 "http/1.1 [200 \xc3\xa9]"},
		{"empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n",
		 "status 200"},
		{"CLI-10 no number", "HTTP/1.1 abc OK\r\n\r\n",
		 "bad 502 malformed status line"},
		{"four digits", "HTTP/1.1 2000 OK\r\n\r\n",
		 "bad 502 malformed status line"},
		{"two digits", "HTTP/1.1 20 OK\r\n\r\n",
		 "bad 502 malformed status line"},
		{"too low", "HTTP/1.1 099 OK\r\n\r\n",
		 "bad 502 malformed status line"},
		{"two spaces", "HTTP/1.1  200 OK\r\n\r\n",
		 "bad 502 malformed status line"},
		{"h2", "HTTP/2.0 200 OK\r\n\r\n", "bad 505 not http/1.x"},
		{"junk", "ICY 200 OK\r\n\r\n",
		 "bad 400 malformed http version"},
		{"bare lf", "HTTP/1.1 200 OK\n\n", "bad 400 LF without CR"},
		{"H1-08 folded", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
		 "bad 400 line starts with white space"},
		{"H1-08 space before colon", "HTTP/1.1 200 OK\r\nX : a\r\n\r\n",
		 "bad 400 white space before the colon"},
	};

	(void)state;
	check_responses(&client, vectors, COUNT(vectors));
}

static void
h1_judge__cli_10_frames_responses(void **state)
{
	static const struct response_vector vectors[] = {
		{"length", "HTTP/1.1 200 OK\r\n" CL "5\r\n\r\n",
		 "1.1 length 5 keep-alive connection 0 upgrade 0"},
		{"chunked", "HTTP/1.1 200 OK\r\n" TE "chunked\r\n\r\n",
		 "1.1 chunked keep-alive connection 0 upgrade 0"},
		{"until close", "HTTP/1.1 200 OK\r\n\r\n",
		 "1.1 until-close close connection 0 upgrade 0"},
		{"1.0 with length", "HTTP/1.0 200 OK\r\n" CL "5\r\n\r\n",
		 "1.0 length 5 close connection 0 upgrade 0"},
		{"204 with length", "HTTP/1.1 204 x\r\n" CL "5\r\n\r\n",
		 "1.1 none 5 keep-alive connection 0 upgrade 0"},
		{"304 with length", "HTTP/1.1 304 x\r\n" CL "5\r\n\r\n",
		 "1.1 none 5 keep-alive connection 0 upgrade 0"},
		{"304 with coding", "HTTP/1.1 304 x\r\n" TE "chunked\r\n\r\n",
		 "1.1 none keep-alive connection 0 upgrade 0"},
		{"100", "HTTP/1.1 100 Continue\r\n\r\n",
		 "1.1 none keep-alive connection 0 upgrade 0"},
		{"103 with length", "HTTP/1.1 103 x\r\n" CL "5\r\n\r\n",
		 "1.1 none 5 keep-alive connection 0 upgrade 0"},
		{"101",
		 "HTTP/1.1 101 x\r\nConnection: upgrade\r\n"
		 "Upgrade: websocket\r\n\r\n",
		 "1.1 tunnel close connection 4 upgrade 1"},
		{"both", "HTTP/1.1 200 OK\r\n" CL "5\r\n" TE "chunked\r\n\r\n",
		 both},
		{"two lengths", "HTTP/1.1 200 OK\r\n" CL "5\r\n" CL "5\r\n\r\n",
		 lengths},
		{"bad length", "HTTP/1.1 200 OK\r\n" CL "5,5\r\n\r\n", length},
		{"bad length of no body", "HTTP/1.1 304 x\r\n" CL "-1\r\n\r\n",
		 length},
		{"gzip, chunked",
		 "HTTP/1.1 200 x\r\n" TE "gzip, chunked\r\n\r\n", unsupported},
		{"not chunked", "HTTP/1.1 200 OK\r\n" TE "gzip\r\n\r\n",
		 coding},
		{"coding in 1.0", "HTTP/1.0 200 OK\r\n" TE "chunked\r\n\r\n",
		 "bad 400 transfer-encoding in http/1.0"},
	};
	static const struct response_vector to_head[] = {
		{"HEAD with length", "HTTP/1.1 200 OK\r\n" CL "5\r\n\r\n",
		 "1.1 none 5 keep-alive connection 0 upgrade 0"},
		{"HEAD with coding", "HTTP/1.1 200 OK\r\n" TE "chunked\r\n\r\n",
		 "1.1 none keep-alive connection 0 upgrade 0"},
		{"HEAD without", "HTTP/1.1 200 OK\r\n\r\n",
		 "1.1 none keep-alive connection 0 upgrade 0"},
	};
	static const struct response_vector to_connect[] = {
		{"CONNECT", "HTTP/1.1 200 OK\r\n" CL "5\r\n\r\n",
		 "1.1 tunnel close connection 0 upgrade 0"},
		{"CONNECT refused", "HTTP/1.1 407 x\r\n" CL "5\r\n\r\n",
		 "1.1 length 5 keep-alive connection 0 upgrade 0"},
	};
	static const struct h1_setup head = {.side = LWS_SIDE_CLIENT,
					     .answers_head = true};
	static const struct h1_setup connect = {.side = LWS_SIDE_CLIENT,
						.answers_connect = true};

	(void)state;
	check_responses(&client, vectors, COUNT(vectors));
	check_responses(&head, to_head, COUNT(to_head));
	check_responses(&connect, to_connect, COUNT(to_connect));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h1_judge__frames_requests),
		cmocka_unit_test(h1_judge__h1_01_refuses_length_with_coding),
		cmocka_unit_test(
			h1_judge__h1_02_takes_one_length_of_digits_only),
		cmocka_unit_test(h1_judge__h1_03_takes_chunked_alone),
		cmocka_unit_test(h1_judge__h1_13_answers_unknown_expectations),
		cmocka_unit_test(h1_judge__reads_status_lines),
		cmocka_unit_test(h1_judge__cli_10_frames_responses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
