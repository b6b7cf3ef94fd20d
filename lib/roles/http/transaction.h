/* SPDX-License-Identifier: MIT */
/*
 * One HTTP transaction of a wsi: what h1 and h2, server and client share.
 *
 * wsi->http is made with the first byte of a head and freed when the
 * connection idles, ends, or stops being HTTP.
 */

#ifndef LWS_ROLES_HTTP_TRANSACTION_H
#define LWS_ROLES_HTTP_TRANSACTION_H

#include "core/role.h"

struct lws__http_file;
struct lws__http_headers;

/* How a transaction looks on the wire: h1 and h2 each have one of these. */
struct lws__http_wire {
	/* the start of a response head; these return nonzero for no room */
	int (*add_status)(struct lws *wsi, unsigned int code, unsigned char **p,
			  unsigned char *end);
	/* name without ':' */
	int (*add_header)(struct lws *wsi, const char *name, const void *value,
			  int len, unsigned char **p, unsigned char *end);
	/* the same for a name that we know */
	int (*add_token)(struct lws *wsi, enum lws_token_indexes token,
			 const void *value, int len, unsigned char **p,
			 unsigned char *end);
	/* fields that the application gave in one piece: made by the calls
	 * above, or lines; as above */
	int (*add_lines)(struct lws *wsi, const char *lines, int len,
			 unsigned char **p, unsigned char *end);
	int (*end_head)(struct lws *wsi, unsigned char **p, unsigned char *end);
	/* fields of this status, and of a body so long, are sent once more as
	 * the calls above have made them for another wsi; NULL: they cannot */
	void (*head_again)(struct lws *wsi, unsigned int code, uint64_t len);
	/*
	 * The application is done with the transaction (server side).  0: the
	 * connection goes on; 1: it must be closed by the caller.
	 */
	int (*completed)(struct lws *wsi);
	/* client side: lws_client_http_body_pending() */
	void (*body_pending)(struct lws *wsi, bool is_pending);
	/* a response of unknown length ends with the connection */
	bool length_by_close;
	/* body bytes go to the connection as they are (not in h2 frames) */
	bool sends_raw;
};

struct lws_http {
	struct lws__http_headers *headers; /* owned */
	const struct lws__http_wire *wire;
	const struct lws_http_mount *mount; /* borrowed from the vhost */
	struct lws__http_file *file;        /* owned: being sent */
	char *auth_user;                    /* owned */
	uint16_t response;                  /* status sent or received */
	uint8_t minor;                      /* HTTP/1.x of the peer's head */
	uint8_t method;                     /* LWSHUMETH_* */
	uint8_t keep_alive : 1;             /* both sides allow another one */
	uint8_t is_head : 1;                /* no body in the answer */
	uint8_t head_sent : 1;
	uint8_t in_request : 1;     /* a request awaits its response */
	uint8_t was_last : 1;       /* the connection is to end behind it */
	uint8_t completion_due : 1; /* asked while bytes were unsent */
	uint8_t serving_404_page : 1;
	uint8_t is_sse : 1;
	uint8_t redirected_to_get : 1;
	uint8_t expects_continue : 1;
	uint8_t wants_upgrade : 1; /* Connection says so as well */
	uint8_t no_server_name : 1;
	uint8_t head_begun : 1; /* our calls make the response's head */
	uint8_t has_length : 1; /* and it has a length, or chunks */
	uint8_t in_pool : 1;    /* its headers count, see header-pool.c */
	uint8_t told_user : 1;  /* LWS_CALLBACK_HTTP was called */
	/* client: the user has more of the request's body to send */
	uint8_t body_pending : 1;
};

/* ---- http-wsi.c ---- */

/* NULL: out of memory.  Existing one is reset for the next request */
struct lws_http *
lws__http_begin(struct lws *wsi, const struct lws__http_wire *wire);
void lws__http_free(struct lws *wsi);

/*
 * An option "name" = "on" of the vhost's first protocol:
 *	pvo { .name = protocols[0].name, .options = { name, "on" } }
 */
bool lws__http_vhost_option(const struct lws_vhost *vh, const char *name);
/* the same of a mount: among its cgienv */
bool lws__http_mount_option(const struct lws_http_mount *m, const char *name);

/* ---- header-pool.c ---- */

/* of a server's connection; {0} waits for nothing */
struct lws__http_waiter {
	lws_dll2_t list;
	struct lws *wsi;
	bool granted; /* a place that nothing is kept in yet */
};

/*
 * Before lws__http_begin() of a server.  False: it is in line, and the conn's
 * kept input will be served when its turn has come.
 */
bool lws__http_pool_take(struct lws *wsi, struct lws__http_waiter *w);
/* behind it: wsi->http has the place now */
void lws__http_pool_settle(struct lws *wsi, struct lws__http_waiter *w);
/* a table for them, of this thread's last request or a new one; NULL: none */
struct lws__http_headers *lws__http_pool_headers(const struct lws *wsi);
/* wsi->http keeps no headers any more */
void lws__http_pool_return(struct lws *wsi);
/* the connection ends */
void lws__http_pool_leave(struct lws *wsi, struct lws__http_waiter *w);

/* ---- header-add.c ---- */

/* a field of a name that we know; len bytes of value */
int lws__http_add_token(struct lws *wsi, enum lws_token_indexes token,
			const void *value, size_t len, unsigned char **p,
			unsigned char *end);

/* ---- respond.c ---- */

int lws__http_add_name(struct lws *wsi, const char *name, const char *value,
		       unsigned char **p, unsigned char *end);
/* status line, type, length, "connection: close" if asked; page of a code */
int lws__http_send_page(struct lws *wsi, unsigned int code, const char *body);
/* head already written into pt->serv_buf + LWS_PRE .. p */
int
lws__http_send_head(struct lws *wsi, unsigned char *start, unsigned char *p);
/* reason phrase page as bytes; returns its length */
int lws__http_page(char *buf, size_t len, unsigned int code, const char *body);

/* ---- server.c ---- */

/*
 * A request head is complete in wsi->http: choose vhost and mount, tell the
 * user, or answer.  CLOSE: close the connection (an answer may be queued).
 */
enum lws_verdict lws__http_server_request(struct lws *wsi);
/* the library answered by itself: complete the transaction */
enum lws_verdict lws__http_server_answered(struct lws *wsi);

/* ---- server-auth.c ---- */

enum lws__http_auth {
	LWS__HTTP_AUTH_OK,
	LWS__HTTP_AUTH_ANSWERED, /* 401 or 403 was sent */
	LWS__HTTP_AUTH_FAILED,   /* could not even be sent: close */
};
enum lws__http_auth
lws__http_server_auth(struct lws *wsi, const struct lws_http_mount *m);

/* ---- file.c ---- */

enum lws__http_serve {
	LWS__HTTP_SERVE_SENDING,   /* WRITEABLE goes on with it */
	LWS__HTTP_SERVE_COMPLETED, /* answered whole: transaction completed */
	LWS__HTTP_SERVE_CLOSE,
	LWS__HTTP_SERVE_MISSING, /* no such file; nothing was sent */
};
/* a path within a file mount */
enum lws__http_serve
lws__http_serve_mount(struct lws *wsi, const struct lws_http_mount *m,
		      const char *path, size_t len);
/* the conn takes bytes again */
enum lws_verdict lws__http_file_continue(struct lws *wsi);
void lws__http_file_free(const struct lws *wsi, struct lws__http_file **pf);

#endif
