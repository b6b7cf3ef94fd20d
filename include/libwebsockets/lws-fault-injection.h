/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_FAULT_INJECTION_H)
#define LIBWEBSOCKETS_LWS_FAULT_INJECTION_H

/**
 * \defgroup fault_injection Faults to inject, and a source of repeatable
 * randomness
 * Things that seldom go wrong, such as connecting or memory, are made to go
 * wrong by name, to test what comes of it.  Needs LWS_WITH_SYS_FAULT_INJECTION;
 * without it lws_fi() and the lws_fi_user_..._fi() are 0 and cost nothing, and
 * lws_xos...() are there all the same.  See READMEs/README.fault-injection.md.
 * @{
 */

#if defined(LWS_WITH_SYS_FAULT_INJECTION)
/** faults of yours, by the rules of a wsi: nonzero: it strikes now */
#define lws_fi_user_wsi_fi(_wsi, _name)     _lws_fi_user_wsi_fi(_wsi, _name)
/** the same by the rules of a context */
#define lws_fi_user_context_fi(_ctx, _name) _lws_fi_user_context_fi(_ctx, _name)
/** the same by the rules of a secure stream */
#define lws_fi_user_ss_fi(_h, _name)        _lws_fi_user_ss_fi(_h, _name)
/** the same by the rules of a secure stream of a proxy's client */
#define lws_fi_user_sspc_fi(_h, _name)      _lws_fi_user_sspc_fi(_h, _name)
#else
#define lws_fi(_fi_name, _fic) (0)
#define lws_fi_destroy(_x)
#define lws_fi_inherit_copy(_a, _b, _c, _d)
#define lws_fi_deserialize(_x, _y)
#define lws_fi_user_wsi_fi(_wsi, _name)     (0)
#define lws_fi_user_context_fi(_wsi, _name) (0)
#define lws_fi_user_ss_fi(_h, _name)        (0)
#define lws_fi_user_sspc_fi(_h, _name)      (0)
#endif

struct lws_xos;
struct lws_fi;
struct lws_fi_ctx;

typedef struct lws_xos lws_xos_t;
typedef struct lws_fi lws_fi_t;
typedef struct lws_fi_ctx lws_fi_ctx_t;

/** when a fault strikes: lws_fi_t.type */
enum {
	/** each time */
	LWSFI_ALWAYS,
	/** not the first `pre` times, then `count` times, then no more */
	LWSFI_DETERMINISTIC,
	/** `pre` percent of the times */
	LWSFI_PROBABILISTIC,
	/**
	 * After `pre` times, those whose bit is set: `count` bits, the lowest
	 * of pattern[0] first, over and over.  The pattern is borrowed while
	 * the rule and its copies live
	 */
	LWSFI_PATTERN,
	/** the same; the pattern, made by lws_realloc(), is taken */
	LWSFI_PATTERN_ALLOC,
	/** never: it is a number from `pre` to `count`, both included */
	LWSFI_RANGE,
};

/** a pseudo random sequence */
struct lws_xos {
	uint64_t s[4];
};

/** a rule: which fault strikes when */
struct lws_fi {
	/** the fault, with the scopes before it: "wsi=client/connfail" */
	const char *name;
	/** see LWSFI_PATTERN */
	const uint8_t *pattern;
	/** see LWSFI_... */
	uint64_t pre;
	/** see LWSFI_... */
	uint64_t count;
	/** how often it was asked for; 0 at first */
	uint64_t times;
	/** LWSFI_... */
	char type;
};

/** a list of rules; all zero is an empty one */
struct lws_fi_ctx {
	/** the rules, ours */
	lws_dll2_owner_t fi_owner;
	/** where chance comes from; lws_xos_init() it to choose the seed */
	struct lws_xos xos;
	/** borrowed, or NULL: whose list it is, for log lines */
	const char *name;
};

/**
 * lws_xos_init() - begin a pseudo random sequence: xoshiro256**, its state
 * made of the seed by splitmix64
 *
 * \param xos: borrowed
 * \param seed: the same gives the same
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_xos_init(struct lws_xos *xos, uint64_t seed);

/**
 * lws_xos() - the next 64 pseudo random bits; not for secrets
 *
 * \param xos: borrowed
 *
 * Returns number.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_xos(struct lws_xos *xos) LWS_WARN_UNUSED_RESULT;

/**
 * lws_xos_percent() - true so often
 *
 * \param xos: borrowed
 * \param percent: 0 .. 100
 *
 * Returns 1 or 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_xos_percent(struct lws_xos *xos, int percent) LWS_WARN_UNUSED_RESULT;

#if defined(LWS_WITH_SYS_FAULT_INJECTION)
/**
 * lws_fi() - does a fault strike now?
 *
 * \param fic: borrowed, or NULL; what its rule counts moves on
 * \param fi_name: borrowed: the fault, without scopes
 *
 * Returns 1 and logs it, or 0: it does not, or there is no rule for it.
 * Call from: the thread that fic belongs to
 */
