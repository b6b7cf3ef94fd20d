/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_MISC_H)
#define LIBWEBSOCKETS_LWS_MISC_H

/**
 * \defgroup misc Text, numbers, bytes waiting, facts about a wsi
 * @{
 */

/** head - tail in bytes, int */
#define lws_ptr_diff(head, tail) \
	((int)((const char *)(head) - (const char *)(tail)))
/** head - tail in bytes, size_t */
#define lws_ptr_diff_size_t(head, tail) \
	((size_t)(ssize_t)((const char *)(head) - (const char *)(tail)))
/** lws_strncpy() of at most size1 characters into destsize bytes */
#define lws_strnncpy(dest, src, size1, destsize)               \
	lws_strncpy(dest, src,                                 \
		    ((size_t)(size1) + 1 < (size_t)(destsize)) \
			    ? (size_t)(size1) + 1              \
			    : (size_t)(destsize))
/** lws_minilex_parse(): no word begins so */
#define LWS_MINILEX_FAIL     -1
/** lws_minilex_parse(): a word may */
#define LWS_MINILEX_CONTINUE 0
/** lws_minilex_parse(): a word ends here */
#define LWS_MINILEX_MATCH    1

struct lws_wsmsg_info;
struct lws_buflist;
struct lws_flow;
struct lws_dir_entry;
struct lws_dir_info;
struct lws_dir_du;
struct lws_dir_glob;
struct lws_wifi_scan;
struct lws_humanize_unit;
struct lws_spawn_resource_us;
struct lws_spawn_piped_info;
struct lws_spawn_piped;
struct lws_role_ops;
struct lws_fsmount;

typedef struct lws_wsmsg_info lws_wsmsg_info_t;
typedef struct lws_flow lws_flow_t;
typedef struct lws_dir_du lws_dir_du_t;
typedef struct lws_dir_glob lws_dir_glob_t;
typedef struct lws_humanize_unit lws_humanize_unit_t;
typedef struct lws_spawn_resource_us lws_spawn_resource_us_t;

enum {
	LWSDLOFLOW_STATE_READ,
	LWSDLOFLOW_STATE_READ_COMPLETED,
	LWSDLOFLOW_STATE_READ_FAILED,
};

enum {
	/** lws_rx_flow_control(wsi, 0) */
	LWS_RXFLOW_REASON_USER_BOOL = (1 << 0),
	/** the library's */
	LWS_RXFLOW_REASON_HTTP_RXBUFFER = (1 << 6),
	/** the library's */
	LWS_RXFLOW_REASON_H2_PPS_PENDING = (1 << 7),
	/** enable is a bitmap of reasons, not a bool */
	LWS_RXFLOW_REASON_APPLIES = (1 << 14),
	/** the reasons are taken away */
	LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT = (1 << 13),
	LWS_RXFLOW_REASON_APPLIES_ENABLE = LWS_RXFLOW_REASON_APPLIES |
					   LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT,
	LWS_RXFLOW_REASON_APPLIES_DISABLE = LWS_RXFLOW_REASON_APPLIES,
	/** deal with what is waiting before returning */
	LWS_RXFLOW_REASON_FLAG_PROCESS_NOW = (1 << 12),
};

/** what a directory entry is */
typedef enum {
	LDOT_UNKNOWN,
	LDOT_FILE,
	LDOT_DIR,
	LDOT_LINK,
	LDOT_FIFO,
	LDOTT_SOCKET,
	LDOT_CHAR,
	LDOT_BLOCK,
} lws_dir_obj_type_t;

/** told of each whole message, instead of queueing it */
typedef void (*lws_wsmsg_transfer_cb)(struct lws_wsmsg_info *info);

/** a fragment of a message, and where messages go */
struct lws_wsmsg_info {
	/** borrowed: whole messages are appended here */
	struct lws_buflist **head_upstream;
	/** borrowed array: messages of each source that are not whole */
	struct lws_buflist **private_heads;
	/** which source this is from */
	int private_source_idx;
	/** NULL, or called with a whole message */
	lws_wsmsg_transfer_cb optional_cb;
	/** yours */
	void *opaque;
	/** borrowed until return */
	const uint8_t *buf;
	/** bytes */
	size_t len;
	/** LWSSS_FLAG_SOM: it begins; LWSSS_FLAG_EOM: it ends */
	unsigned int ss_flags;
};

/** input of a decoder that arrives on a secure stream */
struct lws_flow {
	/** yours */
	lws_dll2_t list;
	/** borrowed, or NULL: all input is there */
	struct lws_ss_handle *h;
	/** owned: what has arrived */
	struct lws_buflist *bl;
	/** borrowed: next input */
	const uint8_t *data;
	/** bytes at data not taken yet */
	size_t len;
	/** bytes of the segment that data is in */
	uint32_t blseglen;
	/** bytes that may be here or under way */
	int32_t window;
	/** LWSDLOFLOW_STATE_... */
	uint8_t state;
};

