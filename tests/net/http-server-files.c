/* SPDX-License-Identifier: MIT */
/*
 * Files of a mount: which names reach them, conditions, ranges, and files that
 * are not what they seem.
 */

#include "http-server-app.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static struct lws__net_peer peer;
static struct lws__net_answer a;

static const char digits[] = "0123456789012345678901234567890123456789"
			     "0123456789012345678901234567890123456789"
			     "01234567890123456789";

static void
start(void (*tweak)(struct lws_context_creation_info *info))
{
	lws__net_text_file("a.txt", "file a\n");
	lws__net_text_file("digits.txt", digits);
	lws__net_text_file("empty.txt", "");
	lws__net_text_file(".hidden.txt", "hidden\n");
	assert_int_equal(mkdir(lws__net_path("sub"), 0755), 0);
	assert_int_equal(mkdir(lws__net_path(".well-known"), 0755), 0);
	lws__net_text_file(".well-known/k.txt", "known\n");
	lws__net_text_file("sub/index.html", "index of sub\n");
	app_start(&app_net, tweak);
	lws__net_connect(&app_net, &peer);
}

static int
setup(void **state)
{
	(void)state;
	start(NULL);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__net_answer_free(&a);
	lws__net_hang_up(&peer);
	app_mounts[1].cgienv = NULL;
	app_stop(&app_net);

	return 0;
}

static void
ask(const char *request, int status)
{
	lws__net_answer_free(&a);
	lws__net_ask(&app_net, &peer, request, &a, status);
}

/* of path, which is below /files; -1 when it differs from the one expected */
static void
path_gives(const char *path, int status, const char *body)
{
	char request[1024];

	snprintf(request, sizeof(request),
		 "GET %s HTTP/1.1\r\n" APP_HOST "\r\n", path);
	ask(request, status);
	if (body)
		assert_string_equal(a.body, body);
	if (lws__net_field(&a, "connection")) {
		lws__net_expect_end(&app_net, &peer);
		lws__net_hang_up(&peer);
		lws__net_connect(&app_net, &peer);
	}
}

static void
hf_01__no_spelling_leaves_the_mount(void **state)
{
	static const char *const paths[] = {
		"/files/../secret.txt",
		"/files/%2e%2e/secret.txt",
		"/files/..%2fsecret.txt",
		"/files/%2f%2e%2e/secret.txt",
		"/files/.%2e/secret.txt",
		"/files/\\..\\secret.txt",
		"/files/%5c..%5csecret.txt",
		"/files/%252e%252e/secret.txt",
		"/files/..;/secret.txt",
		"/files/sub/../../secret.txt",
		"/files/...",
		"/files/a.txt.",
		"/files/a.txt/",
		"/files/a.txt%20",
	};
	char secret[512];
	FILE *f;

	(void)state;
	snprintf(secret, sizeof(secret), "%s/../secret.txt", lws__net_dir());
	f = fopen(secret, "we");
	assert_non_null(f);
	fputs("secret", f);
	fclose(f);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(paths); n++) {
		char request[256];

		snprintf(request, sizeof(request),
			 "GET %s HTTP/1.1\r\n" APP_HOST "\r\n", paths[n]);
		lws__net_answer_free(&a);
		lws__net_send(&app_net, &peer, request);
		lws__net_answer(&app_net, &peer, &a, false);
		if (a.status != 404 && a.status != 403 && a.status != 400)
			fail_msg("%d for %s", a.status, paths[n]);
		assert_null(strstr(a.body, "secret"));
		if (lws__net_field(&a, "connection")) {
			lws__net_hang_up(&peer);
			lws__net_connect(&app_net, &peer);
		}
	}
	unlink(secret);
}