LWS_VISIBLE LWS_EXTERN int
lws_fi(const lws_fi_ctx_t *fic, const char *fi_name);

/**
 * lws_fi_range() - a number that a rule of LWSFI_RANGE allows
 *
 * \param fic: borrowed, or NULL
 * \param name: borrowed: the number's, without scopes
 * \param result: set when there is such a rule
 *
 * Returns 0, or 1: there is none, *result is as it was.
 * Call from: the thread that fic belongs to
 */
LWS_VISIBLE LWS_EXTERN int
lws_fi_range(const lws_fi_ctx_t *fic, const char *name, uint64_t *result);

/**
 * lws_fi_add() - one more rule, or another one of that name
 *
 * \param fic: borrowed
 * \param fi: copied, its name too; for its pattern see LWSFI_PATTERN
 *
 * Returns 0, or 1: out of memory, or it makes no sense (no name, over 100
 * percent, no bits, a range backwards), and nothing was changed or taken.
 * Call from: the thread that fic belongs to
 */
LWS_VISIBLE LWS_EXTERN int
lws_fi_add(lws_fi_ctx_t *fic, const lws_fi_t *fi);

/**
 * lws_fi_remove() - the rule of that name goes
 *
 * \param fic: borrowed
 * \param name: borrowed, with its scopes; of no rule: nothing happens
 *
 * Call from: the thread that fic belongs to
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_remove(lws_fi_ctx_t *fic, const char *name);

/**
 * lws_fi_import() - all rules move from one list to another
 *
 * \param fic_dest: borrowed; rules that it had of the same names are replaced
 * \param fic_src: borrowed; empty afterwards.  Its seed goes along, unless
 * fic_dest has one
 *
 * lws_create_context(), lws_create_vhost() and lws_client_connect_via_info()
 * do it with the fic of what they are given, whatever becomes of the call.
 * Call from: the thread that both belong to
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_import(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src);

/**
 * lws_fi_inherit_copy() - copies the rules that are meant for an object
 *
 * \param fic_dest: borrowed: the object's list
 * \param fic_src: borrowed
 * \param scope: borrowed: what the object is, "wsi"
 * \param value: borrowed, or NULL: which one it is
 *
 * Those of "scope/" and "scope=value/" are copied without that, and begin to
 * count at 0.
 * Call from: the thread that both belong to
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_inherit_copy(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src,
		    const char *scope, const char *value);

/**
 * lws_fi_destroy() - all rules go; the list can be used again
 *
 * \param fic: borrowed
 *
 * Call from: the thread that fic belongs to
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_destroy(const lws_fi_ctx_t *fic);

/**
 * lws_fi_deserialize() - rules from text
 *
 * \param fic: borrowed
 * \param sers: borrowed: rules with commas between, each a name, which may have
 * (10%) behind it, (..X.X) or (100..300).  What is no rule is logged and left
 * out
 *
 * Call from: the thread that fic belongs to
 */
LWS_VISIBLE LWS_EXTERN void
lws_fi_deserialize(lws_fi_ctx_t *fic, const char *sers);

/**
 * _lws_fi_user_wsi_fi() - see lws_fi_user_wsi_fi()
 *
 * \param wsi: borrowed
 * \param name: borrowed: of a fault of yours, without scopes
 *
 * Returns 1 (it strikes now) or 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
_lws_fi_user_wsi_fi(struct lws *wsi, const char *name);

/**
 * _lws_fi_user_context_fi() - see lws_fi_user_context_fi()
 *
 * \param ctx: borrowed
 * \param name: borrowed: of a fault of yours, without scopes
 *
 * Returns 1 (it strikes now) or 0.
 * Call from: any service thread
 */
LWS_VISIBLE LWS_EXTERN int
_lws_fi_user_context_fi(struct lws_context *ctx, const char *name);

#endif

#if defined(LWS_WITH_SYS_FAULT_INJECTION) && defined(LWS_WITH_SECURE_STREAMS)
/**
 * _lws_fi_user_ss_fi() - see lws_fi_user_ss_fi()
 *
 * \param h: borrowed
 * \param name: borrowed: of a fault of yours, without scopes
 *
 * Returns 1 (it strikes now) or 0.
 * Call from: the stream's service thread
 */
LWS_VISIBLE LWS_EXTERN int
_lws_fi_user_ss_fi(struct lws_ss_handle *h, const char *name);

#endif

#if defined(LWS_WITH_SYS_FAULT_INJECTION) && \
	defined(LWS_WITH_SECURE_STREAMS) &&  \
	defined(LWS_WITH_SECURE_STREAMS_PROXY_API)
/**
 * _lws_fi_user_sspc_fi() - see lws_fi_user_sspc_fi()
 *
 * \param h: borrowed
 * \param name: borrowed: of a fault of yours, without scopes
 *
 * Returns 1 (it strikes now) or 0.
 * Call from: the stream's service thread
 */
LWS_VISIBLE LWS_EXTERN int
_lws_fi_user_sspc_fi(struct lws_sspc_handle *h, const char *name);

#endif

/** @} */

#endif
