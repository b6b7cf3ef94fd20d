# SPDX-License-Identifier: MIT
#
# HTTP/2: the application of http-server-app.h, asked by a hand-made client.
if(NOT LWS_ROLE_H2 OR NOT LWS_ROLE_H1)
	return()
endif()

add_library(lws-h2-peer STATIC EXCLUDE_FROM_ALL h2-peer.c)
set_target_properties(lws-h2-peer PROPERTIES C_EXTENSIONS OFF)
target_link_libraries(lws-h2-peer PUBLIC lws-net-support)

if(LWS_WITH_CLIENT)
	foreach(subject IN ITEMS flow limits memory requests)
		lws_add_loopback_test(h2-client-${subject}
			h2-client-${subject}-test.c)
		target_link_libraries(net-h2-client-${subject} PRIVATE
			lws-client-app lws-h2-peer)
	endforeach()
	lws_add_loopback_test(h2-client-queue h2-client-queue-test.c
		client-queue-app.c)
	target_link_libraries(net-h2-client-queue PRIVATE lws-client-app
		lws-h2-peer)
endif()
if(LWS_WITH_CLIENT AND LWS_WITH_THREADPOOL)
	lws_add_loopback_test(h2-client-tasks h2-client-tasks-test.c)
	target_link_libraries(net-h2-client-tasks PRIVATE lws-client-app
		lws-h2-peer)
endif()
if(LWS_WITH_CLIENT AND LWS_ROLE_WS)
	lws_add_loopback_test(h2-client-ws h2-client-ws-test.c)
	target_link_libraries(net-h2-client-ws PRIVATE lws-client-app
		lws-h2-peer)
endif()
if(NOT LWS_WITH_SERVER OR NOT LWS_WITH_FILE_OPS)
	return()
endif()

foreach(subject IN ITEMS requests flow hazards memory)
	lws_add_loopback_test(h2-server-${subject}
		h2-server-${subject}-test.c)
	target_link_libraries(net-h2-server-${subject} PRIVATE
		lws-http-server-app lws-h2-peer)
endforeach()
lws_add_loopback_test(h2-again h2-again-test.c)
target_link_libraries(net-h2-again PRIVATE lws-http-server-app lws-h2-peer)
if(LWS_ROLE_WS)
	lws_add_loopback_test(h2-ws h2-ws-test.c)
	target_link_libraries(net-h2-ws PRIVATE lws-h2-peer)
endif()
if(LWS_ROLE_WS AND LWS_WITH_ZLIB AND NOT LWS_WITHOUT_EXTENSIONS)
	lws_add_loopback_test(h2-ws-deflate h2-ws-deflate-test.c)
	target_link_libraries(net-h2-ws-deflate PRIVATE lws-h2-peer ZLIB::ZLIB)
endif()