/** a directory entry */
struct lws_dir_entry {
	/** borrowed */
	const char *name;
	/** LDOT_... */
	lws_dir_obj_type_t type;
};

/** told of each entry; nonzero ends the walk */
typedef int
lws_dir_callback_function(const char *dirpath, void *user,
			  struct lws_dir_entry *lde);

/** arguments of lws_dir_via_info() */
struct lws_dir_info {
	/** borrowed */
	const char *dirpath;
	/** for cb */
	void *user;
	/** told of each entry */
	lws_dir_callback_function *cb;
	/** 1: told of the folder itself too, last */
	unsigned char do_toplevel_cb : 1;
};

/** user of lws_dir_du_cb(); zero it first */
struct lws_dir_du {
	uint64_t size_in_bytes;
	uint32_t count_files;
};

/** told of each name that matches; nonzero ends the walk */
typedef int (*lws_dir_glob_cb_t)(void *data, const char *path);

/** user of lws_dir_glob_cb() */
struct lws_dir_glob {
	/** borrowed; may have '*' */
	const char *filter;
	/** told of what matches */
	lws_dir_glob_cb_t cb;
	/** for cb */
	void *user;
};

struct lws_wifi_scan {
	struct lws_wifi_scan *next;
	char ssid[32];
	int32_t rssi;
	uint8_t bssid[6];
	uint8_t count;
	uint8_t channel;
	uint8_t authmode;
};

/** a unit; an array of them ends with factor 0, the largest first */
struct lws_humanize_unit {
	/** "Ki" */
	const char *name;
	/** how much it is */
	uint64_t factor;
};

/** what a process used */
struct lws_spawn_resource_us {
	uint64_t us_cpu_user;
	uint64_t us_cpu_sys;
	uint64_t peak_mem_rss;
	uint64_t peak_mem_virt;
};

/* strict ISO C hides siginfo_t; then the callback is given it untyped */
#if defined(SI_USER)
typedef siginfo_t lws__siginfo_t;
#else
typedef void lws__siginfo_t;
#endif
/** a spawned process ended */
typedef void (*lsp_cb_t)(void *opaque, const lws_spawn_resource_us_t *res,
			 lws__siginfo_t *si, int we_killed_him);

/** arguments of lws_spawn_piped() */
struct lws_spawn_piped_info {
	/** borrowed until it is over: a list that it joins; NULL: none */
	struct lws_dll2_owner *owner;
	/** borrowed: of the three wsi */
	struct lws_vhost *vh;
	/** borrowed, outlives them: the parent of the three; NULL: none */
	struct lws *opt_parent;
	/** borrowed: program (looked for in PATH), its arguments, NULL */
	const char *const *exec_array;
	/** borrowed: "NAME=value", ..., NULL; NULL: our own environment */
	const char **env_array;
	/** borrowed: protocol of the three */
	const char *protocol_name;
	/** borrowed: its root, for which we must be root; NULL: ours */
	const char *chroot_path;
	/** borrowed: its working directory, within that; NULL: /tmp */
	const char *wd;
	/** borrowed until it is over: points at it, cleared when it is over */
	struct lws_spawn_piped **plsp;
	/** the user's: for reap_cb, and lws_get_opaque_user_data() of the
	 * three */
	void *opaque;
	/** told when it is over; NULL: nobody is */
	lsp_cb_t reap_cb;
	/** borrowed until it is over: receives what it used; may be NULL */
	lws_spawn_resource_us_t *res;
	/** how long it may take until it is ended; 0: for ever */
	lws_usec_t timeout_us;
	/** not used: its stderr is a wsi like the others */
	int max_log_lines;
	/** service thread */
	int tsi;
	/** the library's own; NULL */
	const struct lws_role_ops *ops;
	/** not needed: it never has our terminal */
	uint8_t disable_ctrlc;
	/** borrowed: it runs in a cgroup of this name, see
	 * lws_spawn_prepare_self_cgroup(); NULL: in ours */
	const char *cgroup_name_suffix;
	/** borrowed: receives 0 when it is in such a cgroup; may be NULL */
	int *p_cgroup_ret;
};

/** what lws_fsmount_mount() mounts, and where; see there */
struct lws_fsmount {
	/** borrowed: the folder that the layers are in */
	const char *layers_path;
	/** borrowed: the folder that changes are kept in */
	const char *overlay_path;
	/** where it is mounted: a folder that exists */
	char mp[256];
	/** name of this overlay, one word: its changes are kept under it, and
	 * lists of mounts show it */
	char ovname[64];
	/** the lowest layer: a folder below layers_path; "": none */
	char distro[64];
	/** borrowed: the layers above it, each above the one before; NULL: none
	 */
	const char *layers[4];
};

