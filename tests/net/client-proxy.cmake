# SPDX-License-Identifier: MIT
#
# Clients through proxies, which are made by hand.
if(NOT LWS_ROLE_H1 OR NOT LWS_WITH_CLIENT OR
   NOT (LWS_CLIENT_HTTP_PROXYING OR LWS_WITH_SOCKS5))
	return()
endif()

lws_add_loopback_test(client-proxy client-proxy.c)
target_link_libraries(net-client-proxy PRIVATE lws-client-app)