static void
hf_01__other_spellings_of_a_name_are_the_name(void **state)
{
	(void)state;
	path_gives("/files//a.txt", 200, "file a\n");
	path_gives("/files/./a.txt", 200, "file a\n");
	path_gives("/files/sub/../a.txt", 200, "file a\n");
	path_gives("/files/%61.txt", 200, "file a\n");
	path_gives("//files/a.txt", 200, "file a\n");
	path_gives("/files/sub/", 200, "index of sub\n");
	path_gives("/files/sub", 200, "index of sub\n");
}

static void
hf_02__refuses_names_that_end_early_or_are_no_text(void **state)
{
	(void)state;
	path_gives("/files/a.txt%00.html", 400, NULL);
	path_gives("/files/a%0d%0a.txt", 400, NULL);
	path_gives("/files/a%", 400, NULL);
	path_gives("/files/a%zz", 400, NULL);
	path_gives("/files/%c0%ae%c0%ae/a.txt", 404, NULL);
	path_gives("/files/%e0%80%ae/a.txt", 404, NULL);
}

static void
hf_03__a_symlink_does_not_lead_out_unless_told_to(void **state)
{
	static const struct lws_protocol_vhost_options links = {
		.name = "allow-symlinks", .value = "on"};

	(void)state;
	assert_int_equal(symlink("/etc/hostname", lws__net_path("out.txt")), 0);
	assert_int_equal(symlink("a.txt", lws__net_path("in.txt")), 0);
	assert_int_equal(symlink("/etc", lws__net_path("etc")), 0);
	path_gives("/files/out.txt", 404, NULL);
	path_gives("/files/etc/passwd", 404, NULL);
	path_gives("/files/in.txt", 200, "file a\n");
	app_mounts[1].cgienv = &links;
	path_gives("/files/out.txt", 200, NULL);
}

static void
hf_03__only_regular_files_are_served(void **state)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_int_equal(mkfifo(lws__net_path("fifo.txt"), 0644), 0);
	/* nobody writes into it: an open() that blocks would hang here */
	path_gives("/files/fifo.txt", 404, NULL);
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s",
		 lws__net_path("sock.txt"));
	if (!bind(fd, (struct sockaddr *)&sun, sizeof(sun)))
		path_gives("/files/sock.txt", 404, NULL);
	close(fd);
	assert_int_equal(mkdir(lws__net_path("dir.txt"), 0755), 0);
	path_gives("/files/dir.txt", 404, NULL);
}

static void
hf_03__a_file_that_shrinks_while_it_is_sent_ends_the_connection(void **state)
{
	size_t len = 8000000;
	char *big = malloc(len);
	struct lws__net_peer p;

	(void)state;
	memset(big, 'x', len);
	lws__net_file("big.txt", big, len);
	free(big);
	lws__net_connect_with(&p, app_net.port, 2048);
	lws__net_send(&app_net, &p, GET("/files/big.txt"));
	lws__net_await(&app_net, &p, 1000);
	assert_int_equal(truncate(lws__net_path("big.txt"), 100), 0);
	lws__net_await_end(&app_net, &p);
	assert_true(p.len < len);
	lws__net_hang_up(&p);
}

static void
a_large_file_comes_whole_to_a_slow_reader(void **state)
{
	size_t len = 5000000;
	char *big = malloc(len);
	struct lws__net_peer p;

	(void)state;
	for (size_t n = 0; n < len; n++)
		big[n] = (char)(n * 31 >> 4);
	lws__net_file("big.txt", big, len);
	lws__net_connect_with(&p, app_net.port, 4096);
	lws__net_send(&app_net, &p, GET("/files/big.txt") GET("/files/a.txt"));
	lws__net_answer(&app_net, &p, &a, false);
	assert_int_equal(a.body_len, len);
	assert_memory_equal(a.body, big, len);
	free(big);
	lws__net_answer_free(&a);
	lws__net_answer(&app_net, &p, &a, false);
	assert_string_equal(a.body, "file a\n");
	lws__net_hang_up(&p);
}

