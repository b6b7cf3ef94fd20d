/* SPDX-License-Identifier: MIT */
/*
 * Standard input, read in the loop and given to system_ops->stdin_rx; its text
 * may join the command line.
 *
 *   adopted by the application, or by the state COLLECTING_STDIN when there is
 *   a stdin_rx; that state lasts until the end of the input
 *
 * A file or device that has no events is read one piece a turn.
 */

#include "system/system.h"

#include "core/context.h"

#include <string.h>

enum {
	STDIN_PIECE = 1024,     /* bytes read at once */
	STDIN_TEXT_MAX = 65536, /* of what joins the command line */
	STDIN_WORDS_MAX = 1024, /* the same */
};

struct lws__stdin {
	struct lws__system *sys;
	struct lws__plat_stdin in;
	struct lws *wsi;            /* NULL: read by the timer, or over */
	lws_sorted_usec_list_t sul; /* for what has no events */
	char *text;                 /* owned: to join the command line */
	size_t text_len;
	const char **argv;  /* owned: the longer command line */
	unsigned int flags; /* LWS_SAS_FLAG__ */
	bool is_over;
};

/* the words of the text behind the arguments there are */
static int
stdin_append_words(struct lws__stdin *si)
{
	static const char blanks[] = " \t\r\n";
	struct lws_context *cx = si->sys->cx;
	size_t count = (size_t)cx->argc;
	char *p = si->text;

	si->argv = lws__zalloc((count + STDIN_WORDS_MAX + 1) * sizeof(char *),
			       "argv");
	if (!si->argv)
		return 1;
	for (size_t n = 0; n < count; n++)
		si->argv[n] = cx->argv[n];
	while (count < (size_t)cx->argc + STDIN_WORDS_MAX) {
		p += strspn(p, blanks);
		if (!*p)
			break;
		si->argv[count++] = p;
		p += strcspn(p, blanks);
		if (*p)
			*p++ = '\0';
	}
	cx->argv = si->argv;
	cx->argc = (int)count;

	return 0;
}

static void
stdin_over(struct lws__stdin *si)
{
	struct lws_context *cx = si->sys->cx;

	if (si->is_over)
		return;
	si->is_over = true;
	lws_sul_cancel(&si->sul);
	lws__plat_stdin_restore(&si->in);
	if (cx->destroy_stage)
		return;
	if (si->text && stdin_append_words(si))
		lwsl_cx_err(cx, "stdin: no memory for its arguments");
	if (cx->system_ops && cx->system_ops->stdin_rx)
		(void)cx->system_ops->stdin_rx(cx, NULL, 0);
	lws__system_state_go_on(cx);
}

static int
stdin_keep_text(struct lws__stdin *si, const char *buf, size_t len)
{
	char *text;

	if (len > STDIN_TEXT_MAX - si->text_len) {
		lwsl_cx_err(si->sys->cx, "stdin: more than %d bytes",
			    STDIN_TEXT_MAX);
		return 1;
	}
	text = lws__realloc(si->text, si->text_len + len + 1, "stdin");
	if (!text)
		return 1;
	memcpy(text + si->text_len, buf, len);
	si->text_len += len;
	text[si->text_len] = '\0';
	si->text = text;

	return 0;
}

/* nonzero: no more of it */
static int
stdin_piece(struct lws__stdin *si)
{
	const struct lws_system_ops *ops = si->sys->cx->system_ops;
	char buf[STDIN_PIECE];
	struct lws__io io = lws__plat_read(si->in.fd, buf, sizeof(buf));

	if (io.verdict == LWS_IO_AGAIN)
		return 0;
	if (io.verdict != LWS_IO_OK)
		return 1;
	if ((si->flags & LWS_SAS_FLAG__APPEND_COMMANDLINE) &&
	    stdin_keep_text(si, buf, io.count))
		return 1;

	return ops && ops->stdin_rx &&
	       ops->stdin_rx(si->sys->cx, buf, io.count);
}

static int
stdin_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct lws__stdin *si = wsi ? lws_get_opaque_user_data(wsi) : NULL;

	(void)user;
	(void)in;
	(void)len;
	if (!si)
		return 0;
	if (reason == LWS_CALLBACK_RAW_RX_FILE)
		return stdin_piece(si) ? -1 : 0;
	if (reason == LWS_CALLBACK_RAW_CLOSE_FILE) {
		si->wsi = NULL;
		stdin_over(si);
	}

	return 0;
}

const struct lws_protocols lws__stdin_protocol = {
	.name = "lws-stdin",
	.callback = stdin_cb,
};

static void
stdin_turn(lws_sorted_usec_list_t *sul)
{
	struct lws__stdin *si = lws_container_of(sul, struct lws__stdin, sul);

	if (stdin_piece(si)) {
		lws__plat_close(si->in.fd);
		si->in.fd = -1;
		stdin_over(si);
		return;
	}
	lws_sul_schedule(si->sys->cx, 0, &si->sul, stdin_turn, 1);
}

static int
stdin_watch(struct lws__stdin *si)
{
	struct lws_context *cx = si->sys->cx;
	lws_adopt_desc_t info = {
		.type = LWS_ADOPT_RAW_FILE_DESC,
		.vh_prot_name = lws__stdin_protocol.name,
		.opaque = si,
	};

	if (!si->in.has_events) {
		lws_sul_schedule(cx, 0, &si->sul, stdin_turn, 1);
		return 0;
	}
	info.fd.filefd = si->in.fd;
	info.vh = lws__system_vhost(cx);
	si->wsi = info.vh ? lws_adopt_descriptor_vhost_via_info(&info) : NULL;

	return !si->wsi;
}

int
lws_system_adopt_stdin(struct lws_context *cx, unsigned int flags)
{
	struct lws__system *sys = cx->system;
	struct lws__stdin *si;
	int error;

	if (sys->std_in) {
		lwsl_cx_err(cx, "stdin: adopted already");
		return -1;
	}
	si = lws__zalloc(sizeof(*si), "stdin");
	if (!si)
		return -1;
	si->sys = sys;
	si->flags = flags;
	error = lws__plat_stdin_open(&si->in);
	if (error) {
		lwsl_cx_err(cx, "stdin: %s", strerror(error));
		lws__free(si);
		return -1;
	}
	sys->std_in = si;
	if (!stdin_watch(si))
		return 0;
	lwsl_cx_err(cx, "stdin: could not be adopted");
	lws__plat_close(si->in.fd);
	si->in.fd = -1;
	lws__plat_stdin_restore(&si->in);
	sys->std_in = NULL;
	lws__free(si);

	return -1;
}

/* COLLECTING_STDIN: 0 the state may go on, 1 stdin is being read */
int
lws__stdin_collect(struct lws__system *sys)
{
	const struct lws_system_ops *ops = sys->cx->system_ops;

	if (!ops || !ops->stdin_rx)
		return 0;
	if (!sys->std_in && lws_system_adopt_stdin(sys->cx, 0))
		return 0;

	return !sys->std_in->is_over;
}

void
lws__stdin_destroy(struct lws__system *sys)
{
	struct lws__stdin *si = sys->std_in;

	if (!si)
		return;
	lws_sul_cancel(&si->sul);
	if (!si->is_over) {
		lws__plat_stdin_restore(&si->in);
		if (si->in.fd >= 0 && !si->wsi && !si->in.has_events)
			lws__plat_close(si->in.fd);
	}
	if (si->argv) { /* the one it was given has the same length or less */
		sys->cx->argc = 0;
		sys->cx->argv = NULL;
	}
	lws__free(si->argv);
	lws__free(si->text);
	lws__free(si);
	sys->std_in = NULL;
}
