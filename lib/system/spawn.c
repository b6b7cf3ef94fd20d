/* SPDX-License-Identifier: MIT */
/*
 * lws_spawn_piped(): a program whose stdin, stdout and stderr are wsi of the
 * role raw-file.
 *
 *   over when      its process ended and its three wsi are closed; what still
 *                  holds the pipes then (a grandchild) has GRACE to let go
 *   taking long    SIGTERM to its process group, then SIGKILL
 *   context ends   SIGKILL
 *
 * Until reap_cb the process is not collected: so its number, and that of its
 * group, cannot belong to somebody else when they are signalled.
 */

#include "core/conn.h"
#include "core/role.h"
#include "core/service-module.h"
#include "plat/unix/spawn.h"

#include <signal.h>
#include <string.h>

enum {
	STDWSI_COUNT = 3,
	KILL_GRACE_MS = 1500,  /* from SIGTERM to SIGKILL */
	PIPES_GRACE_MS = 5000, /* from the process's end to that of its pipes */
	ASK_MS = 20,           /* where the system does not tell its end */
};

struct lws_spawn_piped {
	lws_dll2_t owner_list; /* in the user's */
	lws_dll2_t cx_list;    /* in cx->spawned */
	struct lws_context *cx;
	struct lws_spawn_piped **plsp; /* the user's, cleared at the end */
	void *opaque;
	lsp_cb_t reap_cb;
	lws_spawn_resource_us_t *res; /* the user's, NULL = own_res */
	lws_spawn_resource_us_t own_res;
	char *cgroup; /* owned: its suffix, NULL = in none of its own */
	lws_sorted_usec_list_t sul_step;
	lws_sorted_usec_list_t sul_limit;
	struct lws *stdwsi[STDWSI_COUNT]; /* NULL = closed */
	struct lws *watcher;              /* of child.exit_fd */
	struct lws__plat_child child;
	int tsi;
	bool is_over; /* the process */
	bool we_killed;
};

static void step_cb(lws_sorted_usec_list_t *sul);

static void limit_cb(lws_sorted_usec_list_t *sul);

static int
open_count(const struct lws_spawn_piped *lsp)
{
	int count = 0;

	for (int n = 0; n < STDWSI_COUNT; n++)
		count += !!lsp->stdwsi[n];

	return count;
}

static void
step_soon(struct lws_spawn_piped *lsp, lws_usec_t us)
{
	lws_sul_schedule(lsp->cx, lsp->tsi, &lsp->sul_step, step_cb, us);
}

/* ---- the end ------------------------------------------------------------- */

static void
forget_wsi(struct lws *wsi)
{
	if (wsi && wsi->rare)
		wsi->rare->gone = NULL;
}

/* nothing of it is referred to after this but by the user's callback */
static void
let_go(struct lws_spawn_piped *lsp)
{
	lws_sul_cancel(&lsp->sul_step);
	lws_sul_cancel(&lsp->sul_limit);
	for (int n = 0; n < STDWSI_COUNT; n++)
		forget_wsi(lsp->stdwsi[n]);
	forget_wsi(lsp->watcher);
	lws_dll2_remove(&lsp->owner_list);
	lws__context_lock(lsp->cx);
	lws_dll2_remove(&lsp->cx_list);
	lws__context_unlock(lsp->cx);
	if (lsp->plsp)
		*lsp->plsp = NULL;
}

static void
finish(struct lws_spawn_piped *lsp)
{
	siginfo_t si;

	memset(&si, 0, sizeof(si));
	lws__plat_child_collect(&lsp->child, &si, lsp->res);
	let_go(lsp);
	if (lsp->cgroup)
		lws__cgroup_remove(lsp->cgroup);
	if (lsp->reap_cb)
		lsp->reap_cb(lsp->opaque, lsp->res, &si, lsp->we_killed);
	lws__free(lsp->cgroup);
	lws__free(lsp);
}

/* something changed: is it the end? */
static void
step_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_spawn_piped *lsp =
		lws_container_of(sul, struct lws_spawn_piped, sul_step);

	if (!lsp->is_over && lws__plat_child_is_over(&lsp->child)) {
		lsp->is_over = true;
		lws_sul_schedule(lsp->cx, lsp->tsi, &lsp->sul_limit, limit_cb,
				 (lws_usec_t)PIPES_GRACE_MS * LWS_US_PER_MS);
	}
	if (!lsp->is_over && !lsp->watcher)
		step_soon(lsp, (lws_usec_t)ASK_MS * LWS_US_PER_MS);
	if (lsp->is_over && !open_count(lsp))
		finish(lsp);
}

static void
terminate(struct lws_spawn_piped *lsp)
{
	bool again = lsp->we_killed;

	lsp->we_killed = true;
	(void)lws__plat_child_signal(&lsp->child, again ? SIGKILL : SIGTERM);
	lws_sul_schedule(lsp->cx, lsp->tsi, &lsp->sul_limit, limit_cb,
			 (lws_usec_t)KILL_GRACE_MS * LWS_US_PER_MS);
}

