# SPDX-License-Identifier: MIT
#
# Interfaces and routes that change: with a kernel made by hand, and with the
# real one in a network of our own.
if(NOT LWS_WITH_NETLINK OR NOT LWS_WITH_CLIENT OR NOT LWS_WITH_SYS_STATE OR
   NOT LWS_ROLE_H1)
	return()
endif()

# lws_add_fake_kernel_test(netlink netlink-test.c ...)
function(lws_add_fake_kernel_test name)
	lws_add_loopback_test(${name} ${ARGN} netlink-app.c netlink-kernel.c
		client-names.c
		"${PROJECT_SOURCE_DIR}/tests/support/rtnl-build.c")
	foreach(call IN ITEMS socket bind connect getsockname getpeername
		recvmsg)
		target_link_options(net-${name} PRIVATE "LINKER:--wrap=${call}")
	endforeach()
endfunction()

lws_add_fake_kernel_test(netlink netlink-test.c)

lws_add_loopback_test(netlink-flaps netlink-flaps-test.c netlink-app.c)
set_tests_properties(net-netlink-flaps PROPERTIES SKIP_RETURN_CODE 77)
if(LWS_WITH_SERVER AND LWS_MAX_SMP GREATER 2)
	lws_add_fake_kernel_test(netlink-threads THREADS netlink-threads-test.c)
endif()
