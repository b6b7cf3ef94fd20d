# SPDX-License-Identifier: MIT
#
# WebSocket: exact bytes by raw peers (ws-net.h, ws-peer.h), and both ends ours.
if(NOT LWS_ROLE_WS OR NOT LWS_WITH_SERVER OR NOT LWS_WITH_CLIENT)
	return()
endif()

include("${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake")

add_library(ws-net STATIC EXCLUDE_FROM_ALL ws-net.c ws-peer.c)
set_target_properties(ws-net PROPERTIES C_EXTENSIONS OFF)
target_link_libraries(ws-net PUBLIC lws-net-support)

foreach(name IN ITEMS frames handshake pressure talk clock close fail)
	lws_add_loopback_test(ws-${name} ws-${name}-test.c)
	target_link_libraries(net-ws-${name} PRIVATE ws-net)
endforeach()
if(NOT LWS_WITHOUT_EXTENSIONS)
	lws_add_net_test(ws-ext ws-ext-test.c)
	target_link_libraries(net-ws-ext PRIVATE ws-net)
endif()
if(LWS_WITH_ZLIB AND NOT LWS_WITHOUT_EXTENSIONS)
	lws_add_net_test(ws-deflate ws-deflate-test.c)
	target_link_libraries(net-ws-deflate PRIVATE ws-net)
	lws_add_net_test(ws-exts ws-exts-test.c)
	target_link_libraries(net-ws-exts PRIVATE ws-net)
	lws_add_net_test(ws-deflate-load ws-deflate-load-test.c)
	target_link_libraries(net-ws-deflate-load PRIVATE ws-net ZLIB::ZLIB)
	lws_test_wrap_syscalls(net-ws-deflate-load)
	add_test(NAME net-ws-deflate-long CONFIGURATIONS Long
		COMMAND net-ws-deflate-load --long)
	set_tests_properties(net-ws-deflate-long PROPERTIES
		LABELS long TIMEOUT 1200)
endif()
lws_test_wrap_syscalls(net-ws-clock)
lws_test_wrap_syscalls(net-ws-fail)
