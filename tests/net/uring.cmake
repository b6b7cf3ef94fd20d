# SPDX-License-Identifier: MIT
#
# Sockets on io_uring; all other tests run on it as on any loop (@uring).
if(NOT LWS_WITH_IO_URING OR NOT LWS_ROLE_H1 OR NOT LWS_ROLE_WS OR
   NOT LWS_WITH_SERVER)
	return()
endif()
include(${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake)

lws_add_net_test(uring uring-test.c)
target_link_libraries(net-uring PRIVATE lws-net-support lws-loop-app)
lws_test_wrap_syscalls(net-uring)

if(LWS_WITH_CLIENT)
	lws_add_net_test(uring-faults uring-faults-test.c)
	target_link_libraries(net-uring-faults PRIVATE lws-net-support lws-loop-app)
endif()
