/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_ADOPT_H)
#define LIBWEBSOCKETS_LWS_ADOPT_H

#define sa46_sockaddr(_sa46) ((struct sockaddr *)(_sa46))
#define sa46_socklen(_sa46)                               \
	((socklen_t)((_sa46)->sa4.sin_family == AF_INET   \
			     ? sizeof(struct sockaddr_in) \
			     : sizeof(struct sockaddr_in6)))
#define sa46_sockport(_sa46, _sp)                       \
	{                                               \
		if ((_sa46)->sa4.sin_family == AF_INET) \
			(_sa46)->sa4.sin_port = (_sp);  \
		else                                    \
			(_sa46)->sa6.sin6_port = (_sp); \
	}
#define sa46_address(_sa46)                                   \
	((uint8_t *)((_sa46)->sa4.sin_family == AF_INET       \
			     ? (void *)&(_sa46)->sa4.sin_addr \
			     : (void *)&(_sa46)->sa6.sin6_addr))
#define sa46_address_len(_sa46) ((_sa46)->sa4.sin_family == AF_INET ? 4 : 16)
#define LWS_CAUDP_BIND          (1 << 0)
#define LWS_CAUDP_BROADCAST     (1 << 1)
#define LWS_CAUDP_PF_PACKET     (1 << 2)

struct lws_adopt_desc;

typedef struct lws_adopt_desc lws_adopt_desc_t;

typedef enum {
	LWS_ADOPT_RAW_FILE_DESC = 0,
	LWS_ADOPT_HTTP = 1,
	LWS_ADOPT_SOCKET = 2,
	LWS_ADOPT_ALLOW_SSL = 4,
	LWS_ADOPT_FLAG_UDP = 16,
	LWS_ADOPT_FLAG_RAW_PROXY = 32,
	LWS_ADOPT_RAW_SOCKET_UDP = LWS_ADOPT_SOCKET | LWS_ADOPT_FLAG_UDP,
} lws_adoption_type;

typedef union {
	lws_sockfd_type sockfd;
	lws_filefd_type filefd;
} lws_sock_file_fd_type;

typedef union {
	struct sockaddr_in6 sa6;
	struct sockaddr_in sa4;
} lws_sockaddr46;

struct lws_udp {
	lws_sockaddr46 sa46;
	lws_sockaddr46 sa46_pending;
	uint8_t connected : 1;
};

struct lws_adopt_desc {
	struct lws_vhost *vh;
	lws_adoption_type type;
	lws_sock_file_fd_type fd;
	const char *vh_prot_name;
	struct lws *parent;
	void *opaque;
	const char *fi_wsi_name;
};

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket(struct lws_context *context, lws_sockfd_type accept_fd);

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost(struct lws_vhost *vh, lws_sockfd_type accept_fd);

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost(struct lws_vhost *vh, lws_adoption_type type,
			   lws_sock_file_fd_type fd, const char *vh_prot_name,
			   struct lws *parent);

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost_via_info(const lws_adopt_desc_t *info);

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_readbuf(struct lws_context *context, lws_sockfd_type accept_fd,
			 const char *readbuf, size_t len);

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost_readbuf(struct lws_vhost *vhost,
			       lws_sockfd_type accept_fd, const char *readbuf,
			       size_t len);

#if defined(LWS_WITH_UDP)
LWS_VISIBLE LWS_EXTERN struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name);

#endif

#endif
