/* SPDX-License-Identifier: MIT */
/*
 * Floor 1: everything the library asks of the operating system, as plain
 * functions.  Nothing here blocks (a name lookup never happens here), nothing
 * here logs except where a sentence says so, nothing here knows a wsi.
 *
 * EINTR is retried inside.  No call raises SIGPIPE, except sendfile() and what
 * a TLS library writes by itself: for those see lws__plat_ignore_sigpipe().
 *
 * Tests make system calls fail by the linker's --wrap option, which costs
 * nothing in the library: tests/support/syscall-shim.h.  The same goes for
 * the clock (clock_gettime) and for randomness (getrandom).
 */

#ifndef LWS_PLAT_H
#define LWS_PLAT_H

#include <libwebsockets.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <netinet/in.h>

/* ---- answers --------------------------------------------------------- */

enum lws__io_verdict {
	LWS_IO_OK,     /* done; count says how much of it */
	LWS_IO_AGAIN,  /* not now: wait for the fd, nothing was done */
	LWS_IO_CLOSED, /* peer gone: error 0 = orderly end, else the reset */
	LWS_IO_ERROR,  /* refused: error is the errno */
};

/* sixteen bytes, so it travels in registers */
struct lws__io {
	size_t count; /* bytes moved; 0 unless OK */
	int error;    /* errno, or 0 */
	enum lws__io_verdict verdict;
};

/* which step was refused, for the one log line that the caller writes */
struct lws__plat_fail {
	const char *step; /* borrowed literal such as "bind"; NULL = none */
	int error;        /* errno of that step */
};

/* ---- addresses ------------------------------------------------------- */

/* any address we can bind or connect to; len 0 = none */
struct lws__sa {
	union {
		struct sockaddr sa;
		struct sockaddr_in in4;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
		lws_sockaddr46 sa46;
	} u;
	socklen_t len;
};

/* 0, or -1: not numeric.  "1.2.3.4", "::1", "[::1]", "fe80::1%eth0" */
int lws__sa_numeric(struct lws__sa *sa, const char *text, uint16_t port);
/*
 * Path of a Unix socket; '@' first = Linux abstract name.  -1: empty or longer
 * than a sockaddr can hold, it is never cut.
 */
int lws__sa_unix(struct lws__sa *sa, const char *path);
/* the wildcard address of a family */
void lws__sa_any(struct lws__sa *sa, int family, uint16_t port);
/* takes the length from the family; -1: neither IPv4 nor IPv6 */
int lws__sa_from_46(struct lws__sa *sa, const lws_sockaddr46 *sa46);
/* from libc (getaddrinfo, accept); -1: does not fit */
int lws__sa_from_sockaddr(struct lws__sa *sa, const struct sockaddr *s,
			  socklen_t len);
/* 0 for Unix sockets */
uint16_t lws__sa_port(const struct lws__sa *sa);
void lws__sa_set_port(struct lws__sa *sa, uint16_t port);
/*
 * Address as text without the port: numeric, or the path of a Unix socket
 * ('@' for abstract, "" for unnamed).  Always terminated; an IPv4-mapped IPv6
 * address is written as IPv4.  Returns strlen of what was written.
 */
size_t lws__sa_text(const struct lws__sa *sa, char *buf, size_t len);
/*
 * `ifname` is a numeric address or the name of an interface, whose first
 * address of `family` (AF_INET, AF_INET6, AF_UNSPEC = either, IPv4 first) is
 * taken.  0 found; -1 no such interface, or (see errno) it has no address of
 * the family: LWS_PLAT_IF_*.
 */
enum lws__plat_if {
	LWS_PLAT_IF_FOUND,
	LWS_PLAT_IF_ABSENT,     /* no interface of that name (yet) */
	LWS_PLAT_IF_NO_ADDRESS, /* it is there, without a usable address */
	LWS_PLAT_IF_ERROR,      /* the system would not tell */
};
enum lws__plat_if
lws__plat_interface_address(struct lws__sa *sa, const char *ifname, int family);

/* ---- sockets --------------------------------------------------------- */

/* non-blocking, close-on-exec; -1 and *error */
int lws__plat_socket(int family, int type, int protocol, int *error);
/* for descriptors made elsewhere; 0 ok */
int lws__plat_set_nonblocking(int fd);
int lws__plat_set_cloexec(int fd);
/* non-blocking, close-on-exec copy; -1 and *error */
int lws__plat_dup(int fd, int *error);
/* EINTR is not retried: the fd is gone either way */
void lws__plat_close(int fd);