/* it took too long, or it ended and its pipes did not */
static void
limit_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_spawn_piped *lsp =
		lws_container_of(sul, struct lws_spawn_piped, sul_limit);

	if (!lsp->is_over) {
		lwsl_cx_notice(lsp->cx, "pid %d takes too long: %s",
			       (int)lsp->child.pid,
			       lsp->we_killed ? "killed" : "terminated");
		terminate(lsp);
		return;
	}
	lwsl_cx_notice(lsp->cx, "pid %d ended, and others held its pipes open",
		       (int)lsp->child.pid);
	(void)lws__plat_child_signal(&lsp->child, SIGKILL);
	lws_spawn_closedown_stdwsis(lsp);
}

/* ---- its wsi ------------------------------------------------------------- */

/* one of the four is freed */
static void
wsi_gone(struct lws *wsi, void *arg)
{
	struct lws_spawn_piped *lsp = arg;

	if (lsp->watcher == wsi) {
		lsp->watcher = NULL;
		step_soon(lsp, 1);
	} else
		(void)lws_spawn_stdwsi_closed(lsp, wsi);
}

static int
tell_when_gone(struct lws_spawn_piped *lsp, struct lws *wsi)
{
	struct lws__wsi_rare *rare = lws__wsi_rare(wsi);

	if (!rare)
		return 1;
	rare->gone = wsi_gone;
	rare->gone_arg = lsp;

	return 0;
}

/* the process is over: that is all its descriptor ever says */
static enum lws_verdict
exited(struct lws *wsi)
{
	(void)wsi;

	return LWS_V_CLOSE;
}

static const struct lws_role_ops role_child = {
	.name = "child",
	.readable = exited,
	.is_file = 1,
};

/* without one the process is asked for from time to time */
static void
watch(struct lws_spawn_piped *lsp)
{
	int fd = lsp->child.exit_fd;
	struct lws *wsi;

	lsp->child.exit_fd = -1;
	if (fd < 0)
		return;
	wsi = lws__wsi_create_on(lsp->cx, NULL, lsp->tsi, &role_child);
	if (!wsi) {
		lws__plat_close(fd);
		return;
	}
	wsi->conn->is_file = wsi->conn->no_rx_tx = 1;
	wsi->conn->want = LWS_POLLIN;
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	if (tell_when_gone(lsp, wsi) || lws__conn_set_fd(wsi->conn, fd)) {
		lws__plat_close(fd);
		forget_wsi(wsi);
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "cannot be polled");
		return;
	}
	lsp->watcher = wsi;
}

static int
adopt_one(struct lws_spawn_piped *lsp, const struct lws_spawn_piped_info *info,
	  int n)
{
	struct lws__adopt a = {
		.vh = info->vh,
		.type = LWS_ADOPT_RAW_FILE_DESC,
		.fd.filefd = lsp->child.fds[n],
		.protocol_name = info->protocol_name,
		.parent = info->opt_parent,
		.opaque = info->opaque,
		.tsi = lsp->tsi,
	};
	struct lws *wsi = lws__adopt(&a);

	if (!wsi)
		return 1; /* the descriptor is still ours */
	lsp->child.fds[n] = -1;
	lsp->stdwsi[n] = wsi;
	if (info->ops)
		lws__wsi_role_set(wsi, info->ops, NULL);

	return tell_when_gone(lsp, wsi);
}

static int
adopt_all(struct lws_spawn_piped *lsp, const struct lws_spawn_piped_info *info)
{
	for (int n = 0; n < STDWSI_COUNT; n++)
		if (adopt_one(lsp, info, n))
			return 1;

	return 0;
}

/* ---- with the context ---------------------------------------------------- */

static void
end_now(struct lws_spawn_piped *lsp)
{
	lsp->we_killed = lsp->we_killed || !lsp->is_over;
	(void)lws__plat_child_signal(&lsp->child, SIGKILL);
	finish(lsp);
}

static void
spawned_destroy(struct lws_context *cx)
{
	while (cx->spawned.head)
		end_now(lws_container_of(cx->spawned.head,
					 struct lws_spawn_piped, cx_list));
}

const struct lws__service_module lws__service_spawn = {
	.name = "spawn",
	.context_destroy = spawned_destroy,
};

/* ---- public -------------------------------------------------------------- */

static int
start(struct lws_spawn_piped *lsp, const struct lws_spawn_piped_info *info)
{
	struct lws__plat_spawn_req req = {
		.argv = info->exec_array,
		.env = (const char *const *)info->env_array,
		.root = info->chroot_path,
		.dir = info->wd ? info->wd : "/tmp",
		.cgroup_fd = -1,
	};
	struct lws__plat_fail fail;
	int refused;

	if (info->cgroup_name_suffix)
		req.cgroup_fd = lws__cgroup_open(info->cgroup_name_suffix);
	if (req.cgroup_fd >= 0)
		lsp->cgroup = lws__strdup(info->cgroup_name_suffix, "spawn");
	if (info->p_cgroup_ret)
		*info->p_cgroup_ret = req.cgroup_fd < 0;
	refused = lws__plat_spawn(&req, &lsp->child, &fail);
	if (req.cgroup_fd >= 0)
		lws__plat_close(req.cgroup_fd);
	if (refused)
		lwsl_cx_err(lsp->cx, "cannot run %s: %s: %s",
			    info->exec_array[0], fail.step,
			    strerror(fail.error));

	return refused;
}

