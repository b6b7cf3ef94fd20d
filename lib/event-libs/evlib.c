/* SPDX-License-Identifier: MIT */
#include "event-libs/evlib.h"

#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

const int lws__evlib_signals[LWS__EVLIB_SIGNALS] = {SIGINT, SIGTERM};

/* ---- threads ------------------------------------------------------------ */

int
lws__evlib_init_context(struct lws_context *cx,
			const struct lws_context_creation_info *info)
{
	lws__evlib_area(cx, 0)->signal_cb = info->signal_cb;

	return 0;
}

void *
lws__evlib_begin(struct lws_context *cx, int tsi, void *loop,
		 const struct lws__evlib_module *module)
{
	struct lws__evlib_pt *ept =
		lws_realloc(NULL, module->pt_size, "evlib thread");

	if (!ept)
		return NULL;
	memset(ept, 0, module->pt_size);
	ept->module = module;
	ept->refs = 1;
	ept->held = -1;
	ept->cx = cx;
	ept->tsi = tsi;
	ept->loop = loop;
	ept->is_given = !!loop;
	if (!loop)
		ept->signal_cb = lws__evlib_area(cx, tsi)->signal_cb;
	lws__evlib_area(cx, tsi)->ept = ept;

	return ept;
}

void
lws__evlib_end(struct lws__evlib_pt *ept)
{
	lws__evlib_area(ept->cx, ept->tsi)->ept = NULL;
	ept->gone = true;
	lws__evlib_unref(ept);
}

void
lws__evlib_block_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	for (int n = 0; n < LWS__EVLIB_SIGNALS; n++)
		sigaddset(&set, lws__evlib_signals[n]);
	(void)pthread_sigmask(SIG_BLOCK, &set, before);
}

/* ---- watches ------------------------------------------------------------ */

void *
lws__evlib_watch(struct lws *wsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt_of(wsi);
	int fd = (int)lws_get_socket_fd(wsi);

	return ept && fd >= 0 && fd < ept->room ? ept->watches[fd] : NULL;
}

/* some libraries would take it */
static bool
is_on_disk(int fd, const struct stat *st)
{
	if (!S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode))
		return false;
	lwsl_err("fd %d cannot be waited for: a file on a disk is always "
		 "ready\n",
		 fd);

	return true;
}

static int
make_room(struct lws__evlib_pt *ept, int fd)
{
	struct lws__evlib_watch **watches;
	int room = ept->room ? ept->room : 32;

	while (room <= fd)
		room *= 2;
	if (room == ept->room)
		return 0;
	watches = lws_realloc(ept->watches, (size_t)room * sizeof(*watches),
			      "evlib watches");
	if (!watches)
		return 1;
	memset(watches + ept->room, 0,
	       (size_t)(room - ept->room) * sizeof(*watches));
	ept->watches = watches;
	ept->room = room;

	return 0;
}

void *
lws__evlib_watch_make(struct lws *wsi, size_t size, bool *is_new)
{
	struct lws__evlib_pt *ept = lws__evlib_pt_of(wsi);
	struct lws__evlib_watch *w = lws__evlib_watch(wsi);
	int fd = (int)lws_get_socket_fd(wsi);
	struct stat st;

	*is_new = !w;
	if (w)
		return w;
	if (fd < 0 || fstat(fd, &st) || is_on_disk(fd, &st) ||
	    make_room(ept, fd))
		return NULL;
	w = lws_realloc(NULL, size, "evlib watch");
	if (!w)
		return NULL;
	memset(w, 0, size);
	w->ept = ept;
	w->fd = fd;
	w->is_pipe = S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode);
	ept->watches[fd] = w;

	return w;
}

void *
lws__evlib_watch_take(struct lws__evlib_pt *ept, int fd)
{
	struct lws__evlib_watch *w;

	if (!ept || fd < 0 || fd >= ept->room)
		return NULL;
	w = ept->watches[fd];
	ept->watches[fd] = NULL;
	if (ept->held == fd)
		ept->held = -1;

	return w;
}

static void
forget(struct lws__evlib_pt *ept, int fd)
{
	struct lws__evlib_watch *w = lws__evlib_watch_take(ept, fd);

	if (w)
		ept->module->watch_free(w);
}