static void
dot_files_are_not_there_unless_told_to(void **state)
{
	static const struct lws_protocol_vhost_options dots = {
		.name = "allow-dot-files", .value = "on"};

	(void)state;
	path_gives("/files/.hidden.txt", 404, NULL);
	path_gives("/files/.well-known/k.txt", 200, "known\n");
	path_gives("/files/sub/.well-known/k.txt", 404, NULL);
	app_mounts[1].cgienv = &dots;
	path_gives("/files/.hidden.txt", 200, "hidden\n");
}

static void
hf_04__a_mount_ends_at_a_slash(void **state)
{
	(void)state;
	path_gives("/filesystem/a.txt", 404, NULL);
	path_gives("/dynamo", 404, NULL);
}

#define RANGE(r) \
	"GET /files/digits.txt HTTP/1.1\r\n" APP_HOST "Range: " r "\r\n\r\n"

static void
hf_05__one_range_is_cut_to_the_file(void **state)
{
	(void)state;
	if (!LWS_TEST_RANGES)
		skip();
	ask(RANGE("bytes=0-4"), 206);
	assert_string_equal(a.body, "01234");
	assert_string_equal(lws__net_field(&a, "content-range"),
			    "bytes 0-4/100");
	ask(RANGE("bytes=95-500"), 206);
	assert_string_equal(a.body, "56789");
	ask(RANGE("bytes=-3"), 206);
	assert_string_equal(a.body, "789");
	ask(RANGE("bytes=98-"), 206);
	assert_string_equal(a.body, "89");
	ask(RANGE("bytes=-500"), 206);
	assert_int_equal(a.body_len, 100);
	ask(RANGE("bytes=0-18446744073709551616"), 206);
	assert_int_equal(a.body_len, 100);
}

static void
hf_05__ranges_that_make_no_sense_give_416_or_all(void **state)
{
	static const struct {
		const char *request;
		int status;
	} cases[] = {
		{RANGE("bytes=-0"), 416},
		{RANGE("bytes=100-"), 416},
		{RANGE("bytes=200-300"), 416},
		{RANGE("bytes=x-y"), 200},
		{RANGE("bytes="), 200},
		{RANGE("bytes=--5"), 200},
		{RANGE("lines=1-2"), 200},
		{RANGE("bytes 0-4"), 200},
		{RANGE("bytes=18446744073709551616-"), 416},
	};

	(void)state;
	if (!LWS_TEST_RANGES)
		skip();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		ask(cases[n].request, cases[n].status);
		if (cases[n].status == 200)
			assert_string_equal(a.body, digits);
	}
}

static void
hf_05__several_ranges_are_parts_with_a_boundary(void **state)
{
	char boundary[64], want[512];
	const char *type;

	(void)state;
	if (!LWS_TEST_RANGES)
		skip();
	ask(RANGE("bytes=0-4, 10-14, 200-, -2"), 206);
	type = lws__net_field(&a, "content-type");
	assert_int_equal(
		sscanf(type, "multipart/byteranges; boundary=%63s", boundary),
		1);
	snprintf(want, sizeof(want),
		 "--%s\r\nContent-Type: text/plain\r\n"
		 "Content-Range: bytes 0-4/100\r\n\r\n01234\r\n"
		 "--%s\r\nContent-Type: text/plain\r\n"
		 "Content-Range: bytes 10-14/100\r\n\r\n01234\r\n"
		 "--%s\r\nContent-Type: text/plain\r\n"
		 "Content-Range: bytes 98-99/100\r\n\r\n89\r\n"
		 "--%s--\r\n",
		 boundary, boundary, boundary, boundary);
	assert_string_equal(a.body, want);
	/* one that is left is no part */
	ask(RANGE("bytes=0-4, 200-300"), 206);
	assert_string_equal(a.body, "01234");
	assert_string_equal(lws__net_field(&a, "content-type"), "text/plain");
}

