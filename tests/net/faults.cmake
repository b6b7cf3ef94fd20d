# SPDX-License-Identifier: MIT
#
# Injected faults of connections; those of datagrams are with udp.cmake.
if(NOT LWS_WITH_SYS_FAULT_INJECTION OR NOT LWS_ROLE_WS OR
   NOT LWS_WITH_SERVER OR NOT LWS_WITH_CLIENT)
	return()
endif()

if(LWS_WITH_SSL)
	lws_add_loopback_test(faults faults-test.c
		"${PROJECT_SOURCE_DIR}/tests/support/test-certs.c")
	target_link_libraries(net-faults PRIVATE OpenSSL::SSL)
else()
	lws_add_loopback_test(faults faults-test.c)
endif()
