/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Logging: levels, where the lines go, and lines that say what they are about.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

/* an emitter of ours: keeps the last line, counts them */
static char last[1024];
static int lines;

static void
emit_to_memory(int level, const char *line)
{
	(void)level;
	lws_strncpy(last, line, sizeof(last));
	lines++;
}

static void
levels(void)
{
	lws_set_log_level(LLL_ERR | LLL_USER, emit_to_memory);

	lwsl_user("a line of the program, number %d\n", 1);
	check(lines == 1 && !!strstr(last, "number 1"), "printed");
	lwsl_warn("a warning\n");
	check(lines == 1, "warnings are off");

	/* spares making up a text that nobody will see */
	check(lwsl_visible(LLL_ERR) && !lwsl_visible(LLL_INFO), "visible");

	lwsl_hexdump_level(LLL_USER, "0123456789abcdef!", 17);
	check(lines == 3, "bytes, 16 in each line");
	lines = 0;
}

static void
timestamps(void)
{
	char buf[64];
	int n = lwsl_timestamp(LLL_WARN, buf, sizeof(buf));

	/* [2026/11/20 12:00:00:0000] W: or, in a build without times, W: */
	check(n == (int)strlen(buf) && n >= 3 && !strcmp(buf + n - 3, "W: "),
	      "when, and how bad");
}

/* ---- log contexts: per object, and told what the line is about ---- */

struct sink {
	char text[4096];
	size_t len;
	int users;
};

static void
emit_to_sink(struct lws_log_cx *cx, int level, const char *line, size_t len)
{
	struct sink *sink = (struct sink *)cx->opaque;

	(void)level;
	if (len >= sizeof(sink->text) - sink->len)
		return;
	memcpy(sink->text + sink->len, line, len);
	sink->len += len;
	sink->text[sink->len] = '\0';
}

/* for a sink that must be opened and closed */
static void
count_users(struct lws_log_cx *cx, int _new)
{
	((struct sink *)cx->opaque)->users += _new;
}

static void
prepend_name(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	(void)obj;
	*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "my-program: ");
}

/*
 * This context and its vhosts log to the sink, at a level of their own.
 * It must live until they are gone.
 */
static void
a_log_context(void)
{
	static struct sink sink;
	static lws_log_cx_t log_cx = {
		.u.emit_cx = emit_to_sink,
		.refcount_cb = count_users,
		.prepend = prepend_name,
		.opaque = &sink,
		.lll_flags = LLLF_LOG_CONTEXT_AWARE | LLL_USER | LLL_ERR,
	};
	struct lws_context_creation_info info;
	struct lws_context *cx;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.log_cx = &log_cx;
	cx = lws_create_context(&info);
	check(!!cx, "context");
	if (!cx)
		return;
	check(sink.users > 0, "it has users");

	lines = 0;
	lwsl_cx_user(cx, "about the context");
	lwsl_cx_notice(cx, "notices are off in its flags");
	check(!!strstr(sink.text, "about the context"), "the line is there");
	check(!!strstr(sink.text, "my-program: "), "with our name before it");
	check(!!strstr(sink.text, __func__), "and the function's");
	check(!strstr(sink.text, "notices"), "the other is not");
	check(!lines, "the global emitter has nothing of it");

	lws_context_destroy(cx);
	check(!sink.users, "all have gone");
}

static void
into_a_file(void)
{
	static char path[64];
	static lws_log_cx_t log_cx = {
		.u.emit_cx = lws_log_emit_cx_file,
		.refcount_cb = lws_log_use_cx_file,
		.opaque = path,
		.lll_flags =
			LLLF_LOG_CONTEXT_AWARE | LLLF_LOG_TIMESTAMP | LLL_USER,
	};
	char buf[256];
	int n;

	lws_snprintf(path, sizeof(path), "/tmp/lws-api-test-log-%d",
		     (int)getpid());
	lwsl_refcount_cx(&log_cx, 1); /* opens it */
	_lws_log_cx(&log_cx, NULL, NULL, LLL_USER, __func__, "into the file");
	lwsl_refcount_cx(&log_cx, -1); /* closes it */

	n = lws_plat_read_file(path, buf, sizeof(buf) - 1);
	check(n > 0, "read it back");
	buf[n > 0 ? n : 0] = '\0';
	check(!!strstr(buf, "into the file"), "it is there");
	unlink(path);
}

/* from here on as it was: what follows is for whoever runs this */
static void
back_to_stderr(void)
{
	lws_set_log_level(LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  lwsl_emit_stderr);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: log\n");

	levels();
	timestamps();
	a_log_context();
	into_a_file();
	back_to_stderr();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
