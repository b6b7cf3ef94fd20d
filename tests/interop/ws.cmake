# SPDX-License-Identifier: MIT
#
# WebSocket with python3-websockets and with `ws` for Node, both directions.
if(NOT LWS_ROLE_WS OR NOT LWS_WITH_SERVER OR NOT LWS_WITH_CLIENT OR
   NOT TARGET websockets_shared OR NOT LWS_PYTHON)
	return()
endif()

set(here "${CMAKE_CURRENT_SOURCE_DIR}")
add_executable(interop-ws-echo ws-echo.c)
target_compile_features(interop-ws-echo PRIVATE c_std_11)
target_compile_definitions(interop-ws-echo PRIVATE _GNU_SOURCE)
target_compile_options(interop-ws-echo PRIVATE ${LWS_WARNINGS})
target_link_libraries(interop-ws-echo PRIVATE websockets_shared)

# lws_add_ws_interop(python PROGRAM...): it serves us, and we serve it
function(lws_add_ws_interop name)
	add_test(NAME interop-ws-${name}-client COMMAND "${LWS_PYTHON}" -B
		"${here}/run-pair" "$<TARGET_FILE:interop-ws-echo>" -- ${ARGN})
	add_test(NAME interop-ws-${name}-server COMMAND "${LWS_PYTHON}" -B
		"${here}/run-pair" ${ARGN} -- "$<TARGET_FILE:interop-ws-echo>")
	set(tests interop-ws-${name}-client interop-ws-${name}-server)
	if(LWS_WITH_SSL)
		add_test(NAME interop-wss-${name}-client COMMAND
			"${LWS_PYTHON}" -B "${here}/run-pair" --tls
			"$<TARGET_FILE:interop-ws-echo>" -- ${ARGN})
		add_test(NAME interop-wss-${name}-server COMMAND
			"${LWS_PYTHON}" -B "${here}/run-pair" --tls ${ARGN} --
			"$<TARGET_FILE:interop-ws-echo>")
		list(APPEND tests interop-wss-${name}-client
			interop-wss-${name}-server)
	endif()
	set_tests_properties(${tests} PROPERTIES LABELS interop
		TIMEOUT ${LWS_TEST_TIMEOUT})
	if(LWS_WITHOUT_EXTENSIONS OR NOT LWS_WITH_ZLIB)
		return()
	endif()
	set(n 0)
	foreach(params IN ITEMS "" "server_no_context_takeover\;client_no_context_takeover"
		"server_max_window_bits=10\;client_max_window_bits=11")
		math(EXPR n "${n} + 1")
		add_test(NAME interop-ws-${name}-deflate-${n}-client COMMAND
			"${LWS_PYTHON}" -B "${here}/run-pair"
			"$<TARGET_FILE:interop-ws-echo>" -- ${ARGN})
		add_test(NAME interop-ws-${name}-deflate-${n}-server COMMAND
			"${LWS_PYTHON}" -B "${here}/run-pair" ${ARGN} --
			"$<TARGET_FILE:interop-ws-echo>")
		set_tests_properties(interop-ws-${name}-deflate-${n}-client
			interop-ws-${name}-deflate-${n}-server PROPERTIES
			LABELS interop TIMEOUT ${LWS_TEST_TIMEOUT}
			ENVIRONMENT "INTEROP_PMD=${params}")
	endforeach()
	if(NOT LWS_WITH_SSL)
		return()
	endif()
	add_test(NAME interop-wss-${name}-deflate-client COMMAND
		"${LWS_PYTHON}" -B "${here}/run-pair" --tls
		"$<TARGET_FILE:interop-ws-echo>" -- ${ARGN})
	add_test(NAME interop-wss-${name}-deflate-server COMMAND
		"${LWS_PYTHON}" -B "${here}/run-pair" --tls ${ARGN} --
		"$<TARGET_FILE:interop-ws-echo>")
	set_tests_properties(interop-wss-${name}-deflate-client
		interop-wss-${name}-deflate-server PROPERTIES
		LABELS interop TIMEOUT ${LWS_TEST_TIMEOUT}
		ENVIRONMENT "INTEROP_PMD=")
endfunction()

lws_add_ws_interop(ours "$<TARGET_FILE:interop-ws-echo>")

execute_process(COMMAND "${LWS_PYTHON}" -c "import websockets"
	RESULT_VARIABLE absent OUTPUT_QUIET ERROR_QUIET)
if(absent)
	message(STATUS "libwebsockets: no interop with python (apt-get install python3-websockets)")
else()
	lws_add_ws_interop(python "${LWS_PYTHON}" -B "${here}/ws-peer.py")
endif()

set(absent 1)
set(node "${CMAKE_COMMAND}" -E env NODE_PATH=/usr/share/nodejs "${LWS_NODE}")
if(LWS_NODE)
	execute_process(COMMAND ${node} -e "require('ws')"
		RESULT_VARIABLE absent OUTPUT_QUIET ERROR_QUIET)
endif()
if(absent)
	message(STATUS "libwebsockets: no interop with Node (apt-get install nodejs node-ws)")
else()
	lws_add_ws_interop(node ${node} "${here}/ws-peer.js")
endif()

# our server behind a reverse proxy, our client before it
foreach(proxy IN ITEMS nginx haproxy)
	find_program(LWS_${proxy} NAMES ${proxy} PATHS /usr/sbin)
	mark_as_advanced(LWS_${proxy})
	if(NOT LWS_${proxy})
		message(STATUS "libwebsockets: no interop with ${proxy} (contrib/install-packages test)")
		continue()
	endif()
	add_test(NAME interop-ws-${proxy} COMMAND "${LWS_PYTHON}" -B
		"${here}/ws-proxy" ${proxy} "${LWS_${proxy}}"
		"$<TARGET_FILE:interop-ws-echo>")
	set_tests_properties(interop-ws-${proxy} PROPERTIES LABELS interop
		TIMEOUT ${LWS_TEST_TIMEOUT})
endforeach()
