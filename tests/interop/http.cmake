# SPDX-License-Identifier: MIT
#
# The HTTP server with curl, and under load from wrk.
if(NOT LWS_ROLE_H1 OR NOT LWS_WITH_SERVER OR NOT LWS_WITH_FILE_OPS OR
   NOT LWS_ROLE_RAW_FILE OR NOT TARGET websockets_shared OR NOT LWS_PYTHON)
	return()
endif()

find_program(LWS_CURL curl)
find_program(LWS_WRK wrk)
mark_as_advanced(LWS_CURL LWS_WRK)
if(NOT LWS_CURL)
	message(STATUS "libwebsockets: no interop with curl (apt-get install curl)")
	return()
endif()
set(load "")
if(LWS_WRK)
	set(load "${LWS_WRK}")
endif()

add_executable(interop-http-server http-server.c ../support/child-server.c)
target_include_directories(interop-http-server PRIVATE ../support)
target_compile_features(interop-http-server PRIVATE c_std_11)
target_compile_definitions(interop-http-server PRIVATE _GNU_SOURCE)
target_compile_options(interop-http-server PRIVATE ${LWS_WARNINGS})
target_link_libraries(interop-http-server PRIVATE websockets_shared)
add_test(NAME interop-http-curl COMMAND "${LWS_PYTHON}" -B
	"${CMAKE_CURRENT_SOURCE_DIR}/http-curl"
	"$<TARGET_FILE:interop-http-server>" "${LWS_CURL}" ${load})
set_tests_properties(interop-http-curl PROPERTIES LABELS interop
	TIMEOUT ${LWS_TEST_TIMEOUT})

if(NOT LWS_WITH_HTTP2)
	return()
endif()
find_program(LWS_NGHTTP nghttp)
find_program(LWS_H2LOAD h2load)
mark_as_advanced(LWS_NGHTTP LWS_H2LOAD)
set(ways h2)
if(LWS_WITH_TLS)
	list(APPEND ways tls)
endif()
foreach(way IN LISTS ways)
	add_test(NAME interop-h2-curl-${way} COMMAND "${LWS_PYTHON}" -B
		"${CMAKE_CURRENT_SOURCE_DIR}/http-curl" --${way}
		"$<TARGET_FILE:interop-http-server>" "${LWS_CURL}")
	set(tests interop-h2-curl-${way})
	if(LWS_NGHTTP AND LWS_H2LOAD)
		add_test(NAME interop-h2-load-${way} COMMAND "${LWS_PYTHON}" -B
			"${CMAKE_CURRENT_SOURCE_DIR}/h2-load" --${way}
			"$<TARGET_FILE:interop-http-server>" "${LWS_NGHTTP}"
			"${LWS_H2LOAD}")
		list(APPEND tests interop-h2-load-${way})
	endif()
	set_tests_properties(${tests} PROPERTIES LABELS interop
		TIMEOUT ${LWS_TEST_TIMEOUT})
endforeach()
if(NOT LWS_NGHTTP OR NOT LWS_H2LOAD)
	message(STATUS "libwebsockets: no interop with nghttp (apt-get install nghttp2-client)")
endif()
