/* SPDX-License-Identifier: MIT */
/* Mounts: longest prefix on a segment boundary, methods, redirects. */

#include "lws-test.h"

#include "roles/http/mount-match.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct lws_http_mount private_part = {.mountpoint = "/a/none/in",
						   .origin_protocol =
							   LWSMPRO_FILE},
				   hole = {.mount_next = &private_part,
					   .mountpoint = "/a/none",
					   .origin_protocol = LWSMPRO_NO_MOUNT},
				   slashed = {.mount_next = &hole,
					      .mountpoint = "/s/",
					      .origin_protocol = LWSMPRO_FILE},
				   named = {.mount_next = &slashed,
					    .mountpoint = "/named",
					    .protocol = "p",
					    .origin_protocol = LWSMPRO_FILE},
				   redirs = {.mount_next = &named,
					     .mountpoint = "/redirs",
					     .origin_protocol =
						     LWSMPRO_REDIR_HTTPS},
				   redir = {.mount_next = &redirs,
					    .mountpoint = "/redir",
					    .origin_protocol =
						    LWSMPRO_REDIR_HTTP},
				   dyn = {.mount_next = &redir,
					  .mountpoint = "/dyn",
					  .origin_protocol = LWSMPRO_CALLBACK,
					  .mountpoint_len = 4},
				   twin = {.mount_next = &dyn,
					   .mountpoint = "/a/b",
					   .origin_protocol = LWSMPRO_CGI},
				   ab = {.mount_next = &twin,
					 .mountpoint = "/a/b",
					 .origin_protocol = LWSMPRO_FILE},
				   a = {.mount_next = &ab,
					.mountpoint = "/a",
					.origin_protocol = LWSMPRO_FILE,
					.mountpoint_len = 2},
				   root = {.mount_next = &a,
					   .mountpoint = "/",
					   .origin_protocol = LWSMPRO_FILE,
					   .mountpoint_len = 1};

static const struct lws_http_mount *
find(const char *uri, int method)
{
	size_t len = strlen(uri);
	uint8_t *in = lws__test_guarded(uri, len);
	const struct lws_http_mount *m =
		lws__http_mount_find(&root, (char *)in, len, method);

	lws__test_guarded_free(in, len);

	return m;
}

static void
mount_match__hf_04_longest_prefix_on_a_segment_boundary(void **state)
{
	static const struct {
		const char *uri;
		const struct lws_http_mount *m;
	} vectors[] = {
		{"/", &root},      {"/x", &root},        {"/a", &a},
		{"/a/", &a},       {"/ab", &root},       {"/a/x", &a},
		{"/a/b", &ab},     {"/a/b/c", &ab},      {"/a/bc", &a},
		{"/A/b", &root},   {"/dyn", &dyn},       {"/dyn/x", &dyn},
		{"/dynx", &root},  {"/redir/x", &redir}, {"/redirs", &redirs},
		{"/s", &root},     {"/s/", &slashed},    {"/s/x", &slashed},
		{"/a/none", NULL}, {"/a/none/x", NULL},  {"/a/none/in/x", NULL},
		{"/a/nonex", &a},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++)
		if (find(vectors[i].uri, LWSHUMETH_GET) != vectors[i].m)
			fail_msg("%s", vectors[i].uri);
	assert_null(lws__http_mount_find(NULL, "/", 1, LWSHUMETH_GET));
	assert_null(lws__http_mount_find(&a, "/x", 2, LWSHUMETH_GET));
	assert_null(lws__http_mount_find(&root, "", 0, LWSHUMETH_GET));
}

static void
mount_match__only_callbacks_and_cgi_take_every_method(void **state)
{
	(void)state;
	assert_ptr_equal(find("/x", LWSHUMETH_DELETE), &root);
	assert_ptr_equal(find("/x", LWSHUMETH_COLON_PATH), &root);
	assert_null(find("/x", LWSHUMETH_OPTIONS));
	assert_null(find("/x", LWSHUMETH_CONNECT));
	assert_ptr_equal(find("/dyn", LWSHUMETH_OPTIONS), &dyn);
	assert_ptr_equal(find("/named", LWSHUMETH_OPTIONS), &named);
	assert_ptr_equal(find("/a/b", LWSHUMETH_OPTIONS), &twin);
}

static void
mount_match__redirects_to_the_slash_or_elsewhere(void **state)
{
	static const struct {
		const struct lws_http_mount *m;
		const char *uri;
		enum lws__http_mount_redirect r;
	} vectors[] = {
		{&root, "/", LWS__HTTP_MOUNT_STAY},
		{&a, "/a", LWS__HTTP_MOUNT_ADD_SLASH},
		{&a, "/a/", LWS__HTTP_MOUNT_STAY},
		{&a, "/a/x", LWS__HTTP_MOUNT_STAY},
		{&dyn, "/dyn", LWS__HTTP_MOUNT_STAY},
		{&twin, "/a/b", LWS__HTTP_MOUNT_STAY},
		{&slashed, "/s/", LWS__HTTP_MOUNT_STAY},
		{&redir, "/redir", LWS__HTTP_MOUNT_ELSEWHERE},
		{&redirs, "/redirs/x", LWS__HTTP_MOUNT_ELSEWHERE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++)
		if (lws__http_mount_redirect(vectors[i].m, vectors[i].uri,
					     strlen(vectors[i].uri)) !=
		    vectors[i].r)
			fail_msg("%s", vectors[i].uri);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			mount_match__hf_04_longest_prefix_on_a_segment_boundary),
		cmocka_unit_test(
			mount_match__only_callbacks_and_cgi_take_every_method),
		cmocka_unit_test(
			mount_match__redirects_to_the_slash_or_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
