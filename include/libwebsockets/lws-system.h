/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_SYSTEM_H)
#define LIBWEBSOCKETS_LWS_SYSTEM_H

/**
 * \defgroup lws_system What the library may ask the system for, and tells it
 * @{
 */

#define LWSSYSGAUTH_HEX (1 << 0)

struct lws_system_ops;
struct lws_attach_item;
struct lws_dhcpc_ifstate;
struct lws_system_blob;

typedef struct lws_system_blob lws_system_blob_t;
typedef struct lws_system_ops lws_system_ops_t;
typedef struct lws_dhcpc_ifstate lws_dhcpc_ifstate_t;

typedef enum {
	LWS_SYSBLOB_TYPE_AUTH,
	LWS_SYSBLOB_TYPE_CLIENT_CERT_DER = LWS_SYSBLOB_TYPE_AUTH + 2,
	LWS_SYSBLOB_TYPE_CLIENT_KEY_DER,
	LWS_SYSBLOB_TYPE_DEVICE_SERIAL,
	LWS_SYSBLOB_TYPE_DEVICE_FW_VERSION,
	LWS_SYSBLOB_TYPE_DEVICE_TYPE,
	LWS_SYSBLOB_TYPE_NTP_SERVER,
	LWS_SYSBLOB_TYPE_MQTT_CLIENT_ID,
	LWS_SYSBLOB_TYPE_MQTT_USERNAME,
	LWS_SYSBLOB_TYPE_MQTT_PASSWORD,
	LWS_SYSBLOB_TYPE_EXT_AUTH1,
	LWS_SYSBLOB_TYPE_EXT_AUTH2 = LWS_SYSBLOB_TYPE_EXT_AUTH1 + 2,
	LWS_SYSBLOB_TYPE_EXT_AUTH3 = LWS_SYSBLOB_TYPE_EXT_AUTH2 + 2,
	LWS_SYSBLOB_TYPE_EXT_AUTH4 = LWS_SYSBLOB_TYPE_EXT_AUTH3 + 2,
	LWS_SYSBLOB_TYPE_EXT_AUTH4_1,
	LWS_SYSBLOB_TYPE_COUNT,
} lws_system_blob_item_t;

/** states of the context's state manager, passed in order */
typedef enum {
	LWS_SYSTATE_UNKNOWN,
	LWS_SYSTATE_CONTEXT_CREATED,
	LWS_SYSTATE_INITIALIZED,
	LWS_SYSTATE_COLLECTING_STDIN,
	LWS_SYSTATE_IFACE_COLDPLUG,
	LWS_SYSTATE_DHCP,
	LWS_SYSTATE_CPD_PRE_TIME,
	LWS_SYSTATE_TIME_VALID,
	LWS_SYSTATE_CPD_POST_TIME,
	LWS_SYSTATE_POLICY_VALID,
	LWS_SYSTATE_REGISTERED,
	LWS_SYSTATE_AUTH1,
	LWS_SYSTATE_AUTH2,
	LWS_SYSTATE_ONE_TIME_UPDATES,
	LWS_SYSTATE_OPERATIONAL,
	LWS_SYSTATE_POLICY_INVALID,
	LWS_SYSTATE_CONTEXT_DESTROYING,
	LWS_SYSTATE_AWAITING_MODAL_UPDATING,
	LWS_SYSTATE_MODAL_UPDATING,
} lws_system_states_t;

typedef enum {
	LWS_CPD_UNKNOWN = 0,
	LWS_CPD_INTERNET_OK,
	LWS_CPD_CAPTIVE_PORTAL,
	LWS_CPD_NO_INTERNET,
} lws_cpd_result_t;

enum {
	LWSDH_IPV4_SUBNET_MASK = 0,
	LWSDH_IPV4_BROADCAST,
	LWSDH_LEASE_SECS,
	LWSDH_REBINDING_SECS,
	LWSDH_RENEWAL_SECS,
	_LWSDH_NUMS_COUNT,
	LWSDH_SA46_IP = 0,
	LWSDH_SA46_DNS_SRV_1,
	LWSDH_SA46_DNS_SRV_2,
	LWSDH_SA46_DNS_SRV_3,
	LWSDH_SA46_DNS_SRV_4,
	LWSDH_SA46_IPV4_ROUTER,
	LWSDH_SA46_NTP_SERVER,
	LWSDH_SA46_DHCP_SERVER,
	_LWSDH_SA46_COUNT,
};

