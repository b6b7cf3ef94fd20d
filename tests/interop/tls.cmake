# SPDX-License-Identifier: MIT
#
# TLS with openssl's s_client and s_server, and with curl
if(NOT TARGET lws-tls-net OR NOT LWS_ROLE_H1)
	return()
endif()

lws_add_cmocka_test(interop tls-programs tls-programs-test.c)
target_link_libraries(interop-tls-programs PRIVATE lws-tls-net)
