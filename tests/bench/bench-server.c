/* SPDX-License-Identifier: MIT */
/*
 * The server that is measured: public API only, so that the same source is
 * built against this library and against a packaged one.
 *
 *   bench-server PORT ROOT [THREADS [CERT KEY | h2 | pmd]]
 *
 * "/dyn" is 12 bytes made by a callback, "/" files of ROOT, the sub-protocol
 * "echo" sends back what it gets, "broadcast" sends it to everybody; with pmd
 * it knows permessage-deflate.  BENCH_LOOP in the environment names the event
 * library that it runs on.
 */

#include <libwebsockets.h>

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	ECHO_MAX = 64 * 1024,
	SERV_BUF = 16 * 1024,
	THREADS_MAX = 16,
};

struct echo {
	unsigned char *buf; /* LWS_PRE + ECHO_MAX */
	size_t len;
	int binary;
};

/* the last message to everybody, and which it was */
static struct {
	unsigned char buf[LWS_PRE + ECHO_MAX];
	size_t len;
	unsigned int number;
} news;

static struct lws_context *cx;
static volatile sig_atomic_t stop, trim;

static void
on_signal(int sig)
{
	if (sig == SIGUSR1)
		trim = 1;
	else
		stop = 1;
	if (cx)
		lws_cancel_service(cx); /* between test and wait, it waits on */
}

