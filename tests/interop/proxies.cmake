# SPDX-License-Identifier: MIT
#
# The client through tinyproxy, squid, microsocks and dante.
if(NOT LWS_ROLE_H1 OR NOT LWS_ROLE_WS OR NOT LWS_WITH_CLIENT OR NOT LWS_WITH_TLS OR
   NOT TARGET websockets_shared OR NOT LWS_PYTHON)
	return()
endif()

execute_process(COMMAND "${LWS_PYTHON}" -c "import websockets"
	RESULT_VARIABLE no_websockets OUTPUT_QUIET ERROR_QUIET)
set(programs "")
if(LWS_CLIENT_HTTP_PROXYING)
	list(APPEND programs tinyproxy squid)
endif()
if(LWS_WITH_SOCKS5)
	list(APPEND programs microsocks danted)
endif()
set(proxies "")
foreach(program IN LISTS programs)
	string(TOUPPER "LWS_${program}" found)
	find_program(${found} ${program} PATHS /usr/sbin)
	mark_as_advanced(${found})
	if(${found})
		list(APPEND proxies "${program}=${${found}}")
	endif()
endforeach()
if(NOT proxies OR no_websockets)
	message(STATUS "libwebsockets: no interop with proxies "
		"(apt-get install tinyproxy squid microsocks dante-server "
		"python3-websockets)")
	return()
endif()

add_executable(interop-proxy-client proxy-client.c)
target_compile_features(interop-proxy-client PRIVATE c_std_11)
target_compile_definitions(interop-proxy-client PRIVATE _GNU_SOURCE)
target_compile_options(interop-proxy-client PRIVATE ${LWS_WARNINGS})
target_link_libraries(interop-proxy-client PRIVATE websockets_shared)
add_test(NAME interop-proxies COMMAND "${LWS_PYTHON}" -B
	"${CMAKE_CURRENT_SOURCE_DIR}/proxies"
	"$<TARGET_FILE:interop-proxy-client>" ${proxies})
set_tests_properties(interop-proxies PROPERTIES LABELS interop
	TIMEOUT ${LWS_TEST_TIMEOUT})