/**
 * lws_buflist_append_segment() - copy bytes behind what waits
 *
 * \param head: borrowed list, *head NULL at first
 * \param buf: borrowed until return
 * \param len: bytes; 0 gives an empty segment
 *
 * Returns 1: it was the first; 0: something waits before it; -1: no memory, or
 * buf is NULL.
 * Call from: the list's thread
 * Allocates: one segment, with LWS_PRE before its bytes
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_append_segment(struct lws_buflist **head, const uint8_t *buf,
			   size_t len) LWS_WARN_UNUSED_RESULT;

/**
 * lws_buflist_next_segment_len() - the next bytes
 *
 * \param head: borrowed list
 * \param buf: NULL, or receives where they are, borrowed until used; LWS_PRE
 *   before it
 *
 * Returns bytes left of the first segment, 0 if nothing waits.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_next_segment_len(struct lws_buflist **head, uint8_t **buf);

/**
 * lws_buflist_use_segment() - bytes of the first segment are done
 *
 * \param head: borrowed list
 * \param len: at most what lws_buflist_next_segment_len() said
 *
 * Returns bytes left of what is first then, 0 if nothing waits.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_use_segment(struct lws_buflist **head, size_t len);

/**
 * lws_buflist_total_len() - bytes of all segments, used or not
 *
 * \param head: borrowed list
 *
 * Returns bytes.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_total_len(struct lws_buflist **head);

/**
 * lws_buflist_linear_copy() - copy bytes, which stay
 *
 * \param head: borrowed list
 * \param ofs: bytes to skip, counted from the first that is not used yet
 * \param buf: borrowed; receives them
 * \param len: bytes of buf
 *
 * Returns bytes copied, 0 if ofs is behind the end.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_linear_copy(struct lws_buflist **head, size_t ofs, uint8_t *buf,
			size_t len);

/**
 * lws_buflist_linear_use() - take bytes, from several segments if need be
 *
 * \param head: borrowed list
 * \param buf: borrowed; receives them
 * \param len: bytes of buf
 *
 * Returns bytes taken.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_linear_use(struct lws_buflist **head, uint8_t *buf, size_t len);

/**
 * lws_buflist_fragment_use() - take bytes of the first segment only
 *
 * \param head: borrowed list
 * \param buf: borrowed, or NULL: just use them
 * \param len: bytes of buf
 * \param frag_first: NULL, or receives 1 if its first byte was among them,
 *   else 0
 * \param frag_fin: NULL, or receives 1 if its last byte was, else 0
 *
 * Returns bytes taken.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_fragment_use(struct lws_buflist **head, uint8_t *buf, size_t len,
			 char *frag_first, char *frag_fin);

/**
 * lws_buflist_destroy_all_segments() - drop all that waits
 *
 * \param head: *head becomes NULL; NULL already is harmless
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_buflist_destroy_all_segments(struct lws_buflist **head);

/**
 * lws_buflist_describe() - log what waits
 *
 * \param head: borrowed list
 * \param id: to tell lists apart
 * \param reason: borrowed; why it is logged
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_buflist_describe(struct lws_buflist **head, void *id, const char *reason);

/**
 * lws_buflist_get_frag_start_or_NULL() - where the first segment begins, how
 * much of it is used or not
 *
 * \param head: borrowed list
 *
 * Returns borrowed until all of the segment is used, or NULL: nothing waits.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_buflist_get_frag_start_or_NULL(struct lws_buflist **head);

/**
 * lws_wsmsg_append() - add a fragment; a message goes on when it is whole, so
 * that those of several sources do not mix
 *
 * \param info: borrowed until return
 *
 * Returns 0, or -1: no memory, or it goes on with a message that is not there
 * (LWSSS_FLAG_SOM missing); what there was of the message is lost.
 * Call from: the lists' thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_wsmsg_append(lws_wsmsg_info_t *info);

/**
 * lws_wsmsg_destroy() - drop messages that are not whole
 *
 * \param private_heads: borrowed array
 * \param count_private_heads: its length
 *
 * Call from: the lists' thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_wsmsg_destroy(struct lws_buflist *private_heads[],
		  size_t count_private_heads);

/**
 * lws_flow_feed() - make sure that data and len are the next input
 *
 * \param flow: borrowed
 *
 * Returns LWS_SRET_OK: there is some, or all was read; LWS_SRET_WANT_INPUT:
 * wait; LWS_SRET_FATAL: reading failed.
 * Call from: the flow's thread
 */
LWS_VISIBLE LWS_EXTERN lws_stateful_ret_t
lws_flow_feed(lws_flow_t *flow);

/**
 * lws_flow_req() - lws_flow_feed(), and let the peer send more
 *
 * \param flow: borrowed
 *
 * Returns as lws_flow_feed().
 * Call from: the flow's thread
 */
LWS_VISIBLE LWS_EXTERN lws_stateful_ret_t
lws_flow_req(lws_flow_t *flow);