/* all options that can be set on a connection; zero = leave alone */
struct lws__plat_conn_options {
	int keepalive_secs;          /* idle time before the first probe */
	int keepalive_interval_secs; /* between probes */
	int keepalive_probes;        /* unanswered ones until it is dead */
	unsigned int
		user_timeout_ms; /* unacknowledged data: TCP_USER_TIMEOUT */
	int priority;            /* SO_PRIORITY 1..6 */
	const char *device;      /* borrowed; SO_BINDTODEVICE */
	bool nodelay;            /* TCP_NODELAY */
	bool reuse_address;      /* SO_REUSEADDR */
	bool low_latency;        /* IP TOS / traffic class lowdelay */
	bool high_throughput;
	bool high_reliability;
	bool low_cost;
	bool prefer_public_v6; /* source address: public, not temporary */
};

/*
 * 0, or -1 with *fail.  What belongs to TCP or IP is skipped on other
 * sockets; priorities and TOS are advice, their refusal is not a failure.
 */
int lws__plat_conn_options(int fd, const struct lws__plat_conn_options *o,
			   struct lws__plat_fail *fail);

/* a connected TCP socket gets the kernel's TLS (TCP_ULP), which does nothing
 * before it has a key.  0 or errno: ENOENT, the kernel has none */
int lws__plat_tls_layer(int fd);

struct lws__plat_listen_req {
	const struct lws__sa *sa; /* borrowed */
	const char *device;       /* borrowed; SO_BINDTODEVICE, NULL = none */
	const char *unix_owner;   /* borrowed; "user:group", NULL = ours */
	int backlog;              /* 0 = SOMAXCONN */
	int defer_secs;           /* TCP_DEFER_ACCEPT, 0 = off */
	int fastopen;             /* TCP_FASTOPEN queue, 0 = off */
	bool reuse_port;          /* one of several listeners on the port */
	bool v6only;              /* IPv6 wildcard does not take IPv4 */
};

/*
 * A listening, non-blocking stream socket, or -1 with *fail.
 *
 * SO_REUSEADDR is set (not for Unix).  A Unix socket file that nobody answers
 * on is replaced, a live one (or any other file) is EADDRINUSE; the file is
 * made with mode 0660, with unix_owner's user and group when given (then
 * failing to give it away is a failure and the file is removed).
 */
int lws__plat_listen(const struct lws__plat_listen_req *req,
		     struct lws__plat_fail *fail);

/*
 * Listening stream sockets that whoever started us passed on (LISTEN_FDS): by
 * place in the row, or by local address.  Borrowed; -1: there is none.
 */
int lws__plat_inherited(unsigned int index);
int lws__plat_inherited_on(const struct lws__sa *sa);

/*
 * One waiting connection, non-blocking and close-on-exec.
 *   OK      *fd is it; peer (may be NULL) its address
 *   AGAIN   none waiting
 *   CLOSED  this one died in the queue: simply call again
 *   ERROR   no descriptor or memory (EMFILE, ENFILE, ENOBUFS, ENOMEM: pause
 *           the listener), or the listener itself is broken
 */
struct lws__io lws__plat_accept(int listen_fd, struct lws__sa *peer, int *fd);

/* what was set on the listener (TCP_NODELAY) is set on those it accepts */
bool lws__plat_accept_inherits(void);

/*
 *   OK     connected at once
 *   AGAIN  under way: wait for writable, then ask lws__plat_connect_result()
 *   ERROR  refused.  EAGAIN here: a Unix listener's queue is full, try later
 */
struct lws__io lws__plat_connect(int fd, const struct lws__sa *sa);
/* OK connected, AGAIN still under way, ERROR with what went wrong */
struct lws__io lws__plat_connect_result(int fd);

/* 0, or errno.  Local address of an outgoing socket. */
int lws__plat_bind(int fd, const struct lws__sa *sa);

/* ours / the peer's address; -1: none (sa->len is 0 then) */
int lws__plat_local_address(int fd, struct lws__sa *sa);
int lws__plat_peer_address(int fd, struct lws__sa *sa);

