/* SPDX-License-Identifier: MIT */
/*
 * See connect-race.h and, for who owns what, connect-plan.h.
 *
 *   begin   socket, CONNECTING, connect(); what fails at once is passed over
 *   event   connected: it wins, the others are closed
 *           failed: the next address begins at once
 *   timer   the next one joins, or one is given up
 */

#include "net/connect-race.h"
#include "core/stage.h"

#include <errno.h>

static const struct lws_stage_ops stage_connect;

/* programs compare this text: the names are those of errno.h */
static const char *
errno_name(int error, char *buf, size_t len)
{
	static const struct {
		int error;
		const char *name;
	} names[] = {
		{ECONNREFUSED, "ECONNREFUSED"},
		{ETIMEDOUT, "ETIMEDOUT"},
		{ENETUNREACH, "ENETUNREACH"},
		{EHOSTUNREACH, "EHOSTUNREACH"},
		{ECONNRESET, "ECONNRESET"},
		{ENETDOWN, "ENETDOWN"},
		{EADDRNOTAVAIL, "EADDRNOTAVAIL"},
		{EADDRINUSE, "EADDRINUSE"},
		{EAFNOSUPPORT, "EAFNOSUPPORT"},
		{EACCES, "EACCES"},
		{EPERM, "EPERM"},
		{ENOENT, "ENOENT"},
		{EMFILE, "EMFILE"},
		{ENFILE, "ENFILE"},
		{ENOMEM, "ENOMEM"},
		{EAGAIN, "EAGAIN"},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++)
		if (names[n].error == error)
			return names[n].name;
	lws_snprintf(buf, len, "errno %d", error);

	return buf;
}

static struct lws__connect_plan *
plan_of(const struct lws *wsi)
{
	return lws__connect_here(wsi)->plan;
}

static void
note_failure(struct lws *wsi, const struct lws__connect_attempt *a, int error)
{
	struct lws__connect_plan *plan = plan_of(wsi);
	char ads[64], name[24];

	plan->last_error = error;
	plan->next_us = 0; /* RFC 8305 5: no need to wait any longer */
	lws__sa_text(&plan->addresses[a->at], ads, sizeof(ads));
	lwsl_wsi_info(wsi, "%s: %s", ads,
		      errno_name(error, name, sizeof(name)));
	(void)name;
}

static int
give_up(struct lws *wsi, const struct lws__connect_plan *plan)
{
	char name[24];

	if (plan->last_error)
		lws__client_error(
			wsi, "conn fail: %s",
			errno_name(plan->last_error, name, sizeof(name)));
	else
		lws__client_error(wsi, "Unable to connect");

	return 1;
}

/* ---- attempts
 * ------------------------------------------------------------------- */

static bool
is_under_way(const struct lws__connect_attempt *a)
{
	return a->conn && a->conn->fd != LWS_SOCK_INVALID;
}

static void
leave_fd(struct lws_conn *conn)
{
	if (conn)
		lws__conn_close_fd(conn);
}

static bool
any_under_way(const struct lws__connect_plan *plan)
{
	for (size_t n = 0; n < LWS__RACE_MAX; n++)
		if (is_under_way(&plan->attempts[n]))
			return true;

	return false;
}

static struct lws__connect_attempt *
attempt_of(struct lws__connect_plan *plan, const struct lws_conn *conn)
{
	struct lws__connect_attempt *a = plan->attempts;

	while (a->conn != conn)
		a++;

	return a;
}

/* NULL: as many as may be, or no memory for one more */
static struct lws__connect_attempt *
idle_attempt(struct lws *wsi, struct lws__connect_plan *plan)
{
	struct lws__connect_attempt *a = plan->attempts;

	while (a < plan->attempts + LWS__RACE_MAX && is_under_way(a))
		a++;
	if (a == plan->attempts + LWS__RACE_MAX)
		return NULL;
	if (a->conn)
		return a;
	a->conn = lws__conn_create(lws__context_pt(wsi->cx, wsi->tsi));
	if (!a->conn)
		return NULL;
	a->conn->wsi = wsi;
	lws__conn_push_stage(a->conn, &stage_connect);

	return a;
}

enum begun {
	BEGUN,        /* or connected: an event will tell */
	BEGUN_FAILED, /* try the next one */
	BEGUN_OVER,   /* the application does not want it */
};

static enum begun
begin(struct lws *wsi, struct lws__connect_attempt *a, int *error)
{
	const struct lws__sa *sa = &plan_of(wsi)->addresses[a->at];
	struct lws_conn *conn = a->conn;
	int fd = lws__connect_socket(wsi, sa->u.sa.sa_family, error);
	struct lws__io io;

	if (fd < 0)
		return BEGUN_FAILED;
	conn->want = LWS_POLLOUT;
	if (lws__conn_set_fd(conn, fd)) {
		lws__plat_close(fd);
		*error = ENOMEM;
		return BEGUN_FAILED;
	}
	if (lws__user_cb(wsi, LWS_CALLBACK_CONNECTING, (void *)(intptr_t)fd,
			 0) ||
	    lws_fi(lws__wsi_fic(wsi), "conn_cb_rej") ||
	    wsi->phase == LWS_PHASE_CLOSED) {
		lws__client_error(wsi, "CONNECTING callback refused");
		return BEGUN_OVER;
	}
	io = lws__plat_connect(fd, sa);
	if (io.verdict == LWS_IO_ERROR || io.verdict == LWS_IO_CLOSED) {
		*error = io.error;
		leave_fd(conn);
		return BEGUN_FAILED;
	}

	return BEGUN;
}

static void race_due(lws_sorted_usec_list_t *sul);

