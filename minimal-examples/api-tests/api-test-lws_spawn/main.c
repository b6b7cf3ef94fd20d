/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_spawn_piped(): programs whose stdin, stdout and stderr are in our event
 * loop.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static int failures;

/* one program that runs */
static struct program {
	struct lws_spawn_piped *lsp; /* NULL when it is over */
	const char *input;           /* for its stdin */
	char out[256], err[256];
	siginfo_t si;
	int reaped;
	int we_killed;
} program;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

static void
read_into(struct lws *wsi, char *text, size_t size)
{
	size_t len = strlen(text);
	ssize_t n = read(lws_get_socket_fd(wsi), text + len, size - len - 1);

	if (n > 0)
		text[len + (size_t)n] = '\0';
}

static int
callback_std(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		if (lws_spawn_get_stdfd(wsi) == 0 && program.input)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE_FILE: /* its stdin takes bytes */
		len = strlen(program.input);
		check(write(lws_get_socket_fd(wsi), program.input, len) ==
			      (ssize_t)len,
		      "write to stdin");
		return -1; /* and that was all: its stdin ends */
	case LWS_CALLBACK_RAW_RX_FILE:
		if (lws_spawn_get_stdfd(wsi) == 1)
			read_into(wsi, program.out, sizeof(program.out));
		else
			read_into(wsi, program.err, sizeof(program.err));
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"std", callback_std, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
over(void *opaque, const lws_spawn_resource_us_t *res, siginfo_t *si,
     int we_killed)
{
	struct program *p = opaque;

	lwsl_user("over: code %d, status %d, %llu us of cpu\n", si->si_code,
		  si->si_status,
		  (unsigned long long)(res->us_cpu_user + res->us_cpu_sys));
	p->si = *si;
	p->we_killed = we_killed;
	p->reaped = 1;
}

static void
run(const char *script, const char *input, lws_usec_t timeout_us)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct lws_spawn_piped_info info;

	memset(&program, 0, sizeof(program));
	program.input = input;

	memset(&info, 0, sizeof(info));
	info.vh = lws_get_vhost_by_name(context, "default");
	info.exec_array = argv;
	info.protocol_name = protocols[0].name;
	info.timeout_us = timeout_us;
	info.plsp = &program.lsp;
	info.opaque = &program;
	info.reap_cb = over;
	if (!lws_spawn_piped(&info)) {
		check(0, "lws_spawn_piped()");
		return;
	}
	while (!program.reaped && lws_service(context, 0) >= 0)
		;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS API selftest: lws_spawn\n");

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}

	run("tr a-z A-Z; echo done >&2; exit 3", "some words", 0);
	check(!strcmp(program.out, "SOME WORDS"), "stdout");
	check(!strcmp(program.err, "done\n"), "stderr");
	check(program.si.si_code == CLD_EXITED && program.si.si_status == 3,
	      "exit code");
	check(!program.lsp && !program.we_killed, "it ended by itself");

	run("sleep 1000", NULL, 100 * LWS_US_PER_MS);
	check(program.we_killed && program.si.si_code == CLD_KILLED &&
		      program.si.si_status == SIGTERM,
	      "it took too long");

	lws_context_destroy(context);
	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
