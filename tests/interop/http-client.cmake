# SPDX-License-Identifier: MIT
#
# The HTTP client with nginx, haproxy, lighttpd and a server of bad manners.
if(NOT LWS_ROLE_H1 OR NOT LWS_WITH_CLIENT OR NOT TARGET websockets_shared OR
   NOT LWS_PYTHON)
	return()
endif()

find_program(LWS_NGINX nginx PATHS /usr/sbin)
find_program(LWS_HAPROXY haproxy PATHS /usr/sbin)
find_program(LWS_LIGHTTPD lighttpd PATHS /usr/sbin)
mark_as_advanced(LWS_NGINX LWS_HAPROXY LWS_LIGHTTPD)
foreach(program IN ITEMS NGINX HAPROXY LIGHTTPD)
	if(NOT LWS_${program})
		set(LWS_${program} "")
		message(STATUS "libwebsockets: no interop with ${program}")
	endif()
endforeach()

add_executable(interop-http-client http-client.c)
target_compile_features(interop-http-client PRIVATE c_std_11)
target_compile_options(interop-http-client PRIVATE ${LWS_WARNINGS})
target_link_libraries(interop-http-client PRIVATE websockets_shared)
add_test(NAME interop-http-servers COMMAND "${LWS_PYTHON}" -B
	"${CMAKE_CURRENT_SOURCE_DIR}/http-servers"
	"$<TARGET_FILE:interop-http-client>" "${LWS_NGINX}" "${LWS_HAPROXY}"
	"$<$<BOOL:${LWS_WITH_HTTP_DIGEST_AUTH}>:${LWS_LIGHTTPD}>")
set_tests_properties(interop-http-servers PROPERTIES LABELS interop
	TIMEOUT ${LWS_TEST_TIMEOUT})
if(LWS_WITH_HTTP2)
	find_program(LWS_NGHTTPD nghttpd PATHS /usr/sbin)
	mark_as_advanced(LWS_NGHTTPD)
	if(NOT LWS_NGHTTPD)
		set(LWS_NGHTTPD "")
	endif()
	add_test(NAME interop-h2-servers COMMAND "${LWS_PYTHON}" -B
		"${CMAKE_CURRENT_SOURCE_DIR}/h2-servers"
		"$<TARGET_FILE:interop-http-client>" "${LWS_NGHTTPD}"
		"${LWS_NGINX}")
	set_tests_properties(interop-h2-servers PROPERTIES LABELS interop
		TIMEOUT ${LWS_TEST_TIMEOUT})
endif()