static void
hf_05__many_or_overlapping_ranges_give_the_whole(void **state)
{
	char *request = malloc(4000), *at = request;

	(void)state;
	if (!LWS_TEST_RANGES)
		skip();
	ask(RANGE("bytes=0-9,5-14"), 200);
	assert_string_equal(a.body, digits);
	ask(RANGE("bytes=0-,0-,0-"), 200);
	at += lws_snprintf(at, 200,
			   "GET /files/digits.txt HTTP/1.1\r\n" APP_HOST
			   "Range: bytes=0-0");
	for (int n = 0; n < 900; n++)
		at += lws_snprintf(at, 8, ",%d-", n % 10);
	memcpy(at, "\r\n\r\n", 5);
	ask(request, 200);
	assert_string_equal(a.body, digits);
	free(request);
}

static void
ranges_of_large_files_come_whole(void **state)
{
	size_t len = 3000000;
	char *big = malloc(len), *part;

	(void)state;
	if (!LWS_TEST_RANGES)
		skip();
	for (size_t n = 0; n < len; n++)
		big[n] = (char)('a' + n % 23);
	lws__net_file("big.txt", big, len);
	ask("GET /files/big.txt HTTP/1.1\r\n" APP_HOST
	    "Range: bytes=100-1000099, 2000000-2999999\r\n\r\n",
	    206);
	part = memmem(a.body, a.body_len, "\r\n\r\n", 4);
	assert_non_null(part);
	assert_memory_equal(part + 4, big + 100, 1000000);
	part = memmem(part + 4 + 1000000, 300, "\r\n\r\n", 4);
	assert_non_null(part);
	assert_memory_equal(part + 4, big + 2000000, 1000000);
	free(big);
	path_gives("/files/a.txt", 200, "file a\n");
}

static void
hf_06__conditions_that_are_junk_are_ignored(void **state)
{
	static const char *const fields[] = {
		"If-Modified-Since: yesterday",
		"If-Modified-Since: Sat, 00 Jan 0000 00:00:00 GMT",
		"If-Modified-Since: Fri, 31 Dec 9999999 23:59:59 GMT",
		"If-Modified-Since: Fri, 01 Jan 2100 00:00:60 XXX",
		"If-None-Match: \"other",
		"If-None-Match: ",
		"If-None-Match: W/",
		"If-Unmodified-Since: never",
	};
	char request[256];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(fields); n++) {
		snprintf(request, sizeof(request),
			 "GET /files/a.txt HTTP/1.1\r\n" APP_HOST "%s\r\n\r\n",
			 fields[n]);
		ask(request, 200);
	}
}

static void
an_etag_that_is_known_gives_304(void **state)
{
	char request[512], etag[100];

	(void)state;
	ask(GET("/files/a.txt"), 200);
	snprintf(etag, sizeof(etag), "%s", lws__net_field(&a, "etag"));
	assert_int_equal(etag[0], '"');
	snprintf(request, sizeof(request),
		 "GET /files/a.txt HTTP/1.1\r\n" APP_HOST
		 "If-None-Match: \"x\", %s\r\n\r\n",
		 etag);
	ask(request, 304);
	assert_string_equal(lws__net_field(&a, "etag"), etag);
	snprintf(request, sizeof(request),
		 "GET /files/a.txt HTTP/1.1\r\n" APP_HOST
		 "If-Match: \"x\"\r\n\r\n");
	ask(request, 412);
	snprintf(request, sizeof(request),
		 "GET /files/digits.txt HTTP/1.1\r\n" APP_HOST
		 "Range: bytes=0-4\r\nIf-Range: \"x\"\r\n\r\n");
	ask(request, 200);
	path_gives("/files/a.txt", 200, "file a\n");
}

