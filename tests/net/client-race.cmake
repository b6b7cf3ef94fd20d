# SPDX-License-Identifier: MIT
#
# Clients whose servers have several addresses, and how long they took.
if(NOT LWS_ROLE_H1 OR NOT LWS_WITH_CLIENT)
	return()
endif()

include("${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake")
lws_add_loopback_test(client-race client-race.c)
target_link_libraries(net-client-race PRIVATE lws-client-app)
lws_test_wrap_syscalls(net-client-race)
if(LWS_WITH_CONMON)
	lws_add_loopback_test(client-conmon client-conmon.c)
	target_link_libraries(net-client-conmon PRIVATE lws-client-app)
endif()