/**
 * lws_snprintf() - snprintf(), which always ends with NUL
 *
 * \param str: borrowed
 * \param size: bytes of str; 0: nothing is written
 * \param format: as printf
 *
 * Returns characters written, or size if it was cut; 0 for size 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_snprintf(char *str, size_t size, const char *format, ...) LWS_FORMAT(3);

/**
 * lws_strncpy() - copy text, which always ends with NUL
 *
 * \param dest: borrowed
 * \param src: borrowed
 * \param size: bytes of dest; what does not fit is cut, what is left becomes
 *   NULs
 *
 * Returns dest.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN char *
lws_strncpy(char *dest, const char *src, size_t size);

/**
 * lws_nstrstr() - find text in bytes
 *
 * \param buf: borrowed; need not end in NUL
 * \param len: bytes of buf
 * \param name: borrowed
 * \param nl: bytes of name
 *
 * Returns within buf, or NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_nstrstr(const char *buf, size_t len, const char *name, size_t nl);

/**
 * lws_json_simple_find() - find the value of a member, without parsing
 *
 * \param buf: borrowed
 * \param len: bytes of buf
 * \param name: borrowed; with quotes and colon: "\"name\":"
 * \param alen: receives the value's bytes
 *
 * For small objects whose form is known.  Strings come without quotes; objects
 * and arrays end at the first ',' or '}'.
 *
 * Returns within buf, or NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_json_simple_find(const char *buf, size_t len, const char *name,
		     size_t *alen);

/**
 * lws_json_simple_strcmp() - is the value of a member this text?
 *
 * \param buf: borrowed
 * \param len: bytes of buf
 * \param name: borrowed; with quotes and colon
 * \param comp: borrowed
 *
 * Returns 0: it is; else nonzero.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_simple_strcmp(const char *buf, size_t len, const char *name,
		       const char *comp);

/**
 * lws_hex_len_to_byte_array() - hex digits to bytes
 *
 * \param h: borrowed
 * \param hlen: digits; an odd last one is ignored
 * \param dest: borrowed
 * \param max: bytes of dest; stops there
 *
 * Returns bytes written, or -1: not a hex digit.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hex_len_to_byte_array(const char *h, size_t hlen, uint8_t *dest, int max);

/**
 * lws_hex_to_byte_array() - a hex string to bytes
 *
 * \param h: borrowed, ends in NUL
 * \param dest: borrowed
 * \param max: bytes of dest; stops there
 *
 * Returns bytes written, or -1: not a hex digit.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hex_to_byte_array(const char *h, uint8_t *dest, int max);

/**
 * lws_hex_from_byte_array() - bytes to lower case hex
 *
 * \param src: borrowed
 * \param slen: bytes
 * \param dest: borrowed; receives digits and NUL
 * \param len: bytes of dest; what does not fit is cut
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_hex_from_byte_array(const uint8_t *src, size_t slen, char *dest,
			size_t len);

/**
 * lws_hex_random() - random hex digits
 *
 * \param context: borrowed
 * \param dest: borrowed; receives len - 1 digits and NUL
 * \param len: bytes of dest
 *
 * Returns 0, or nonzero: no randomness.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hex_random(struct lws_context *context, char *dest, size_t len);

/**
 * lws_timingsafe_bcmp() - compare in a time that does not tell where they
 * differ
 *
 * \param a: borrowed
 * \param b: borrowed
 * \param len: bytes
 *
 * Returns 0: equal; else nonzero.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_timingsafe_bcmp(const void *a, const void *b, uint32_t len);

/**
 * lws_get_random() - random bytes, good enough for keys
 *
 * \param context: borrowed
 * \param buf: borrowed
 * \param len: bytes
 *
 * Returns bytes written: len unless something is very wrong.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_get_random(struct lws_context *context, void *buf, size_t len);

/**
 * lws_daemonize() - go into the background
 *
 * \param _lock_path: NULL, or file that holds the process id and is there
 *   while it runs
 *
 * Returns 0 in the child; the parent exits; nonzero: it runs already, or
 * failed.
 * Call from: before a context is made
 */
LWS_VISIBLE LWS_EXTERN int
lws_daemonize(const char *_lock_path) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_library_version() - version and build
 *
 * Returns borrowed for ever: "4.5.8-...".
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_library_version(void) LWS_WARN_UNUSED_RESULT;

/**
 * lws_wsi_user() - the per-session memory of a wsi: user in its callback
 *
 * \param wsi: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_wsi_user(struct lws *wsi);

/**
 * lws_wsi_tsi() - service thread index of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns index from 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_wsi_tsi(struct lws *wsi);

/**
 * lws_set_wsi_user() - have user in the callback be this
 *
 * \param wsi: borrowed
 * \param user: yours; the library frees only what it allocated itself
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_wsi_user(struct lws *wsi, void *user);

/**
 * lws_parse_uri() - cut a URI into its parts, in place
 *
 * \param p: borrowed, changed
 * \param prot: receives the scheme; "" if there is none
 * \param ads: receives the host; with '+' first a Unix socket
 * \param port: receives the port; left alone if neither text nor scheme says
 * \param path: receives the path without its first '/'; "/" if there is none
 *
 * Returns 0.
 * Call from: any thread
 * Source: RFC 3986 s3, of which user information is not understood
 */
