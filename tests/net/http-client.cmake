# SPDX-License-Identifier: MIT
if(NOT LWS_ROLE_H1 OR NOT LWS_WITH_CLIENT)
	return()
endif()

add_library(lws-client-app STATIC EXCLUDE_FROM_ALL client-app.c client-names.c)
set_target_properties(lws-client-app PROPERTIES C_EXTENSIONS OFF)
target_link_libraries(lws-client-app PUBLIC lws-net-support)

foreach(subject IN ITEMS bodies connect ends redirects requests
	responses retry)
	lws_add_loopback_test(client-${subject} client-${subject}.c)
	target_link_libraries(net-client-${subject} PRIVATE lws-client-app)
endforeach()

foreach(subject IN ITEMS queue queue-lost)
	lws_add_loopback_test(client-${subject} client-${subject}.c
		client-queue-app.c)
	target_link_libraries(net-client-${subject} PRIVATE lws-client-app)
endforeach()
if(LWS_WITH_CACHE_NSCOOKIEJAR)
	lws_add_loopback_test(client-cookies client-cookies.c)
	target_link_libraries(net-client-cookies PRIVATE lws-client-app)
endif()
if(LWS_WITH_HTTP_DIGEST_AUTH)
	lws_add_loopback_test(client-digest client-digest.c)
	target_link_libraries(net-client-digest PRIVATE lws-client-app)
endif()

include("${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake")
lws_add_loopback_test(client-faults client-faults.c)
target_link_libraries(net-client-faults PRIVATE lws-client-app)
lws_test_wrap_syscalls(net-client-faults)

# what programs lean on, servers included
if(LWS_WITH_SERVER AND LWS_ROLE_WS)
	lws_add_loopback_test(behaviours behaviours-test.c)
	lws_test_wrap_syscalls(net-behaviours)
endif()
