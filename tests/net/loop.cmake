# SPDX-License-Identifier: MIT
#
# The loop itself: who may drive it, what dies in it, what the system refuses.
if(NOT LWS_ROLE_H1 OR NOT LWS_ROLE_WS OR NOT LWS_WITH_SERVER)
	return()
endif()
include(${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake)

add_library(lws-loop-app STATIC EXCLUDE_FROM_ALL loop-app.c)
set_target_properties(lws-loop-app PROPERTIES C_EXTENSIONS OFF)
target_link_libraries(lws-loop-app PUBLIC lws-net-support)

lws_add_loopback_test(loop-kill loop-kill-test.c)
target_link_libraries(net-loop-kill PRIVATE lws-loop-app)
lws_add_loopback_test(loop-faults loop-faults-test.c)
target_link_libraries(net-loop-faults PRIVATE lws-loop-app)
lws_test_wrap_syscalls(net-loop-faults)
if(LWS_WITH_EXTERNAL_POLL)
	lws_add_loopback_test(loop-external-poll loop-external-poll-test.c)
	target_link_libraries(net-loop-external-poll PRIVATE lws-loop-app)
endif()
lws_add_loopback_test(loop-threads loop-threads-test.c THREADS)
target_link_libraries(net-loop-threads PRIVATE lws-loop-app)
if(LWS_WITH_PEER_LIMITS)
	lws_add_loopback_test(peer-limits peer-limits-test.c)
	target_link_libraries(net-peer-limits PRIVATE lws-loop-app)
endif()
