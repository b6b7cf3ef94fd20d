# SPDX-License-Identifier: MIT
#
# Datagrams.
if(NOT LWS_WITH_UDP)
	return()
endif()
include(${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake)

add_library(lws-udp-app STATIC EXCLUDE_FROM_ALL udp-app.c client-names.c)
set_target_properties(lws-udp-app PROPERTIES C_EXTENSIONS OFF)
target_link_libraries(lws-udp-app PUBLIC lws-net-support)

lws_add_loopback_test(udp-name udp-name-test.c)
target_link_libraries(net-udp-name PRIVATE lws-udp-app)

lws_add_loopback_test(udp udp-test.c)
target_link_libraries(net-udp PRIVATE lws-udp-app)
lws_test_wrap_syscalls(net-udp)

lws_add_loopback_test(udp-transactions udp-transactions-test.c)
target_link_libraries(net-udp-transactions PRIVATE lws-udp-app)

if(LWS_WITH_SYS_FAULT_INJECTION)
	lws_add_loopback_test(udp-faults udp-faults-test.c)
	target_link_libraries(net-udp-faults PRIVATE lws-udp-app)
endif()
