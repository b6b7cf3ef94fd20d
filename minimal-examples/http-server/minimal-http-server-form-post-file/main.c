/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A form by POST that brings a file.
 *
 * As minimal-http-server-form-post; the content of files is given to a callback
 * as it comes, and written out there, so a file may be longer than our memory.
 * The name that the peer gave it is not trusted: what could lead out of our
 * folder is replaced, and a file that is there already is not written over.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>

enum {
	FILE_MAX = 10 * 1024 * 1024, /* bytes we take */
};

static struct lws_context *context;
static const char *upload_dir = ".";

static const char *const names[] = {"text1", "send"};

/* what we know about each request; zeroed when it begins */
struct session {
	struct lws_spa *spa;
	char path[512];
	size_t file_len;
	int fd_plus_1; /* 0: no file is open */
	char is_kept;  /* the file is complete */
};

/* a small text, complete: headers and body in one go */
static int
answer(struct lws *wsi, unsigned int status, const char *text, size_t len)
{
	uint8_t buf[LWS_PRE + 4096], *start = buf + LWS_PRE, *p = start;
	uint8_t *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(
		    wsi, status, "text/plain; charset=utf-8", len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;

	if (len > sizeof(buf) - LWS_PRE)
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;

	/* nonzero from it, and then from us, closes the connection */
	return lws_http_transaction_completed(wsi);
}

/* the form was not one, or more than we take */
static int
refuse(struct lws *wsi)
{
	static const char text[] = "400: that is not the form\n";

	return answer(wsi, HTTP_STATUS_BAD_REQUEST, text, sizeof(text) - 1);
}

static void
close_file(struct session *s)
{
	if (s->fd_plus_1)
		close(s->fd_plus_1 - 1);
	s->fd_plus_1 = 0;
}

static int
open_file(struct session *s, const char *filename)
{
	const char *slash = strrchr(filename, '/');
	char name[256];
	int fd;

	/* one file a form: a second one is no form of ours */
	if (s->path[0])
		return -1;
	lws_strncpy(name, slash ? slash + 1 : filename, sizeof(name));
	lws_filename_purify_inplace(name);
	lws_snprintf(s->path, sizeof(s->path), "%s/upload-%s", upload_dir,
		     name);

	/* O_EXCL: never one that is there, nor what a link leads to */
	fd = open(s->path, O_CREAT | O_EXCL | O_WRONLY, 0600);
	if (fd < 0) {
		lwsl_notice("%s: cannot make %s: errno %d\n", __func__, s->path,
			    errno);
		s->path[0] = '\0';
		return -1;
	}
	s->fd_plus_1 = fd + 1;

	return 0;
}

static int
write_file(struct session *s, const char *buf, size_t len)
{
	s->file_len += len;
	if (s->file_len > FILE_MAX)
		return -1;

	while (len) {
		ssize_t n = write(s->fd_plus_1 - 1, buf, len);

		if (n <= 0)
			return -1;
		buf += n;
		len -= (size_t)n;
	}

	return 0;
}

/* nonzero: the form is refused */
static int
on_file(void *data, const char *name, const char *filename, char *buf, int len,
	enum lws_spa_fileupload_states state)
{
	struct session *s = (struct session *)data;

	switch (state) {
	case LWS_UFS_OPEN:
		return strcmp(name, "file") || open_file(s, filename);
	case LWS_UFS_CONTENT:
		return write_file(s, buf, (size_t)len);
	case LWS_UFS_FINAL_CONTENT: /* once for each file, len may be 0 */
		if (write_file(s, buf, (size_t)len))
			return -1;
		close_file(s);
		s->is_kept = 1;
		break;
	case LWS_UFS_CLOSE: /* the parser is destroyed */
		close_file(s);
		break;
	}

	return 0;
}

static int
take_body(struct lws *wsi, struct session *s, const char *in, int len)
{
	if (!s->spa)
		s->spa = lws_spa_create(wsi, names, LWS_ARRAY_SIZE(names), 1024,
					on_file, s);
	if (!s->spa || lws_spa_process(s->spa, in, len)) {
		s->is_kept = 0;
		return refuse(wsi);
	}

	return 0;
}

static int
answer_form(struct lws *wsi, struct session *s)
{
	char text[2048];
	size_t n, at = 0;

	/* only now is it known that the form was complete */
	if (!s->spa || lws_spa_finalize(s->spa)) {
		s->is_kept = 0; /* of a form that broke off, nothing is */
		return refuse(wsi);
	}

	for (n = 0; n < LWS_ARRAY_SIZE(names); n++) {
		/* NULL: the form had no such field */
		const char *value = lws_spa_get_string(s->spa, (int)n);

		at += (size_t)lws_snprintf(text + at, sizeof(text) - at,
					   "%s: %d bytes: %s\n", names[n],
					   lws_spa_get_length(s->spa, (int)n),
					   value ? value : "(none)");
	}
	if (s->is_kept)
		at += (size_t)lws_snprintf(text + at, sizeof(text) - at,
					   "file: %lu bytes in %s\n",
					   (unsigned long)s->file_len, s->path);

	return answer(wsi, HTTP_STATUS_OK, text, at);
}

static int
callback_form(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		/* only what has a body is for us: it comes next */
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return 0;
		break;
	case LWS_CALLBACK_HTTP_BODY:
		return take_body(wsi, s, (const char *)in, (int)len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return answer_form(wsi, s);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		/* however the request ended */
		if (s && s->spa) {
			lws_spa_destroy(s->spa);
			s->spa = NULL;
		}
		if (s && s->path[0] && !s->is_kept)
			unlink(s->path); /* it broke off */
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	{"form", callback_form, sizeof(struct session), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static const struct lws_http_mount mount_form = {
	.mountpoint = "/form",
	.mountpoint_len = 5,
	.origin = "form",
	.protocol = "form",
	.origin_protocol = LWSMPRO_CALLBACK,
};

static const struct lws_http_mount mount = {
	.mount_next = &mount_form,
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "--dir");
	if (p)
		upload_dir = p;
	info.pcontext = &context;
	info.protocols = protocols;
	info.mounts = &mount;
	/* a page of ours may send forms only to us, run only our scripts */
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal http server form post file | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