enum {
	LWS_SAS_FLAG__APPEND_COMMANDLINE = (1 << 0),
};

/** called in service thread tsi */
typedef void (*lws_attach_cb_t)(struct lws_context *context, int tsi,
				void *opaque);

/** Const, borrowed by info.system_ops; any member may be NULL. */
struct lws_system_ops {
	/** restart the machine */
	int (*reboot)(void);
	/** set the time: microseconds since 1970 */
	int (*set_clock)(lws_usec_t us);
	/** run cb in a service thread, in or after a state; any thread */
	int (*attach)(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		      lws_system_states_t state, void *opaque,
		      struct lws_attach_item **get);
	/**
	 * find out how we reach the internet; answer with lws_system_cpd_set()
	 */
	int (*captive_portal_detect_request)(struct lws_context *context);
	/** a metric is reported; nonzero: begin it anew */
	int (*metric_report)(lws_metric_pub_t *mdata);
	/** whom do you trust with the key of that subject key id?  Answer with
	 * lws_tls_jit_trust_got_cert_cb(); nonzero: there will be no answer.
	 * In a service thread */
	int (*jit_trust_query)(struct lws_context *cx, const uint8_t *skid,
			       size_t skid_len, void *got_opaque);
	/** what came on stdin; NULL, 0: it ended */
	int (*stdin_rx)(struct lws_context *cx, const char *buf, size_t len);
	/** firmware updates */
	lws_ota_ops_t ota_ops;
	/** microseconds it takes to wake up */
	uint32_t wake_latency_us;
};

struct lws_dhcpc_ifstate {
	char ifname[16];
	char domain[64];
	uint8_t mac[6];
	uint32_t nums[_LWSDH_NUMS_COUNT];
	lws_sockaddr46 sa46[_LWSDH_SA46_COUNT];
};

typedef int (*dhcpc_cb_t)(void *opaque, lws_dhcpc_ifstate_t *is);