/* the earliest of: one is given up, the next may join */
static void
set_timer(struct lws *wsi, struct lws__connect_plan *plan)
{
	lws_usec_t due = 0, now = lws_now_usecs();
	bool has_room = false;

	for (size_t n = 0; n < LWS__RACE_MAX; n++) {
		const struct lws__connect_attempt *a = &plan->attempts[n];

		if (!is_under_way(a))
			has_room = true;
		else if (!due || a->until < due)
			due = a->until;
	}
	if (has_room && plan->next < plan->count && plan->next_us < due)
		due = plan->next_us;
	lws_sul_schedule(wsi->cx, wsi->tsi, &plan->sul, race_due,
			 due > now ? due - now : 1);
}

/* begin what may begin now; nonzero: nothing is under way and nothing left */
static int
advance(struct lws *wsi)
{
	struct lws__connect_plan *plan = plan_of(wsi);

	while (plan->next < plan->count &&
	       (!any_under_way(plan) || plan->next_us <= lws_now_usecs())) {
		struct lws__connect_attempt *a = idle_attempt(wsi, plan);
		int error = 0;

		if (!a) { /* when one has ended, or in a while */
			plan->next_us = lws_now_usecs() +
					LWS__RACE_DELAY_MS * LWS_US_PER_MS;
			break;
		}
		a->at = plan->next++;
		switch (begin(wsi, a, &error)) {
		case BEGUN:
			a->until = lws_now_usecs() +
				   (lws_usec_t)wsi->cx->timeout_secs *
					   LWS_US_PER_SEC;
			plan->next_us = lws_now_usecs() +
					LWS__RACE_DELAY_MS * LWS_US_PER_MS;
			break;
		case BEGUN_FAILED:
			note_failure(wsi, a, error);
			break;
		case BEGUN_OVER:
			return 1;
		}
	}
	if (!any_under_way(plan))
		return give_up(wsi, plan);
	set_timer(wsi, plan);

	return 0;
}

static void
race_due(lws_sorted_usec_list_t *sul)
{
	struct lws__connect_plan *plan =
		lws_container_of(sul, struct lws__connect_plan, sul);
	struct lws *wsi = plan->wsi;

	if (wsi->phase != LWS_PHASE_CONNECTING || plan->is_won)
		return;
	for (size_t n = 0; n < LWS__RACE_MAX; n++) {
		struct lws__connect_attempt *a = &plan->attempts[n];

		if (is_under_way(a) && a->until <= lws_now_usecs()) {
			note_failure(wsi, a, ETIMEDOUT);
			leave_fd(a->conn);
		}
	}
	if (advance(wsi))
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "no address answered");
}

void
lws__race_stop(struct lws__connect_plan *plan)
{
	/* their memory goes with the plan: one of them may be in service */
	for (size_t n = 1; n < LWS__RACE_MAX; n++)
		leave_fd(plan->attempts[n].conn);
}

int
lws__race_cut_off(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	struct lws__connect_plan *plan = plan_of(wsi);

	if (plan->is_won)
		return 1;
	note_failure(wsi, attempt_of(plan, conn), ENETDOWN);
	leave_fd(conn);

	return advance(wsi);
}

/* ---- the stage
 * ------------------------------------------------------------------ */

/*
 * The connected socket goes to the wsi's conn, where the next event finds it;
 * 0 or errno.
 */
static int
win(struct lws *wsi, struct lws__connect_plan *plan, struct lws_conn *winner)
{
	struct lws_conn *conn = wsi->conn;
	lws_sockfd_type fd = lws__conn_take_fd(winner);

	plan->is_won = true;
	leave_fd(conn);
	lws__race_stop(plan);
	lws_sul_cancel(&plan->sul);
	conn->want = LWS_POLLOUT;
	if (!lws__conn_set_fd(conn, fd))
		return 0;
	plan->is_won = false;
	lws__plat_close((int)fd);

	return ENOMEM;
}

static enum lws_step
race_handshake(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	struct lws__connect_plan *plan = plan_of(wsi);
	struct lws__connect_attempt *a = attempt_of(plan, conn);
	struct lws__io io;
	int error;

	if (conn->fd == LWS_SOCK_INVALID)
		return LWS_STEP_WANT_WRITE; /* between two addresses */
	io = lws__plat_connect_result((int)conn->fd);
	if (io.verdict == LWS_IO_AGAIN)
		return LWS_STEP_WANT_WRITE;
	if (!plan->is_won && lws_fi(lws__wsi_fic(wsi), "connfail"))
		io = (struct lws__io){.verdict = LWS_IO_ERROR,
				      .error = ECONNREFUSED};
	if (io.verdict == LWS_IO_OK && !plan->is_won &&
	    lws__foreign_connect_failed(conn))
		io = (struct lws__io){.verdict = LWS_IO_ERROR,
				      .error = ECONNREFUSED};
	error = io.error;
	if (io.verdict == LWS_IO_OK) {
		if (conn == wsi->conn)
			return lws__connect_is_up(conn);
		error = win(wsi, plan, conn);
		if (!error)
			return LWS_STEP_WANT_WRITE;
	}
	note_failure(wsi, a, error);
	leave_fd(conn);

	return advance(wsi) ? LWS_STEP_ERROR : LWS_STEP_WANT_WRITE;
}

static const struct lws_stage_ops stage_connect = {
	.name = "connect",
	.handshake = race_handshake,
};

int
lws__race_start(struct lws *wsi)
{
	plan_of(wsi)->attempts[0].conn = wsi->conn;
	lws__conn_push_stage(wsi->conn, &stage_connect);

	return advance(wsi);
}