static void
head_of_a_file_says_what_get_would(void **state)
{
	(void)state;
	ask("HEAD /files/digits.txt HTTP/1.1\r\n" APP_HOST "\r\n", 200);
	assert_string_equal(lws__net_field(&a, "content-length"), "100");
	path_gives("/files/a.txt", 200, "file a\n");
	path_gives("/files/empty.txt", 200, "");
}

static void
a_file_is_told_when_it_is_complete(void **state)
{
	(void)state;
	path_gives("/files/a.txt", 200, "file a\n");
	path_gives("/files/empty.txt", 200, "");
	lws__net_hang_up(&peer);
	lws__net_until_alone(&app_net);
	assert_string_equal(app.order, "fFbfFdbdx.");
}

static void
an_unknown_kind_of_file_is_415(void **state)
{
	(void)state;
	lws__net_text_file("a.unknown", "x");
	path_gives("/files/a.unknown", 415, NULL);
	path_gives("/files/none.unknown", 404, NULL);
}

static void
next_answer(struct lws__net_peer *from, const char *body)
{
	lws__net_answer_free(&a);
	lws__net_answer(&app_net, from, &a, false);
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, body);
}

/* all of it is served in one turn, which opens a file once */
static void
a_file_that_a_request_changed_is_new_for_the_one_behind_it(void **state)
{
	(void)state;
	lws__net_text_file("put.txt", "as it was");
	lws__net_send(
		&app_net, &peer,
		GET("/files/put.txt") GET(
			"/files/put.txt") "POST /dyn/put HTTP/1.1\r\n" APP_HOST
					  "Content-Length: 6\r\n\r\nis new" GET(
						  "/files/put.txt"));
	next_answer(&peer, "as it was");
	next_answer(&peer, "as it was");
	next_answer(&peer, "kept\n");
	next_answer(&peer, "is new");
	lws__net_text_file("put.txt", "another");
	path_gives("/files/put.txt", 200, "another");
}

/* both are sent from one descriptor */
static void
who_leaves_does_not_take_the_file_with_him(void **state)
{
	struct lws__net_peer other;
	char *big = malloc(3000001);

	(void)state;
	memset(big, 'b', 3000000);
	big[3000000] = '\0';
	lws__net_text_file("big.txt", big);
	lws__net_connect(&app_net, &other);
	lws__net_send(&app_net, &other, GET("/files/a.txt"));
	next_answer(&other, "file a\n");
	lws__net_send(&app_net, &other, GET("/files/big.txt"));
	lws__net_send(&app_net, &peer, GET("/files/big.txt"));
	lws__net_turn(&app_net);
	lws__net_hang_up(&other);
	next_answer(&peer, big);
	free(big);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(hf_01__no_spelling_leaves_the_mount),
		T(hf_01__other_spellings_of_a_name_are_the_name),
		T(hf_02__refuses_names_that_end_early_or_are_no_text),
		T(hf_03__a_symlink_does_not_lead_out_unless_told_to),
		T(hf_03__only_regular_files_are_served),
		T(hf_03__a_file_that_shrinks_while_it_is_sent_ends_the_connection),
		T(a_large_file_comes_whole_to_a_slow_reader),
		T(dot_files_are_not_there_unless_told_to),
		T(hf_04__a_mount_ends_at_a_slash),
		T(hf_05__one_range_is_cut_to_the_file),
		T(hf_05__ranges_that_make_no_sense_give_416_or_all),
		T(hf_05__several_ranges_are_parts_with_a_boundary),
		T(hf_05__many_or_overlapping_ranges_give_the_whole),
		T(ranges_of_large_files_come_whole),
		T(hf_06__conditions_that_are_junk_are_ignored),
		T(an_etag_that_is_known_gives_304),
		T(head_of_a_file_says_what_get_would),
		T(a_file_is_told_when_it_is_complete),
		T(an_unknown_kind_of_file_is_415),
		T(a_file_that_a_request_changed_is_new_for_the_one_behind_it),
		T(who_leaves_does_not_take_the_file_with_him),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