/**
 * lws_system_blob_direct_set() - have a blob be this memory
 *
 * \param b: borrowed
 * \param ptr: borrowed while it is
 * \param len: bytes
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_direct_set(lws_system_blob_t *b, const uint8_t *ptr,
			   size_t len);

/**
 * lws_system_blob_heap_empty() - have a blob be nothing, on the heap
 *
 * \param b: borrowed
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_heap_empty(lws_system_blob_t *b);

/**
 * lws_system_blob_heap_append() - copy bytes behind it
 *
 * \param b: borrowed
 * \param ptr: borrowed until return
 * \param len: bytes
 *
 * Returns 0, or nonzero: no memory.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_heap_append(lws_system_blob_t *b, const uint8_t *ptr,
			    size_t len);

/**
 * lws_system_blob_get_size() - how long it is
 *
 * \param b: borrowed
 *
 * Returns bytes.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_system_blob_get_size(lws_system_blob_t *b);

/**
 * lws_system_blob_get_single_ptr() - where it is, if it is in one piece
 *
 * \param b: borrowed
 * \param ptr: receives it, borrowed
 *
 * Returns 0, or -1: it is empty or in pieces.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get_single_ptr(lws_system_blob_t *b, const uint8_t **ptr);

/**
 * lws_system_blob_get() - copy part of it
 *
 * \param b: borrowed
 * \param ptr: borrowed; receives it
 * \param len: bytes of ptr; receives bytes copied
 * \param ofs: bytes to skip
 *
 * Returns 0, or nonzero: ofs is behind the end.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get(lws_system_blob_t *b, uint8_t *ptr, size_t *len,
		    size_t ofs);

/**
 * lws_system_blob_destroy() - free what it has
 *
 * \param b: borrowed
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_destroy(lws_system_blob_t *b);

/**
 * lws_system_get_blob() - a blob: something only the device knows, such as its
 * serial number
 *
 * \param context: borrowed
 * \param type: LWS_SYSBLOB_TYPE_...
 * \param idx: 0, or 1 of LWS_SYSBLOB_TYPE_AUTH
 *
 * Returns borrowed, or NULL.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN lws_system_blob_t *
lws_system_get_blob(struct lws_context *context, lws_system_blob_item_t type,
		    int idx);

/**
 * lws_tls_jit_trust_got_cert_cb() - answer a system_ops->jit_trust_query
 *
 * \param cx: borrowed, as it was given there
 * \param got_opaque: as it was given there; it is a number, and may be used
 *                    however late
 * \param skid: borrowed: the subject key id that was asked for
 * \param skid_len: its bytes
 * \param der: borrowed until return: the CA certificate of that key, from where
 *             you trust it to be; NULL: you trust none
 * \param der_len: its bytes
 *
 * May be called within the query or later, once for each query.  Needs
 * LWS_WITH_TLS_JIT_TRUST.
 *
 * Returns 0: noted, or nonzero: nobody waits for it (any more), or it is not a
 * CA certificate of that key that is valid now; the log says so.
 * Call from: the service thread that asked
 * Allocates: a copy of der; with the last answer of a host, a vhost
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_jit_trust_got_cert_cb(struct lws_context *cx, void *got_opaque,
			      const uint8_t *skid, size_t skid_len,
			      const uint8_t *der, size_t der_len);

#if defined(LWS_WITH_SYS_STATE)
/**
 * lws_system_get_state_manager() - the state manager that has the context's
 * system state
 *
 * \param context: borrowed
 *
 * Returns borrowed.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN lws_state_manager_t *
lws_system_get_state_manager(struct lws_context *context);

#endif

/**
 * lws_system_get_ops() - info.system_ops
 *
 * \param context: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const lws_system_ops_t *
lws_system_get_ops(struct lws_context *context);

#if defined(LWS_WITH_SYS_STATE)
/**
 * lws_system_context_from_system_mgr() - the context whose state manager this
 * is
 *
 * \param mgr: borrowed
 *
 * Returns borrowed.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_system_context_from_system_mgr(lws_state_manager_t *mgr);

#endif

/**
 * __lws_system_attach() - have a service thread call cb in one of its turns
 *
 * \param context: borrowed
 * \param tsi: which service thread, from 0
 * \param cb: called once in it, when the system state is `state` or further;
 *   not at all if the context is destroyed before
 * \param state: what to wait for; without LWS_WITH_SYS_STATE nothing
 * \param opaque: the user's, given to cb
 * \param get: NULL; else it receives NULL, since the threads fetch their work
 *
 * This is what a system_ops->attach may call as it is.
 *
 * Returns 0, or 1: there is no such thread, too many wait, no memory, or the
 * context is being destroyed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
__lws_system_attach(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		    lws_system_states_t state, void *opaque,
		    struct lws_attach_item **get);

#if defined(LWS_WITH_SYS_DHCP_CLIENT)
LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_request(struct lws_context *c, const char *i, int af, dhcpc_cb_t cb,
		  void *opaque);

LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_remove(struct lws_context *context, const char *iface);

LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_status(struct lws_context *context, lws_sockaddr46 *sa46);

#endif

/**
 * lws_system_cpd_start() - find out how we reach the internet
 *
 * \param context: borrowed
 *
 * A new round: the state is unknown until lws_system_cpd_set() is called.
 *
 * Returns what system_ops->captive_portal_detect_request does, or -1: there is
 * none.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_cpd_start(struct lws_context *context);

/**
 * lws_system_cpd_start_defer() - do so later
 *
 * \param cx: borrowed
 * \param defer_us: microseconds from now; replaces what was put off before
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_start_defer(struct lws_context *cx, lws_usec_t defer_us);

/**
 * lws_system_cpd_set() - what was found
 *
 * \param context: borrowed
 * \param result: LWS_CPD_...; the first of a round that is not unknown counts
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_set(struct lws_context *context, lws_cpd_result_t result);

/**
 * lws_system_cpd_state_get() - how we reach the internet, as far as known
 *
 * \param context: borrowed
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN lws_cpd_result_t
lws_system_cpd_state_get(struct lws_context *context);

/**
 * lws_system_adopt_stdin() - read standard input in the loop
 *
 * \param cx: borrowed
 * \param flags: LWS_SAS_FLAG__APPEND_COMMANDLINE: at its end, its words (64 KiB
 *   and 1024 of them at most) are found by lws_cmdline_option_cx() as well
 *
 * What comes is given to system_ops->stdin_rx, whose nonzero answer ends the
 * reading; NULL, 0 tells the end.  With a stdin_rx the library calls this by
 * itself in the state COLLECTING_STDIN, which lasts until then.  fd 0 stays
 * open, in the mode it was.
 *
 * Returns 0, or -1: it was adopted already, or cannot be read.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_adopt_stdin(struct lws_context *cx, unsigned int flags);

/** @} */

#endif
