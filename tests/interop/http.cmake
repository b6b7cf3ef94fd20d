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

add_executable(interop-http-server http-server.c)
target_compile_features(interop-http-server PRIVATE c_std_11)
target_compile_definitions(interop-http-server PRIVATE _GNU_SOURCE)
target_compile_options(interop-http-server PRIVATE ${LWS_WARNINGS})
target_link_libraries(interop-http-server PRIVATE websockets_shared)
add_test(NAME interop-http-curl COMMAND "${LWS_PYTHON}" -B
	"${CMAKE_CURRENT_SOURCE_DIR}/http-curl"
	"$<TARGET_FILE:interop-http-server>" "${LWS_CURL}" ${load})
set_tests_properties(interop-http-curl PROPERTIES LABELS interop
	TIMEOUT ${LWS_TEST_TIMEOUT})