/* SHUT_RD, SHUT_WR, SHUT_RDWR; 0 or errno */
int lws__plat_shutdown(int fd, int how);
/* bytes that a read would find now; 0 also when it cannot be known */
size_t lws__plat_pending(int fd);
/* would a write be refused right now? */
bool lws__plat_is_choked(int fd);
/* would a read not have to wait: input, the end, or an error? */
bool lws__plat_is_readable(int fd);

/* ---- bytes ----------------------------------------------------------- */

/* any descriptor.  CLOSED with error 0 is end of file; len 0 answers OK 0 */
struct lws__io lws__plat_read(int fd, void *buf, size_t len);
/* sockets: as read, and cheaper with many of them: no file is looked at */
struct lws__io lws__plat_recv(int fd, void *buf, size_t len);
/* sockets: as read, but the bytes are there to be read again */
struct lws__io lws__plat_peek(int fd, void *buf, size_t len);
/* descriptors that are not sockets */
struct lws__io lws__plat_write(int fd, const void *buf, size_t len);
/* sockets: never SIGPIPE; `more`: further bytes follow at once (MSG_MORE) */
struct lws__io lws__plat_send(int fd, const void *buf, size_t len, bool more);
struct lws__io
lws__plat_sendv(int fd, const struct iovec *iov, size_t count, bool more);
/*
 * File to socket inside the kernel.  *ofs advances by count.  CLOSED with
 * error 0: the file ended early.  ERROR EINVAL or ENOSYS: not for this pair,
 * read and send instead.
 */
struct lws__io
lws__plat_sendfile(int fd, int file_fd, uint64_t *ofs, size_t len);

/* datagrams: count 0 is an empty datagram, never an end */
struct lws__io
lws__plat_sendto(int fd, const void *buf, size_t len, const struct lws__sa *to);
/* from (may be NULL); *cut (may be NULL): the datagram was longer than len */
struct lws__io lws__plat_recvfrom(int fd, void *buf, size_t len,
				  struct lws__sa *from, bool *cut);

/* ---- what the kernel knows of interfaces and routes (Linux) ---------- */

/*
 * A socket that asks the kernel about them and is told of changes; of routes
 * only with `routes`.  -1 and *error.
 */
int lws__plat_netlink_open(bool routes, int *error);
/*
 * One datagram of it.  ERROR ENOBUFS: some were lost, also when this one was
 * longer than len.  What is not from the kernel is passed over.
 */
struct lws__io lws__plat_netlink_recv(int fd, void *buf, size_t len);
/*
 * Would the kernel send from `from` to `to` now, as it does for the socket fd?
 * True also when that cannot be known.
 */
bool lws__plat_has_route(int fd, const struct lws__sa *from,
			 const struct lws__sa *to);
/* which network namespace a socket is of, as a number; 0: cannot be known */
uint64_t lws__plat_network(int fd);

/* ---- stdin ---- */

struct lws__plat_stdin {
	int fd;          /* owned by who adopts it: a copy of fd 0 */
	int flags;       /* its mode as it was; -1: unknown */
	bool has_events; /* false: a file, always ready */
};

/* 0, or errno */
int lws__plat_stdin_open(struct lws__plat_stdin *in);
void lws__plat_stdin_restore(const struct lws__plat_stdin *in);

/* SIGPIPE: ignored from now on, unless the application chose a handler */
void lws__plat_ignore_sigpipe(void);

/* ---- modules ---------------------------------------------------------- */

#define LWS__PLAT_MODULE_SUFFIX ".so"

/* NULL: why says it */
void *lws__plat_module_open(const char *path, char *why, size_t len);
/* in it or in what it needs; NULL: there is none */
void *lws__plat_module_symbol(void *handle, const char *name);
void lws__plat_module_close(void *handle);
/* the folder that the code of this library was loaded from; nonzero: unknown */
int lws__plat_own_dir(char *buf, size_t len);

/* ---- wake-up --------------------------------------------------------- */

/*
 * Wakes one loop from any thread or signal handler.  Any number of calls
 * between two drains are one event.  {0} is not valid: create it.
 */
struct lws__wake {
	int read_fd;  /* owned; poll this for input */
	int write_fd; /* owned; may equal read_fd */
	atomic_bool pending;
};

