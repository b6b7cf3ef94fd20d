/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_ADOPT_H)
#define LIBWEBSOCKETS_LWS_ADOPT_H

/**
 * \defgroup adopt Adopting fds
 * Make a wsi of an fd that somebody else opened: an accepted socket, a pipe, a
 * device, a UDP socket.
 * @{
 */

/** of a lws_sockaddr46 *: for bind(), connect() and the like */
#define sa46_sockaddr(_sa46) ((struct sockaddr *)(_sa46))
/** its length, socklen_t */
#define sa46_socklen(_sa46)                               \
	((socklen_t)((_sa46)->sa4.sin_family == AF_INET   \
			     ? sizeof(struct sockaddr_in) \
			     : sizeof(struct sockaddr_in6)))
/** set its port; _sp in network order */
#define sa46_sockport(_sa46, _sp)                       \
	{                                               \
		if ((_sa46)->sa4.sin_family == AF_INET) \
			(_sa46)->sa4.sin_port = (_sp);  \
		else                                    \
			(_sa46)->sa6.sin6_port = (_sp); \
	}
/** where its 4 or 16 address bytes are: uint8_t * */
#define sa46_address(_sa46)                                   \
	((uint8_t *)((_sa46)->sa4.sin_family == AF_INET       \
			     ? (void *)&(_sa46)->sa4.sin_addr \
			     : (void *)&(_sa46)->sa6.sin6_addr))
/** 4 or 16 */
#define sa46_address_len(_sa46) ((_sa46)->sa4.sin_family == AF_INET ? 4 : 16)
/** bind() to the address instead of connect() */
#define LWS_CAUDP_BIND          (1 << 0)
/** may send to broadcast addresses */
#define LWS_CAUDP_BROADCAST     (1 << 1)
/** a link-level packet socket */
#define LWS_CAUDP_PF_PACKET     (1 << 2)

struct lws_adopt_desc;

typedef struct lws_adopt_desc lws_adopt_desc_t;

typedef enum {
	/** a pipe, terminal or device: RAW_..._FILE callbacks */
	LWS_ADOPT_RAW_FILE_DESC = 0,
	/** it will speak HTTP, and may upgrade */
	LWS_ADOPT_HTTP = 1,
	/** it is a socket, not a file */
	LWS_ADOPT_SOCKET = 2,
	/** do TLS on it if the vhost has TLS */
	LWS_ADOPT_ALLOW_SSL = 4,
	/** it is a UDP socket */
	LWS_ADOPT_FLAG_UDP = 16,
	/** a raw proxy's accepted side */
	LWS_ADOPT_FLAG_RAW_PROXY = 32,
	LWS_ADOPT_RAW_SOCKET_UDP = LWS_ADOPT_SOCKET | LWS_ADOPT_FLAG_UDP,
} lws_adoption_type;

/** an fd of either kind */
typedef union {
	lws_sockfd_type sockfd;
	lws_filefd_type filefd;
} lws_sock_file_fd_type;

/** an IPv4 or IPv6 socket address; sa4.sin_family tells which */
typedef union {
	struct sockaddr_in6 sa6;
	struct sockaddr_in sa4;
} lws_sockaddr46;

/** what lws_get_udp() gives */
struct lws_udp {
	/** whom the last datagram came from, and lws_write() sends to */
	lws_sockaddr46 sa46;
	/** where the datagram waiting to leave goes */
	lws_sockaddr46 sa46_pending;
	/** it is connect()ed: one peer only */
	uint8_t connected : 1;
};

/** arguments of lws_adopt_descriptor_vhost_via_info() */
struct lws_adopt_desc {
	/** borrowed: where it belongs */
	struct lws_vhost *vh;
	/** LWS_ADOPT_... bits */
	lws_adoption_type type;
	/** taken: closed when adopting fails (sockets) */
	lws_sock_file_fd_type fd;
	/** borrowed, or NULL: protocol to bind to */
	const char *vh_prot_name;
	/** borrowed, or NULL: when it closes this closes */
	struct lws *parent;
	/** opaque user data of the wsi */
	void *opaque;
	/** NULL, or its name for fault injection */
	const char *fi_wsi_name;
};