LWS_VISIBLE LWS_EXTERN int
lws_parse_uri(char *p, const char **prot, const char **ads, int *port,
	      const char **path) LWS_WARN_UNUSED_RESULT;

/**
 * lws_cmdline_option() - the value of a switch
 *
 * \param argc: of main()
 * \param argv: of main()
 * \param val: borrowed; "-x", "--name"; found by prefix
 *
 * Returns what follows it in the same argument, a '=' apart; if nothing does,
 * the next argument; "" if there is none; NULL: no such switch.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_cmdline_option(int argc, const char **argv, const char *val);

/**
 * lws_cmdline_options() - the value of a switch that may come several times
 *
 * \param argc: of main()
 * \param argv: of main()
 * \param val: borrowed; NULL: the arguments that are no switches
 * \param last: NULL, or what this returned before
 *
 * Returns as lws_cmdline_option().
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_cmdline_options(int argc, const char *const *argv, const char *val,
		    const char *last);

/**
 * lws_cmdline_options_cx() - lws_cmdline_options() with the context's argc and
 * argv
 *
 * \param cx: borrowed
 * \param val: borrowed; NULL: arguments that are no switches
 * \param last: NULL, or what this returned before
 *
 * Returns as lws_cmdline_option().
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_cmdline_options_cx(const struct lws_context *cx, const char *val,
		       const char *last);

/**
 * lws_cmdline_option_cx() - lws_cmdline_option() with the context's argc and
 * argv
 *
 * \param cx: borrowed
 * \param val: borrowed
 *
 * Returns as lws_cmdline_option().
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_cmdline_option_cx(const struct lws_context *cx, const char *val);

/**
 * lws_cmdline_option_handle_builtin() - do what switches say that all examples
 * have: -d <log level>, --ignore-sigterm, --fault-injection, --fault-seed,
 * --ssproxy-...
 *
 * \param argc: of main()
 * \param argv: of main()
 * \param info: borrowed; argc, argv and what was asked for are set
 *
 * Call from: before a context is made
 */
LWS_VISIBLE LWS_EXTERN void
lws_cmdline_option_handle_builtin(int argc, const char **argv,
				  struct lws_context_creation_info *info);

/**
 * lws_now_secs() - the time
 *
 * Returns seconds since 1970.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN unsigned long
lws_now_secs(void);

/**
 * lws_now_usecs() - a clock that never jumps
 *
 * Returns microseconds since some moment.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
lws_now_usecs(void);

/**
 * lws_get_context() - the context of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns borrowed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_get_context(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_vhost_listen_port() - the port a vhost listens on, also if the
 * kernel chose it
 *
 * \param vhost: borrowed
 *
 * Returns port.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_vhost_listen_port(struct lws_vhost *vhost) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_count_threads() - how many service threads there are
 *
 * \param context: borrowed
 *
 * Returns from 1.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_count_threads(struct lws_context *context) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_parent() - the wsi with which this closes
 *
 * \param wsi: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_get_parent(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_child() - the first of the wsi that close with this
 *
 * \param wsi: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_get_child(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_effective_uid_gid() - whom the context runs as once it changed user
 *
 * \param context: borrowed
 * \param uid: receives the user
 * \param gid: receives the group
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_get_effective_uid_gid(struct lws_context *context, uid_t *uid, gid_t *gid);

/**
 * lws_get_udp() - about a UDP wsi
 *
 * \param wsi: borrowed
 *
 * Returns borrowed, or NULL: it is none.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN const struct lws_udp *
lws_get_udp(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_opaque_parent_data() - what lws_set_opaque_parent_data() set
 *
 * \param wsi: borrowed
 *
 * Returns yours.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_get_opaque_parent_data(const struct lws *wsi);

/**
 * lws_set_opaque_parent_data() - a pointer of yours, for the parent
 *
 * \param wsi: borrowed
 * \param data: yours
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_opaque_parent_data(struct lws *wsi, void *data);

/**
 * lws_get_opaque_user_data() - what lws_set_opaque_user_data(), or
 * info.opaque_user_data, set
 *
 * \param wsi: borrowed
 *
 * Returns yours.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_get_opaque_user_data(const struct lws *wsi);

/**
 * lws_set_opaque_user_data() - a pointer of yours, beside the per-session
 * memory
 *
 * \param wsi: borrowed
 * \param data: yours
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_opaque_user_data(struct lws *wsi, void *data);

/**
 * lws_get_child_pending_on_writable() - does a child want to write?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_child_pending_on_writable(const struct lws *wsi);

/**
 * lws_clear_child_pending_on_writable() - it was dealt with
 *
 * \param wsi: borrowed
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_clear_child_pending_on_writable(struct lws *wsi);

/**
 * lws_get_close_length() - bytes of the CLOSE payload
 *
 * \param wsi: borrowed, ws
 *
 * Returns bytes, code included.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_close_length(struct lws *wsi);

/**
 * lws_get_close_payload() - the CLOSE payload
 *
 * \param wsi: borrowed, ws
 *
 * Returns borrowed: two bytes of code, then the reason.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN unsigned char *
lws_get_close_payload(struct lws *wsi);

/**
 * lws_get_network_wsi() - the wsi that has the connection
 *
 * \param wsi: borrowed
 *
 * Returns borrowed: wsi itself, unless it is one of several streams.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_get_network_wsi(struct lws *wsi);

/**
 * lws_set_allocator() - have the library allocate with this
 *
 * \param realloc: size 0 frees; reason is for logs
 *
 * Call from: before anything else
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_allocator(void *(*realloc)(void *ptr, size_t size, const char *reason));

/**
 * lws_rx_flow_control() - stop or go on receiving
 *
 * \param wsi: borrowed
 * \param enable: 0 or 1; or LWS_RXFLOW_REASON_APPLIES with reasons
 *
 * What was read already is kept, and given to the callback when it goes on.
 * Has no effect on HTTP/2 streams.
 *
 * Returns 0, or -1.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_rx_flow_control(struct lws *wsi, int enable);

/**
 * lws_rx_flow_allow_all_protocol() - let every wsi bound to a protocol go on
 * receiving
 *
 * \param context: borrowed
 * \param protocol: borrowed
 *
 * Call from: any thread; those of another thread a little later
 */
