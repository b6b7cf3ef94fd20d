/* SPDX-License-Identifier: MIT */
/*
 * What all event library modules have in common: a module translates, this
 * decides.
 *
 *   the library's    an event of a descriptor, or of the one timer
 *   -> ours          lws__evlib_event(), lws__evlib_timer_due()
 *   -> lws_service_fd_tsi(), and when the loop has told of all that is ready
 *      lws__evlib_turn_over(): with NULL, then: when is the next thing due?
 *   -> the library's set_timer(), if that is sooner than what it knows
 *
 * A module is a table of functions that is only told what the public headers
 * say.  Watches are found by the number of their descriptor.
 */

#ifndef LWS_EVENT_LIBS_EVLIB_H
#define LWS_EVENT_LIBS_EVLIB_H

#include <libwebsockets.h>

#include <signal.h>
#include <stdbool.h>
#include <string.h>

struct lws__evlib_pt;
struct lws__evlib_watch;

/* what a module does for the rest */
struct lws__evlib_module {
	size_t pt_size; /* of its own struct for a service thread */
	/* sooner than it is set, or anew when it was due; ms may be 0 */
	void (*set_timer)(struct lws__evlib_pt *ept, int ms);
	/* the first event of a turn: lws__evlib_turn_over() is to be called
	 * when the loop has told of the rest that it found ready; NULL: it will
	 * be in any case */
	void (*end_soon)(struct lws__evlib_pt *ept);
	/* ends and frees a watch that nobody finds any more */
	void (*watch_free)(struct lws__evlib_watch *w);
};

/*
 * A service thread, first member of a module's own struct.  It is made with
 * its context and lives on while a callback or something of the library refers
 * to it.
 */
struct lws__evlib_pt {
	void *loop; /* lws_uv_getloop() reads it */
	struct lws_context *cx;
	const struct lws__evlib_module *module;
	struct lws__evlib_watch **watches; /* owned, by descriptor */
	int room;
	int tsi;
	unsigned int refs;
	/* for SIGINT and SIGTERM, if the loop is ours; may be NULL */
	void (*signal_cb)(void *handle, int signum);
	lws_usec_t due; /* of the timer; 0: it is not set */
	int held;       /* descriptor, by lws__evlib_hold(); -1: none */
	int held_revents;
	bool is_given; /* the loop is the application's */
	bool gone;     /* so is the context */
	bool in_turn;  /* lws__evlib_turn_over() will be called */
};

/* first member of a module's own */
struct lws__evlib_watch {
	struct lws__evlib_pt *ept;
	int fd;
	unsigned int events; /* LWS_EV_READ | LWS_EV_WRITE, wanted now */
	bool is_pipe;        /* or a tty */
};

/* in the context's memory for each thread: evlib_size_pt is that of it */
struct lws__evlib_area {
	struct lws__evlib_pt *ept;
	/* of info, until the thread is made */
	void (*signal_cb)(void *handle, int signum);
};

/* signals that go to info.signal_cb, if the loop is ours */
enum { LWS__EVLIB_SIGNALS = 2 };
extern const int lws__evlib_signals[LWS__EVLIB_SIGNALS];

/* what a module exports; built in, it is found by a list */
#if defined(LWS_EVLIB_MODULE)
#define LWS__EVLIB_EXPORT LWS_VISIBLE
#else
#define LWS__EVLIB_EXPORT
#endif

static inline struct lws__evlib_area *
lws__evlib_area(struct lws_context *cx, int tsi)
{
	return lws_evlib_tsi_to_evlib_pt(cx, tsi);
}

static inline struct lws__evlib_pt *
lws__evlib_pt(struct lws_context *cx, int tsi)
{
	return lws__evlib_area(cx, tsi)->ept;
}

static inline struct lws__evlib_pt *
lws__evlib_pt_of(struct lws *wsi)
{
	return ((struct lws__evlib_area *)lws_evlib_wsi_to_evlib_pt(wsi))->ept;
}

static inline void
lws__evlib_unref(struct lws__evlib_pt *ept)
{
	if (--ept->refs)
		return;
	(void)lws_realloc(ept->watches, 0, "evlib watches");
	(void)lws_realloc(ept, 0, "evlib thread");
}

/* init_context() of all: keeps signal_cb for thread 0 */
int lws__evlib_init_context(struct lws_context *cx,
			    const struct lws_context_creation_info *info);
/* a thread of module->pt_size bytes, zeroed but for what is known; NULL: no
 * memory */
void *lws__evlib_begin(struct lws_context *cx, int tsi, void *loop,
		       const struct lws__evlib_module *module);
/* the context lets go of it */
void lws__evlib_end(struct lws__evlib_pt *ept);

/* the watch of the wsi's descriptor; NULL: it has none */
void *lws__evlib_watch(struct lws *wsi);
/* the same, made of `size` zeroed bytes if need be (*is_new); NULL: no memory,
 * or a file on a disk, which is always ready */
void *lws__evlib_watch_make(struct lws *wsi, size_t size, bool *is_new);
/* it is nobody's any more and the caller's to free; NULL: there was none */
void *lws__evlib_watch_take(struct lws__evlib_pt *ept, int fd);
/* wsi_logical_close() and close_handle_manually() of all */
int lws__evlib_wsi_closed(struct lws *wsi);
void lws__evlib_close_fd(struct lws *wsi);
/* what is still watched */
void lws__evlib_forget_all(struct lws__evlib_pt *ept);
/* SIGINT and SIGTERM are blocked, for a loop that takes them from a descriptor;
 * *before is the mask as it was */
void lws__evlib_block_signals(sigset_t *before);
/* io(): changes watch->events; false: nothing changed */
bool lws__evlib_wants(struct lws__evlib_watch *w, unsigned int flags);

/*
 * All that a loop finds ready at once is a turn.
 *
 * Descriptor fd is ready, for LWS_POLL... bits; its watch may be gone then.
 * is_last: the loop has nothing else ready, so the turn is over with this one,
 * which is less work; the thread may be gone then
 */
void
lws__evlib_event(struct lws__evlib_pt *ept, int fd, int revents, bool is_last);
/* the same, when the next one is ready or the turn over: so the last is known.
 * For loops that call lws__evlib_turn_over() in any case */
void lws__evlib_hold(struct lws__evlib_pt *ept, int fd, int revents);
/* the timer is due, and not set any more */
void lws__evlib_timer_due(struct lws__evlib_pt *ept);
/* the loop has no more of what it found ready; the thread may be gone then */
void lws__evlib_turn_over(struct lws__evlib_pt *ept);

static inline int
lws__evlib_revents(bool in, bool out, bool bad)
{
	return (in ? LWS_POLLIN : 0) | (out ? LWS_POLLOUT : 0) |
	       (bad ? LWS_POLLHUP : 0);
}

#endif
