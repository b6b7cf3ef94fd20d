/* SPDX-License-Identifier: MIT */
/* socket options that this system lacks get number 0, and are skipped */

#ifndef LWS_PLAT_UNIX_OPTIONS_H
#define LWS_PLAT_UNIX_OPTIONS_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#ifndef SO_REUSEPORT
#define SO_REUSEPORT 0
#endif
#ifndef SO_PRIORITY
#define SO_PRIORITY 0
#endif
#ifndef SO_BINDTODEVICE
#define SO_BINDTODEVICE 0
#endif
#ifndef TCP_DEFER_ACCEPT
#define TCP_DEFER_ACCEPT 0
#endif
#ifndef TCP_FASTOPEN
#define TCP_FASTOPEN 0
#endif
#ifndef TCP_USER_TIMEOUT
#define TCP_USER_TIMEOUT 0
#endif
#ifndef TCP_KEEPIDLE
#ifdef TCP_KEEPALIVE
#define TCP_KEEPIDLE TCP_KEEPALIVE
#else
#define TCP_KEEPIDLE 0
#endif
#endif
#ifndef TCP_KEEPINTVL
#define TCP_KEEPINTVL 0
#endif
#ifndef TCP_KEEPCNT
#define TCP_KEEPCNT 0
#endif
#ifndef IPV6_TCLASS
#define IPV6_TCLASS 0
#endif
#ifndef IPV6_ADDR_PREFERENCES
#define IPV6_ADDR_PREFERENCES 0
#endif
#ifndef IPV6_PREFER_SRC_PUBLIC
#define IPV6_PREFER_SRC_PUBLIC 0x0002 /* RFC 5014 s5 */
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef MSG_MORE
#define MSG_MORE 0
#endif

#endif