LWS_VISIBLE LWS_EXTERN void
lws_rx_flow_allow_all_protocol(const struct lws_context *context,
			       const struct lws_protocols *protocol);

/**
 * lws_remaining_packet_payload() - how much of this ws frame has not come yet
 *
 * \param wsi: borrowed
 *
 * Returns bytes.
 * Call from: LWS_CALLBACK_RECEIVE, ..._CLIENT_RECEIVE
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_remaining_packet_payload(struct lws *wsi);

#if defined(LWS_WITH_DIR)
/**
 * lws_dir() - call cb with each entry of a folder, sorted by name
 *
 * \param dirpath: borrowed
 * \param user: for cb
 * \param cb: told of each; nonzero ends the walk
 *
 * Returns 0; nonzero: cb ended it, or the folder cannot be read.
 * Call from: any thread; blocks
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir(const char *dirpath, void *user, lws_dir_callback_function cb);

/**
 * lws_dir_via_info() - lws_dir() with its arguments in a struct
 *
 * \param info: borrowed until return
 *
 * Returns as lws_dir().
 * Call from: any thread; blocks
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir_via_info(struct lws_dir_info *info);

/**
 * lws_dir_rm_rf_cb() - for lws_dir(): remove everything
 *
 * \param dirpath: borrowed
 * \param user: not used
 * \param lde: borrowed
 *
 * Returns 0, or nonzero: cannot.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir_rm_rf_cb(const char *dirpath, void *user, struct lws_dir_entry *lde);

/**
 * lws_dir_du_cb() - for lws_dir(): add up sizes
 *
 * \param dirpath: borrowed
 * \param user: borrowed lws_dir_du_t
 * \param lde: borrowed
 *
 * Returns 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir_du_cb(const char *dirpath, void *user, struct lws_dir_entry *lde);

/**
 * lws_dir_glob_cb() - for lws_dir(): call another with what matches a pattern
 *
 * \param dirpath: borrowed
 * \param user: borrowed lws_dir_glob_t
 * \param lde: borrowed
 *
 * Returns what that answers.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir_glob_cb(const char *dirpath, void *user, struct lws_dir_entry *lde);

#endif

/**
 * lws_get_allocated_heap() - bytes the library has allocated, where it can
 * tell
 *
 * Returns bytes, or 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_get_allocated_heap(void);

/**
 * lws_get_tsi() - service thread index of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns index from 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_tsi(struct lws *wsi);

/**
 * lws_is_ssl() - does it use TLS?
 *
 * \param wsi: borrowed
 *
 * Returns LCCSCF_USE_SSL and others for a client, nonzero for a server; 0: no.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_ssl(struct lws *wsi);

/**
 * lws_is_cgi() - is it the wsi of a CGI?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_cgi(struct lws *wsi);

/**
 * lws_tls_jit_trust_blob_queury_skid() - find a certificate in a blob of
 * trusted ones, as contrib/trust-blob makes it
 *
 * \param _blob: borrowed
 * \param blen: its bytes, as its head says; at least 32768
 * \param skid: borrowed: subject key id
 * \param skid_len: its bytes
 * \param prpder: receives the certificate, DER, in the blob
 * \param prder_len: receives its bytes
 *
 * A blob may have only the first bytes of its ids, and skid may be the first
 * bytes of one; what is the same as a whole comes first.  Needs
 * LWS_WITH_TLS_JIT_TRUST.
 *
 * Returns 0; 1: it is not there; -1: that is no blob, or a broken one.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_jit_trust_blob_queury_skid(const void *_blob, size_t blen,
				   const uint8_t *skid, size_t skid_len,
				   const uint8_t **prpder, size_t *prder_len);

/**
 * lws_open() - open(), with O_CLOEXEC
 *
 * \param __file: borrowed
 * \param __oflag: as open()
 *
 * Returns fd, or -1.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_open(const char *__file, int __oflag, ...);

#if defined(LWS_WITH_TLS) && !defined(LWS_WITH_MBEDTLS)
/**
 * lws_get_ssl() - the OpenSSL object of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns borrowed SSL *, or NULL: no TLS.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN struct ssl_st *
lws_get_ssl(struct lws *wsi);

#endif

/**
 * lws_explicit_bzero() - zero a secret, whatever the compiler thinks
 *
 * \param p: borrowed
 * \param len: bytes
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_explicit_bzero(void *p, size_t len);

/**
 * lws_assert_fourcc() - log an error unless a magic number is what it should
 * be, and abort if assert() does
 *
 * \param fourcc: what it is
 * \param expected: LWS_FOURCC(...)
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_assert_fourcc(uint32_t fourcc, uint32_t expected);

/**
 * lws_humanize() - a number with a unit
 *
 * \param buf: borrowed; receives text and NUL
 * \param len: bytes of buf; what does not fit is cut
 * \param value: number
 * \param schema: borrowed: units
 *
 * Returns characters written.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_humanize(char *buf, size_t len, uint64_t value,
	     const lws_humanize_unit_t *schema);

/**
 * lws_humanize_pad() - lws_humanize(), padded on the left to columns
 *
 * \param p: borrowed; receives text and NUL
 * \param len: bytes of p
 * \param v: number
 * \param schema: borrowed: units
 *
 * Returns characters written.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_humanize_pad(char *p, size_t len, uint64_t v,
		 const lws_humanize_unit_t *schema);

/**
 * lws_ser_wu16be() - write 16 bits, big-endian, at any alignment
 *
 * \param b: borrowed; 2 bytes
 * \param u: number
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu16be(uint8_t *b, uint16_t u);

/**
 * lws_ser_wu32be() - write 32 bits
 *
 * \param b: borrowed; 4 bytes
 * \param u32: number
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu32be(uint8_t *b, uint32_t u32);

/**
 * lws_ser_wu64be() - write 64 bits
 *
 * \param b: borrowed; 8 bytes
 * \param u64: number
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu64be(uint8_t *b, uint64_t u64);

/**
 * lws_ser_ru16be() - read 16 bits, big-endian, at any alignment
 *
 * \param b: borrowed; 2 bytes
 *
 * Returns number.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN uint16_t
lws_ser_ru16be(const uint8_t *b);

/**
 * lws_ser_ru32be() - read 32 bits
 *
 * \param b: borrowed; 4 bytes
 *
 * Returns number.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_ser_ru32be(const uint8_t *b);

/**
 * lws_ser_ru64be() - read 64 bits
 *
 * \param b: borrowed; 8 bytes
 *
 * Returns number.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_ser_ru64be(const uint8_t *b);

/**
 * lws_vbi_encode() - write a variable byte integer
 *
 * \param value: at most 268435455
 * \param buf: borrowed; 4 bytes
 *
 * Returns bytes written, or -1: too large.
 * Call from: any thread
 * Source: MQTT 5.0 s1.5.5
 */
