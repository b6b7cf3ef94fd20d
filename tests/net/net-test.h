/* SPDX-License-Identifier: MIT */
/*
 * Both ends on loopback: a context under test, and peers made by hand.
 *
 *	struct lws__net net;
 *	struct lws__net_peer peer;
 *
 *	lws__net_start(&net, &info);		port 0: the kernel chooses
 *	lws__net_connect(&net, &peer);
 *	lws__net_send(&net, &peer, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
 *	lws__net_expect(&net, &peer, "HTTP/1.1 200 OK\r\n");
 *	lws__net_hang_up(&peer);
 *	lws__net_stop(&net);			and the ledger is checked
 *
 * One thread does both sides: whatever waits here serves the context too, and
 * gives up with a message when nothing came of it (lws__net_deadline_ms).  A
 * test never sleeps.
 *
 * The ledger notes every callback that is told to lws__net_note(): a callback
 * of a test starts with that call.  At the end each wsi has one WSI_DESTROY and
 * nothing after it, each opener has one closer, each bind one drop.
 */

#ifndef LWS_NET_TEST_H
#define LWS_NET_TEST_H

#include "lws-test.h"

#include <libwebsockets.h>

struct lws__net {
	struct lws_context *cx; /* owned */
	struct lws_vhost *vh;   /* of the context: its first */
	int port;               /* of vh */
};

/* one end made by hand; {0} is none */
struct lws__net_peer {
	int fd;
	bool open;
	bool eof;   /* the other side ended in order */
	bool reset; /* ... or not */
	char *in;   /* owned: came and was not taken yet; NUL behind it */
	size_t len;
	size_t room;
	size_t slowly; /* read at most so many bytes a turn; 0 = all */
};

/* how long anything may take */
extern unsigned int lws__net_deadline_ms;

/* ---- the context -----------------------------------------------------------
 */

/* interface and vhost name are filled in when they are NULL */
void
lws__net_start(struct lws__net *net, struct lws_context_creation_info *info);
/* destroys the context and checks the ledger */
void lws__net_stop(struct lws__net *net);
/* one turn without waiting */
void lws__net_turn(struct lws__net *net);
/* turns until done(arg); fails the test at the deadline, naming `what` */
void lws__net_until(struct lws__net *net, bool (*done)(void *arg), void *arg,
		    const char *what);
/* turns until *flag */
void
lws__net_until_set(struct lws__net *net, const int *flag, const char *what);
/* turns until every wsi that was noted is destroyed */
void lws__net_until_alone(struct lws__net *net);

/* ---- event loops
 * ------------------------------------------------------------------ */

/* "uv" and so on, for info.event_lib_custom; NULL: not in this build */
const lws_plugin_evlib_t *lws__net_evlib(const char *name);
/* contexts run on a loop of our own, not one that LWS_TEST_LOOP names */
bool lws__net_loop_is_ours(void);
/* bytes of sockets come and go by recv() and send(), which a test may refuse */
bool lws__net_io_is_calls(void);

/* ---- peers
 * ------------------------------------------------------------------- */

/* rcvbuf 0 = the system's */
void lws__net_connect_with(struct lws__net_peer *p, int port, int rcvbuf);
void lws__net_connect(struct lws__net *net, struct lws__net_peer *p);
/* takes an fd, which is made nonblocking */
void lws__net_peer_take(struct lws__net_peer *p, int fd);
void lws__net_send_bytes(struct lws__net *net, struct lws__net_peer *p,
			 const void *data, size_t len);
void
lws__net_send(struct lws__net *net, struct lws__net_peer *p, const char *text);
/* as _send_bytes(), but true when the peer does not take it any more */
bool lws__net_try_send(struct lws__net *net, struct lws__net_peer *p,
		       const void *data, size_t len);
/* end our side, go on reading */
void lws__net_shut(struct lws__net_peer *p);
void lws__net_hang_up(struct lws__net_peer *p);
/* with RST */
void lws__net_abort(struct lws__net_peer *p);

/* reads what there is, without waiting; true if something came */
bool lws__net_pump(struct lws__net_peer *p);
/* the next bytes are exactly these, and are taken */
void lws__net_expect_bytes(struct lws__net *net, struct lws__net_peer *p,
			   const void *data, size_t len);
void lws__net_expect(struct lws__net *net, struct lws__net_peer *p,
		     const char *text);
/* everything up to and with `mark` is taken; owned: free() it */
char *lws__net_read_to(struct lws__net *net, struct lws__net_peer *p,
		       const char *mark);
/* waits for this many bytes, which are not taken */
void lws__net_await(struct lws__net *net, struct lws__net_peer *p, size_t len);
/* the other side ends, orderly or not; nothing that came before is left */
void lws__net_expect_end(struct lws__net *net, struct lws__net_peer *p);
/* it ends, whatever is left to read */
void lws__net_await_end(struct lws__net *net, struct lws__net_peer *p);
void lws__net_take(struct lws__net_peer *p, size_t len);

/* ---- http answers
 * --------------------------------------------------------------- */

struct lws__net_answer {
	int status;
	char *head; /* owned: status line to empty line */
	char *body; /* owned: chunks joined, NUL behind it */
	size_t body_len;
	bool chunked;
	bool to_the_end; /* the connection's end was the body's */
};

/* to_head: the answer to HEAD, and so without a body */
void lws__net_answer(struct lws__net *net, struct lws__net_peer *p,
		     struct lws__net_answer *a, bool to_head);
void lws__net_answer_free(struct lws__net_answer *a);
/* value of a field to static text, NULL: it is not there */
const char *lws__net_field(const struct lws__net_answer *a, const char *name);
/* ask, read the answer, hold it against status; the peer stays connected */
void lws__net_ask(struct lws__net *net, struct lws__net_peer *p,
		  const char *request, struct lws__net_answer *a, int status);
/* the same on a connection of its own; body NULL = any */
void lws__net_ask_once(struct lws__net *net, const char *request, int status,
		       const char *body);

/* ---- the ledger
 * ------------------------------------------------------------------- */

void lws__net_note(struct lws *wsi, enum lws_callback_reasons reason);

/* a callback that notes, and does what a protocol of files has to */
static inline int
lws__net_http_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		 void *in, size_t len)
{
	lws__net_note(wsi, reason);

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

void lws__net_ledger_reset(void);
/* how often the reason was noted since reset */
unsigned int lws__net_noted(enum lws_callback_reasons reason);
/* wsi that had a callback and no WSI_DESTROY yet (listeners have none) */
unsigned int lws__net_alive(void);
/* fails the test when the pairs do not match */
void lws__net_ledger_check(void);

/* ---- files
 * ---------------------------------------------------------------------------
 */

/* an empty directory of this run, below the build's; owned by the support */
const char *lws__net_dir(void);
/* path of `name` in it, valid until the next call but three */
const char *lws__net_path(const char *name);
void lws__net_file(const char *name, const void *data, size_t len);
void lws__net_text_file(const char *name, const char *text);
/* removes the directory and all in it */
void lws__net_dir_remove(void);

#endif