void
lws__evlib_forget_all(struct lws__evlib_pt *ept)
{
	for (int fd = 0; fd < ept->room; fd++)
		forget(ept, fd);
}

int
lws__evlib_wsi_closed(struct lws *wsi)
{
	forget(lws__evlib_pt_of(wsi), (int)lws_get_socket_fd(wsi));

	return 0;
}

void
lws__evlib_close_fd(struct lws *wsi)
{
	(void)lws__evlib_wsi_closed(wsi);
	(void)close((int)lws_get_socket_fd(wsi));
}

bool
lws__evlib_wants(struct lws__evlib_watch *w, unsigned int flags)
{
	unsigned int bits = flags & (LWS_EV_READ | LWS_EV_WRITE);
	unsigned int before;

	if (!w)
		return false;
	before = w->events;
	if (flags & LWS_EV_START)
		w->events |= bits;
	else
		w->events &= ~bits;

	return w->events != before;
}

/* ---- turns -------------------------------------------------------------- */

/*
 * The timer may be due too early, which costs a turn in which there is nothing
 * to do: that is less than to move it each time a timeout is put off.
 */
static void
ask_what_is_next(struct lws__evlib_pt *ept)
{
	lws_usec_t due = lws_plus_service_due(ept->cx, ept->tsi), us;

	if (!due || (ept->due && ept->due <= due))
		return;
	ept->due = due;
	us = due - lws_now_usecs();
	if (us > (lws_usec_t)INT_MAX * LWS_US_PER_MS - LWS_US_PER_SEC)
		us = (lws_usec_t)INT_MAX * LWS_US_PER_MS - LWS_US_PER_SEC;
	ept->module->set_timer(
		ept,
		us > 0 ? (int)((us + LWS_US_PER_MS - 1) / LWS_US_PER_MS) : 0);
}

/* pfd: the last of it, or NULL */
static void
end_turn(struct lws__evlib_pt *ept, struct lws_pollfd *pfd)
{
	ept->in_turn = false;
	ept->refs++;
	(void)lws_service_fd_tsi(ept->cx, pfd, ept->tsi);
	if (!ept->gone)
		ask_what_is_next(ept);
	lws__evlib_unref(ept);
}

/*
 * Some libraries say "readable" for whatever is wrong.  A socket says at the
 * read what it is; the writing end of a pipe cannot be read.
 */
static void
look_again(const struct lws__evlib_watch *w, struct lws_pollfd *pfd)
{
	pfd->events = (short)lws__evlib_revents(
		w->events & LWS_EV_READ, w->events & LWS_EV_WRITE, false);
	if (poll(pfd, 1, 0) < 1)
		pfd->revents = 0;
}

void
lws__evlib_event(struct lws__evlib_pt *ept, int fd, int revents, bool is_last)
{
	struct lws_pollfd pfd = {.fd = fd, .revents = (short)revents};

	if (ept->gone)
		return;
	if (fd < ept->room && ept->watches[fd] && ept->watches[fd]->is_pipe)
		look_again(ept->watches[fd], &pfd);
	if (is_last) {
		pfd.events = LWS_PLUS_POLL_LAST;
		end_turn(ept, &pfd);
		return;
	}
	if (!ept->in_turn) {
		ept->in_turn = true;
		if (ept->module->end_soon)
			ept->module->end_soon(ept);
	}
	(void)lws_service_fd_tsi(ept->cx, &pfd, ept->tsi);
}

void
lws__evlib_hold(struct lws__evlib_pt *ept, int fd, int revents)
{
	int held = ept->held;

	ept->held = fd;
	if (held == fd)
		revents |= ept->held_revents;
	else if (held >= 0) {
		int before = ept->held_revents;

		ept->held_revents = revents;
		lws__evlib_event(ept, held, before, false);
		return;
	}
	ept->held_revents = revents;
}

void
lws__evlib_timer_due(struct lws__evlib_pt *ept)
{
	ept->due = 0;
	if (!ept->gone && !ept->in_turn)
		end_turn(ept, NULL); /* it is all there is of it */
}

void
lws__evlib_turn_over(struct lws__evlib_pt *ept)
{
	int last = ept->held;

	ept->held = -1;
	if (last >= 0)
		lws__evlib_event(ept, last, ept->held_revents, true);
	else if (!ept->gone && ept->in_turn)
		end_turn(ept, NULL);
}