LWS_VISIBLE LWS_EXTERN int
lws_vbi_encode(uint64_t value, void *buf);

/**
 * lws_vbi_decode() - read a variable byte integer
 *
 * \param buf: borrowed
 * \param value: receives it
 * \param len: bytes of buf
 *
 * Returns bytes read, 0: it does not end there, or -1: it is malformed.
 * Call from: any thread
 * Source: MQTT 5.0 s1.5.5
 */
LWS_VISIBLE LWS_EXTERN int
lws_vbi_decode(const void *buf, uint64_t *value, size_t len);

#if defined(LWS_WITH_SPAWN)
/**
 * lws_spawn_piped() - run a program whose stdin, stdout and stderr are wsi
 *
 * \param lspi: borrowed until return
 *
 * The three are raw files of the protocol: RAW_ADOPT_FILE now, then
 * RAW_RX_FILE, RAW_WRITEABLE_FILE and RAW_CLOSE_FILE; the callback reads and
 * writes lws_get_socket_fd().  It runs in a process group of its own, with
 * default signals and none of our descriptors.  It is over, and reap_cb told,
 * when the process ended and the three are closed.  Destroying the context
 * kills it.
 *
 * Returns owned by the library until reap_cb; NULL: cannot, the log says why
 * (no such program, no permission ...) and reap_cb is not told.
 * Call from: the service thread lspi->tsi
 * Allocates: yes
 */
LWS_VISIBLE LWS_EXTERN struct lws_spawn_piped *
lws_spawn_piped(const struct lws_spawn_piped_info *lspi);