/* the process runs, its wsi could not be made */
static void
abandon(struct lws_spawn_piped *lsp)
{
	lsp->reap_cb = NULL;
	for (int n = 0; n < STDWSI_COUNT; n++) {
		if (lsp->child.fds[n] >= 0)
			lws__plat_close(lsp->child.fds[n]);
		if (lsp->stdwsi[n])
			lws_set_timeout(lsp->stdwsi[n], 1, LWS_TO_KILL_ASYNC);
	}
	if (lsp->child.exit_fd >= 0)
		lws__plat_close(lsp->child.exit_fd);
	end_now(lsp);
}

static void
register_it(struct lws_spawn_piped *lsp,
	    const struct lws_spawn_piped_info *info)
{
	struct lws_context *cx = lsp->cx;

	lws__context_lock(cx);
	lws_dll2_add_tail(&lsp->cx_list, &cx->spawned);
	lws__context_unlock(cx);
	if (info->owner)
		lws_dll2_add_tail(&lsp->owner_list, info->owner);
	if (lsp->plsp)
		*lsp->plsp = lsp; /* before the first callback of a wsi */
}

struct lws_spawn_piped *
lws_spawn_piped(const struct lws_spawn_piped_info *info)
{
	struct lws_spawn_piped *lsp;

	if (!info->vh || !info->exec_array || !info->exec_array[0]) {
		lwsl_err("%s: needs a vhost and a program\n", __func__);
		return NULL;
	}
	lsp = lws__zalloc(sizeof(*lsp), "spawn");
	if (!lsp)
		return NULL;
	lsp->cx = info->vh->cx;
	lsp->tsi = info->tsi;
	lsp->plsp = info->plsp;
	lsp->opaque = info->opaque;
	lsp->reap_cb = info->reap_cb;
	lsp->res = info->res ? info->res : &lsp->own_res;
	if (start(lsp, info)) {
		lws__free(lsp->cgroup);
		lws__free(lsp);
		return NULL;
	}
	register_it(lsp, info);
	if (adopt_all(lsp, info)) {
		lwsl_cx_err(lsp->cx, "%s: its pipes cannot be served",
			    info->exec_array[0]);
		abandon(lsp);
		return NULL;
	}
	watch(lsp);
	if (!lsp->watcher)
		step_soon(lsp, (lws_usec_t)ASK_MS * LWS_US_PER_MS);
	if (info->timeout_us)
		lws_sul_schedule(lsp->cx, lsp->tsi, &lsp->sul_limit, limit_cb,
				 info->timeout_us);

	return lsp;
}

int
lws_spawn_piped_kill_child_process(struct lws_spawn_piped *lsp)
{
	if (!lsp || lsp->is_over)
		return 1;
	if (!lsp->we_killed)
		terminate(lsp);

	return 0;
}

int
lws_spawn_get_stdwsi_open_count(struct lws_spawn_piped *lsp)
{
	return open_count(lsp);
}

int
lws_spawn_stdwsi_closed(struct lws_spawn_piped *lsp, struct lws *wsi)
{
	int n = 0;

	while (n < STDWSI_COUNT && lsp->stdwsi[n] != wsi)
		n++;
	if (n == STDWSI_COUNT)
		return 0; /* said before */
	forget_wsi(wsi);
	lsp->stdwsi[n] = NULL;
	if (open_count(lsp))
		return 0;
	step_soon(lsp, 1);

	return 1;
}

void
lws_spawn_closedown_stdwsis(struct lws_spawn_piped *lsp)
{
	for (int n = 0; n < STDWSI_COUNT; n++)
		if (lsp->stdwsi[n])
			lws_set_timeout(lsp->stdwsi[n], 1, LWS_TO_KILL_ASYNC);
}

/* while it is being adopted only its descriptor tells */
static int
std_index(const struct lws_spawn_piped *lsp, const struct lws *wsi)
{
	for (int n = 0; n < STDWSI_COUNT; n++)
		if (lsp->stdwsi[n] == wsi ||
		    (lsp->child.fds[n] >= 0 && wsi->conn &&
		     wsi->conn->fd == lsp->child.fds[n]))
			return n;

	return -1;
}

int
lws_spawn_get_stdfd(struct lws *wsi)
{
	struct lws_context *cx = wsi->cx;
	int found = -1;

	lws__context_lock(cx);
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->spawned.head)
	{
		if (found < 0)
			found = std_index(
				lws_container_of(d, struct lws_spawn_piped,
						 cx_list),
				wsi);
	}
	lws_end_foreach_dll(d);
	lws__context_unlock(cx);

	return found;
}

int
lws_spawn_get_fd_stdxxx(struct lws_spawn_piped *lsp, int std_idx)
{
	if (std_idx < 0 || std_idx >= STDWSI_COUNT || !lsp->stdwsi[std_idx])
		return -1;

	return (int)lws_get_socket_fd(lsp->stdwsi[std_idx]);
}