static int
send_hello(struct lws *wsi)
{
	static const char body[] = "hello world\n";
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start;
	unsigned char *end = buf + sizeof(buf) - 1;
	size_t len = sizeof(body) - 1;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
callback_dyn(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 16];

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return send_hello(wsi);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		memcpy(buf + LWS_PRE, "hello world\n", 12);
		if (lws_write(wsi, buf + LWS_PRE, 12, LWS_WRITE_HTTP_FINAL) !=
		    12)
			return 1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

/* what leaves at once needs no copy: there is room in front of what came */
static int
echo_at_once(struct lws *wsi, void *in, size_t len)
{
	return lws_write(wsi, in, len,
			 lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY
						  : LWS_WRITE_TEXT) < (int)len
		       ? -1
		       : 0;
}

static int
echo_take(struct lws *wsi, struct echo *e, void *in, size_t len)
{
	if (!e->len && lws_is_first_fragment(wsi) &&
	    lws_is_final_fragment(wsi) && !lws_send_pipe_choked(wsi))
		return echo_at_once(wsi, in, len);
	if (!e->buf)
		e->buf = malloc(LWS_PRE + ECHO_MAX);
	if (!e->buf)
		return -1;
	if (lws_is_first_fragment(wsi))
		e->len = 0;
	if (e->len + len > ECHO_MAX)
		return -1;
	memcpy(e->buf + LWS_PRE + e->len, in, len);
	e->len += len;
	e->binary = lws_frame_is_binary(wsi);
	if (lws_is_final_fragment(wsi))
		lws_callback_on_writable(wsi);

	return 0;
}

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct echo *e = user;

	switch (reason) {
	case LWS_CALLBACK_RECEIVE:
		return echo_take(wsi, e, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (!e->len)
			return 0;
		if (lws_write(wsi, e->buf + LWS_PRE, e->len,
			      e->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) <
		    (int)e->len)
			return -1;
		e->len = 0;
		return 0;
	case LWS_CALLBACK_CLOSED:
		free(e->buf);
		e->buf = NULL;
		return 0;
	default:
		return 0;
	}
}

static int
callback_broadcast(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	unsigned int *seen = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		*seen = news.number;
		return 0;
	case LWS_CALLBACK_RECEIVE:
		if (len > ECHO_MAX)
			return -1;
		memcpy(news.buf + LWS_PRE, in, len);
		news.len = len;
		news.number++;
		lws_callback_on_writable_all_protocol(lws_get_context(wsi),
						      lws_get_protocol(wsi));
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (*seen == news.number)
			return 0;
		*seen = news.number;
		return lws_write(wsi, news.buf + LWS_PRE, news.len,
				 LWS_WRITE_BINARY) < (int)news.len
			       ? -1
			       : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	{"dyn", callback_dyn, 0, 0, 0, NULL, 0},
	{"echo", callback_echo, sizeof(struct echo), 16384, 0, NULL, 0},
	{"broadcast", callback_broadcast, sizeof(int), 16384, 0, NULL, 0},
	{NULL, NULL, 0, 0, 0, NULL, 0}};

static const struct lws_extension extensions[] = {
	{"permessage-deflate", lws_extension_callback_pm_deflate,
	 "permessage-deflate"},
	{NULL, NULL, NULL}};

static void *
serve(void *tsi)
{
	while (!stop && lws_service_tsi(cx, 0, (int)(intptr_t)tsi) >= 0)
		if (trim) {
			trim = 0;
			malloc_trim(0); /* what is free goes to the kernel */
		}

	return NULL;
}

static void
serve_all(int threads)
{
	pthread_t others[THREADS_MAX];
	int n;

	for (n = 1; n < threads; n++)
		if (pthread_create(&others[n], NULL, serve,
				   (void *)(intptr_t)n))
			exit(1);
	serve(NULL);
	lws_cancel_service(cx);
	for (n = 1; n < threads; n++)
		pthread_join(others[n], NULL);
}

/* the option for the event library that is asked for, 0 = none */
static unsigned long long
loop_option(void)
{
	static const struct {
		const char *name;
		unsigned long long option;
	} loops[] = {
		{"uv", LWS_SERVER_OPTION_LIBUV},
		{"event", LWS_SERVER_OPTION_LIBEVENT},
		{"ev", LWS_SERVER_OPTION_LIBEV},
#if defined(LWS_PLUS_SERVER_OPTION_IO_URING)
		{"uring", LWS_PLUS_SERVER_OPTION_IO_URING},
#endif
		{"glib", LWS_SERVER_OPTION_GLIB}
	};
	const char *name = getenv("BENCH_LOOP");

	for (size_t n = 0; name && n < LWS_ARRAY_SIZE(loops); n++)
		if (!strcmp(name, loops[n].name))
			return loops[n].option;

	return 0;
}

int
main(int argc, const char **argv)
{
	int threads = argc > 3 ? atoi(argv[3]) : 1;
	struct lws_http_mount dyn, files;
	struct lws_context_creation_info info;

	if (argc < 3 || argc > 6 || threads < 1 || threads > THREADS_MAX)
		return 2;
	memset(&dyn, 0, sizeof(dyn));
	dyn.mountpoint = "/dyn";
	dyn.mountpoint_len = 4;
	dyn.origin = "dyn";
	dyn.origin_protocol = LWSMPRO_CALLBACK;
	memset(&files, 0, sizeof(files));
	files.mount_next = &dyn;
	files.mountpoint = "/";
	files.mountpoint_len = 1;
	files.origin = argv[2];
	files.def = "index.html";
	files.origin_protocol = LWSMPRO_FILE;

	memset(&info, 0, sizeof(info));
	info.port = atoi(argv[1]);
	info.protocols = protocols;
	info.mounts = &files;
	info.gid = (gid_t)-1;
	info.uid = (uid_t)-1;
	info.keepalive_timeout = 60;
	info.timeout_secs = 60;
	info.count_threads = (unsigned int)threads;
	info.pt_serv_buf_size = SERV_BUF;
	if (argc == 6) {
		info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.ssl_cert_filepath = argv[4];
		info.ssl_private_key_filepath = argv[5];
	}
#if defined(LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE)
	if (argc == 5 && !strcmp(argv[4], "h2"))
		info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
#endif
	if (argc == 5 && !strcmp(argv[4], "pmd"))
		info.extensions = extensions;
	info.options |= loop_option();
	lws_set_log_level(LLL_ERR, NULL);
	signal(SIGTERM, on_signal);
	signal(SIGUSR1, on_signal);
	signal(SIGINT, on_signal);
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	serve_all(threads);
	lws_context_destroy(cx);

	return 0;
}