/**
 * lws_spawn_piped_kill_child_process() - end the program and all it began
 *
 * \param lsp: borrowed
 *
 * SIGTERM to its process group, and 1.5 s later SIGKILL if it is still there.
 * reap_cb comes later, from the service loop.
 *
 * Returns 0, or nonzero: its process has ended already.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_piped_kill_child_process(struct lws_spawn_piped *lsp);

/**
 * lws_spawn_get_stdwsi_open_count() - how many of its three wsi are open
 *
 * \param lsp: borrowed
 *
 * Returns 0 .. 3.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_get_stdwsi_open_count(struct lws_spawn_piped *lsp);

/**
 * lws_spawn_stdwsi_closed() - one of its wsi closed: may be called from
 * RAW_CLOSE_FILE
 *
 * \param lsp: borrowed
 * \param wsi: borrowed
 *
 * The library notices by itself as well, so not calling it does no harm.
 *
 * Returns 1: it was the last, and the program is waited for; else 0.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_stdwsi_closed(struct lws_spawn_piped *lsp, struct lws *wsi);

/**
 * lws_spawn_closedown_stdwsis() - close its wsi
 *
 * \param lsp: borrowed
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_spawn_closedown_stdwsis(struct lws_spawn_piped *lsp);

/**
 * lws_spawn_get_stdfd() - which of the three a wsi is
 *
 * \param wsi: borrowed
 *
 * Returns 0 stdin, 1 stdout, 2 stderr; -1: of no program.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_get_stdfd(struct lws *wsi);

/**
 * lws_spawn_get_fd_stdxxx() - the fd of one of the three
 *
 * \param lsp: borrowed
 * \param std_idx: 0, 1 or 2
 *
 * Returns borrowed fd; -1: it is closed.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_get_fd_stdxxx(struct lws_spawn_piped *lsp, int std_idx);

/**
 * lws_spawn_prepare_self_cgroup() - have a cgroup below our own for programs
 * we run
 *
 * \param user: borrowed: owner; NULL: us
 * \param group: borrowed: group; NULL: ours
 *
 * To be called before root's rights are given up.
 *
 * Returns 0, or nonzero: not on this system, or not allowed; the log says why.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_prepare_self_cgroup(const char *user, const char *group);

/**
 * lws_spawn_get_self_cgroup() - our own cgroup
 *
 * \param cgroup: borrowed; receives its path below the root of cgroups
 * \param max: bytes of cgroup
 *
 * Returns 0, or nonzero: there is none.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_spawn_get_self_cgroup(char *cgroup, size_t max);

#endif

/**
 * lws_fsmount_mount() - mount folders one above the other, and keep changes
 * apart from them (Linux's overlayfs)
 *
 * \param fsm: borrowed until return
 *
 * What is seen at fsm->mp is, from the top: what was changed there, then
 * layers[3] down to layers[0], then distro.  Layers are never written; changes
 * are kept in overlay_path/ovname (made if need be, below a folder that
 * exists), and are there again at the next mount.
 *
 * Needs LWS_WITH_FSMOUNT, and the right to mount, which also root of a user
 * namespace has.  Paths with ',', ':' or '\\' cannot be mounted.
 *
 * Returns 0, or nonzero: nothing is mounted, and the log says why.
 * Call from: any thread; blocks as mount(2) does
 * Allocates: a page, until return
 */
LWS_VISIBLE LWS_EXTERN int
lws_fsmount_mount(struct lws_fsmount *fsm);

/**
 * lws_fsmount_unmount() - unmount what is mounted last at fsm->mp; what was
 * changed stays
 *
 * \param fsm: borrowed until return; only mp is read
 *
 * Returns 0, or nonzero: nothing is mounted there, or files of it are in use;
 * the log says why.
 * Call from: any thread; blocks as umount(2) does
 */
LWS_VISIBLE LWS_EXTERN int
lws_fsmount_unmount(struct lws_fsmount *fsm);

/**
 * lws_minilex_parse() - follow one character through a generated table of
 * words
 *
 * \param lex: borrowed table, made by contrib/generate-byte-lexer.py
 * \param ps: state, 0 at first
 * \param c: the character
 * \param match: receives which word, on LWS_MINILEX_MATCH
 *
 * Returns LWS_MINILEX_...; a match may go on to a longer word.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_minilex_parse(const uint8_t *lex, int16_t *ps, const uint8_t c, int *match);

/**
 * lws_sigbits() - how many bits a number needs
 *
 * \param u: number
 *
 * Returns 1 .. 64; 1 for 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN unsigned int
lws_sigbits(uintptr_t u);

/**
 * lws_wol() - wake a machine of the local network up
 *
 * \param ctx: borrowed
 * \param ip_or_NULL: NULL, or borrowed: numeric IPv4 address of ours to send
 *   from, which tells the network when there are several
 * \param mac_6_bytes: borrowed: whom
 *
 * Broadcasts one "magic packet", UDP to 255.255.255.255 port 9.  Nobody says
 * whether it was heard.
 *
 * Returns 0, or nonzero: it was not sent, the log says why.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_wol(struct lws_context *ctx, const char *ip_or_NULL, uint8_t *mac_6_bytes);

LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_si[7];
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_si_bytes[7];
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_us[8];

/** @} */

#endif