/**
 * lws_adopt_socket() - take an accepted socket into the first vhost, to speak
 * HTTP, and TLS if the vhost does
 *
 * \param context: borrowed
 * \param accept_fd: taken: closed on failure
 *
 * Returns the wsi, or NULL.
 * Call from: a service thread
 * Allocates: wsi and conn
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket(struct lws_context *context, lws_sockfd_type accept_fd);

/**
 * lws_adopt_socket_vhost() - lws_adopt_socket() for another vhost
 *
 * \param vh: borrowed
 * \param accept_fd: taken: closed on failure
 *
 * Returns the wsi, or NULL.
 * Call from: a service thread
 * Allocates: wsi and conn
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost(struct lws_vhost *vh, lws_sockfd_type accept_fd);

/**
 * lws_adopt_descriptor_vhost() - take an fd of any kind
 *
 * \param vh: borrowed
 * \param type: LWS_ADOPT_... bits
 * \param fd: taken; made nonblocking; a socket is closed on failure
 * \param vh_prot_name: borrowed, or NULL: protocol to bind to, for what is not
 *   HTTP
 * \param parent: borrowed, or NULL: when it closes this closes
 *
 * Returns the wsi, or NULL.
 * Call from: a service thread
 * Allocates: wsi and conn
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost(struct lws_vhost *vh, lws_adoption_type type,
			   lws_sock_file_fd_type fd, const char *vh_prot_name,
			   struct lws *parent);

/**
 * lws_adopt_descriptor_vhost_via_info() - lws_adopt_descriptor_vhost() with
 * its arguments in a struct
 *
 * \param info: borrowed until return
 *
 * Returns the wsi, or NULL: a socket has been closed.
 * Call from: a service thread
 * Allocates: wsi and conn
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost_via_info(const lws_adopt_desc_t *info);

/**
 * lws_adopt_socket_readbuf() - lws_adopt_socket() of which somebody read the
 * first bytes already
 *
 * \param context: borrowed
 * \param accept_fd: taken: closed on failure
 * \param readbuf: borrowed until return
 * \param len: bytes
 *
 * Returns the wsi, or NULL.
 * Call from: a service thread
 * Allocates: wsi, conn and a copy of readbuf
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_readbuf(struct lws_context *context, lws_sockfd_type accept_fd,
			 const char *readbuf, size_t len);

/**
 * lws_adopt_socket_vhost_readbuf() - lws_adopt_socket_vhost() of which
 * somebody read the first bytes already
 *
 * \param vhost: borrowed
 * \param accept_fd: taken: closed on failure
 * \param readbuf: borrowed until return
 * \param len: bytes
 *
 * Returns the wsi, or NULL.
 * Call from: a service thread
 * Allocates: wsi, conn and a copy of readbuf
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost_readbuf(struct lws_vhost *vhost,
			       lws_sockfd_type accept_fd, const char *readbuf,
			       size_t len);

#if defined(LWS_WITH_UDP)
/**
 * lws_create_adopt_udp() - make a UDP socket and its wsi
 *
 * \param vhost: borrowed
 * \param ads: address or name: of the peer, or with LWS_CAUDP_BIND our own;
 *   NULL: any
 * \param port: UDP port
 * \param flags: LWS_CAUDP_...
 * \param protocol_name: borrowed, or NULL: protocol to bind to
 * \param ifname: borrowed, or NULL: interface to use
 * \param parent_wsi: borrowed, or NULL: when it closes this closes
 * \param opaque: opaque user data of the wsi
 * \param retry_policy: borrowed, or NULL
 * \param fi_wsi_name: NULL, or its name for fault injection
 *
 * RAW_SKT_BIND_PROTOCOL and RAW_ADOPT may come before it returns.  A name is
 * asked for meanwhile: RAW_ADOPT comes when the socket is there, with the first
 * of its addresses (RFC 6724) that a socket can be bound or connected to; or,
 * when there is none within the vhost's connect_timeout_secs,
 * CLIENT_CONNECTION_ERROR with the reason.
 *
 * In RAW_RX, lws_get_udp() tells the sender, which is also where lws_write()
 * goes.  Each lws_write() is one datagram, also an empty one; it answers -1,
 * and the socket lives on, when the system does not take it.
 *
 * Returns the wsi, or NULL: it said why in the log.
 * Call from: a service thread
 * Allocates: wsi and conn
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name);

#endif

/** @} */

#endif
