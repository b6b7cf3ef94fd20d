/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_PROTOCOLS_PLUGINS_H)
#define LIBWEBSOCKETS_LWS_PROTOCOLS_PLUGINS_H

/**
 * \defgroup protocols Protocols and plugins
 * A protocol is a name, a callback and the size of what each connection wants
 * to
 * remember.
 * @{
 */

/** ends an array of lws_protocols */
#define LWS_PROTOCOL_LIST_TERM               \
	{                                    \
		NULL, NULL, 0, 0, 0, NULL, 0 \
	}
/** a plugin's header has it */
#define LWS_PLUGIN_API_MAGIC           191
#define LWSOMPROIDX_DIRECT_HTTP_SERVER 0
#define LWSOMPROIDX_PROX_HTTP_SERVER   1
#define LWSOMPROIDX_PROX_WS_SERVER     2
#define LWSOMPROIDX_PROX_WS_CLIENT     3

struct lws_protocols;
struct lws_plugin_header;
struct lws_plugin_protocol;
struct lws_plugin;
struct lws_plugin_evlib;
struct lws_event_loop_ops;
struct lws_protocol_vhost_options;

typedef struct lws_plugin_header lws_plugin_header_t;
typedef struct lws_plugin_protocol lws_plugin_protocol_t;
typedef struct lws_plugin_evlib lws_plugin_evlib_t;

/** const data of yours, borrowed while the vhost lives */
struct lws_protocols {
	/** by which pvo, mounts and ws subprotocols find it */
	const char *name;
	/** what it does */
	lws_callback_function *callback;
	/** bytes each wsi has, zeroed: user in the callback */
	size_t per_session_data_size;
	/** bytes a callback is given at most; 0: info.pt_serv_buf_size */
	size_t rx_buffer_size;
	/** yours */
	unsigned int id;
	/** yours */
	void *user;
	/** bytes one send may have; 0: any */
	size_t tx_packet_size;
};

/** what every plugin begins with */
struct lws_plugin_header {
	/** of the plugin; the exported symbol */
	const char *name;
	/** "lws_protocol_plugin", "lws_evlib_plugin" */
	const char *_class;
	/** LWS_BUILD_HASH it was built with */
	const char *lws_build_hash;
	/** LWS_PLUGIN_API_MAGIC */
	unsigned int api_magic;
};

/** what a protocol plugin exports */
struct lws_plugin_protocol {
	/** _class "lws_protocol_plugin" */
	lws_plugin_header_t hdr;
	/** array */
	const struct lws_protocols *protocols;
	/** array, or NULL */
	const struct lws_extension *extensions;
	/** how many */
	int count_protocols;
	/** how many */
	int count_extensions;
};

/** a loaded plugin */
struct lws_plugin {
	/** the next */
	struct lws_plugin *list;
	/** borrowed from it */
	const lws_plugin_header_t *hdr;
	union {
		void *l;
	} u;
};

/** what an event library plugin exports */
struct lws_plugin_evlib {
	/** _class "lws_evlib_plugin" */
	lws_plugin_header_t hdr;
	/** the event loop */
	const struct lws_event_loop_ops *ops;
};

/** nonzero ends the walk */
typedef int (*each_plugin_cb_t)(struct lws_plugin *p, void *user);

/**
 * lws_vhost_name_to_protocol() - a vhost's protocol, by name
 *
 * \param vh: borrowed
 * \param name: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_vhost_name_to_protocol(struct lws_vhost *vh, const char *name);

/**
 * lws_get_protocol() - what a wsi is bound to
 *
 * \param wsi: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_get_protocol(struct lws *wsi);

/**
 * lws_protocol_get() - older name of lws_get_protocol()
 *
 * \param wsi: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_protocol_get(struct lws *wsi) LWS_WARN_DEPRECATED;

/**
 * lws_protocol_vh_priv_zalloc() - memory for a protocol on a vhost
 *
 * \param vhost: borrowed
 * \param prot: borrowed, of that vhost
 * \param size: bytes
 *
 * Returns zeroed, borrowed until the vhost goes; NULL: no memory, or no such
 * protocol.
 * Call from: LWS_CALLBACK_PROTOCOL_INIT
 * Allocates: size bytes
 */
LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_zalloc(struct lws_vhost *vhost,
			    const struct lws_protocols *prot, int size);

/**
 * lws_protocol_vh_priv_get() - that memory
 *
 * \param vhost: borrowed
 * \param prot: borrowed
 *
 * Returns borrowed, or NULL: there is none.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_get(struct lws_vhost *vhost,
			 const struct lws_protocols *prot);

/**
 * lws_vhd_find_by_pvo() - that memory of whichever vhost has a pvo of that
 * value on the protocol
 *
 * \param cx: borrowed
 * \param protname: borrowed
 * \param pvo_name: borrowed
 * \param pvo_value: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_vhd_find_by_pvo(struct lws_context *cx, const char *protname,
		    const char *pvo_name, const char *pvo_value);

/**
 * lws_adjust_protocol_psds() - make sure that a wsi has so much per-session
 * memory
 *
 * \param wsi: borrowed
 * \param new_size: bytes
 *
 * Returns it, zeroed if it is new; NULL: no memory.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_adjust_protocol_psds(struct lws *wsi, size_t new_size);

/**
 * lws_finalize_startup() - change user and group now; with EXPLICIT_VHOSTS,
 * when all vhosts are there
 *
 * \param context: borrowed
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_finalize_startup(struct lws_context *context);

/**
 * lws_pvo_search() - an option by name
 *
 * \param pvo: borrowed, or NULL
 * \param name: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const struct lws_protocol_vhost_options *
lws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name);

/**
 * lws_pvo_get_str() - the text of an option by name
 *
 * \param in: in of LWS_CALLBACK_PROTOCOL_INIT
 * \param name: borrowed
 * \param result: receives it, borrowed
 *
 * Returns 0, or nonzero: there is none, and *result is as it was (a default).
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_pvo_get_str(void *in, const char *name, const char **result);

/**
 * lws_protocol_init() - LWS_CALLBACK_PROTOCOL_INIT for vhosts that have not
 * had it
 *
 * \param context: borrowed
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_protocol_init(struct lws_context *context);

/**
 * lws_plugins_init() - load the plugins of some folders
 *
 * \param pplugin: borrowed list, added to
 * \param d: borrowed array of folders, NULL at the end
 * \param _class: of plugins wanted
 * \param filter: NULL, or the only one wanted
 * \param each: NULL, or called with each
 * \param each_user: for each
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_plugins_init(struct lws_plugin **pplugin, const char *const *d,
		 const char *_class, const char *filter, each_plugin_cb_t each,
		 void *each_user);

/**
 * lws_plugins_destroy() - unload them
 *
 * \param pplugin: *pplugin becomes NULL
 * \param each: NULL, or called with each before
 * \param each_user: for each
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_plugins_destroy(struct lws_plugin **pplugin, each_plugin_cb_t each,
		    void *each_user);

#if defined(LWS_WITH_PLUGINS_BUILTIN)
LWS_VISIBLE extern const struct lws_protocols post_demo_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_raw_proxy_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_status_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_mirror_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_ssh_base_protocols[2];
LWS_VISIBLE extern const struct lws_protocols dumb_increment_protocols[1];
LWS_VISIBLE extern const struct lws_protocols deaddrop_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_raw_test_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_sshd_demo_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_acme_client_protocols[1];
LWS_VISIBLE extern const struct lws_protocols client_loopback_test_protocols[1];
LWS_VISIBLE extern const struct lws_protocols fulltext_demo_protocols[1];
LWS_VISIBLE extern const struct lws_protocols lws_openmetrics_export_protocols;
#endif

/** @} */

#endif