/* 0, or errno (both fds are -1 then) */
int lws__wake_create(struct lws__wake *w);
/* twice and after a failed create is harmless */
void lws__wake_destroy(struct lws__wake *w);
/* never blocks, keeps errno; what was written before it is seen after drain */
void lws__wake(struct lws__wake *w);
/* loop side, before looking at what it was woken for */
void lws__wake_drain(struct lws__wake *w);

/* ---- files ----------------------------------------------------------- */

struct lws__plat_stat {
	uint64_t len;
	int64_t mtime;   /* seconds since 1970 */
	int64_t changed; /* nanoseconds since then, content or attributes */
	uint64_t inode;
	uint64_t device;
	unsigned int mode;
	bool is_dir;
	bool is_file;
};

/* close-on-exec; -1 with errno.  mode is only used when flags create */
int lws__plat_open(const char *path, int flags, unsigned int mode);
/*
 * Open for reading without leaving `root`: as openat2 RESOLVE_BENEATH does, by
 * hand where the kernel cannot.  `path` is relative.  -1 with errno; EXDEV: it
 * would have left root; ELOOP: symlink while !follow.
 */
int lws__plat_open_beneath(const char *root, const char *path, bool follow);
/* 0, or errno */
int lws__plat_fstat(int fd, struct lws__plat_stat *st);
int lws__plat_stat(const char *path, struct lws__plat_stat *st);

/*
 * Whole file into one owned allocation (lws__free) with a NUL after it that
 * len does not count.  0, or errno; EFBIG above max bytes.
 */
int lws__plat_slurp(const char *path, size_t max, uint8_t **buf, size_t *len);
/* a file that is either old or new, never half: write aside, sync, rename */
int lws__plat_spew(const char *path, const void *buf, size_t len,
		   unsigned int mode);

/*
 * Only one holder at a time among processes and threads: an open fd, to be
 * closed when done.  -1 with *error, EAGAIN: somebody has it.  The file stays.
 */
int lws__plat_lock_file(const char *path, int *error);
/* the one place where the library waits for another process, bounded */
void lws__plat_nap_ms(unsigned int ms);

/* ---- overlay mounts: LWS_WITH_FSMOUNT ------------------------------- */

struct lws__plat_overlay {
	const char *name; /* borrowed: how lists of mounts call it */
	const char *at;   /* borrowed: a folder */
	/* borrowed, less than a page: lowerdir= and the like.  In a user
	 * namespace userxattr comes to it, as other attributes are not ours */
	const char *options;
};

/* 0, or errno */
int lws__plat_overlay_mount(const struct lws__plat_overlay *o);
/* 0, or errno; EINVAL: nothing is mounted there */
int lws__plat_overlay_unmount(const char *at);
/* makes one if it is not there; 0, or errno */
int lws__plat_folder(const char *path, unsigned int mode);

/* ---- time, randomness ------------------------------------------------ */

/* wall clock, microseconds since 1970: for dates and logs, never to wait by */
int64_t lws__plat_wall_us(void);
/* lws_now_usecs() of the last tick, read cheaply: at most 10 ms behind */
int64_t lws__plat_tick_us(void);
/* microseconds to whole milliseconds for a poll, upwards; <0 = for ever = -1 */
int lws__plat_us_to_ms(lws_usec_t us);
/* all len bytes from the kernel's generator, or -1 and the buffer is zeroed */
int lws__plat_random(void *buf, size_t len);

/* ---- privileges ------------------------------------------------------ */

struct lws__plat_privs {
	const char *username;  /* borrowed, NULL = use uid */
	const char *groupname; /* borrowed, NULL = use gid */
	uid_t uid;             /* 0 and -1 = no change */
	gid_t gid;
	const int *caps; /* borrowed; kept in the effective set (libcap) */
	size_t cap_count;
};

/* names to numbers early, so that a typing error stops creation; 0 ok */
int
lws__plat_privs_resolve(struct lws__plat_privs *p, struct lws__plat_fail *fail);
/*
 * For good: groups, gid, uid, in that order.  0 ok, also when there is
 * nothing to do; -1: the process must not go on (it may be half done).
 */
int lws__plat_privs_drop(const struct lws__plat_privs *p,
			 struct lws__plat_fail *fail);

/* soft limit of open descriptors, raised to `want` when nonzero and allowed */
int lws__plat_fd_limit(unsigned long want, unsigned long *limit);

/* number of processors that this process may use, at least 1 */
unsigned int lws__plat_cpu_count(void);

#endif
