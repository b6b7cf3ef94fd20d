# SPDX-License-Identifier: MIT
#
# The tables of ws-conformance/ against our server and client (net-*), and
# against programs of others, which shows that the cases are right (interop-*).
find_package(ZLIB QUIET)
if(NOT ZLIB_FOUND)
	message(STATUS "libwebsockets: no WebSocket conformance (apt-get install zlib1g-dev)")
	return()
endif()

# nothing of the library is in it
add_executable(ws-conformance ws-conformance/main.c ws-conformance/run.c
	ws-conformance/expect.c ws-conformance/words.c ws-conformance/frames.c
	ws-conformance/peer.c ws-conformance/handshake.c
	ws-conformance/squeeze.c ws-conformance/octets.c
	ws-conformance/table.c h2-conformance/child.c)
target_compile_features(ws-conformance PRIVATE c_std_11)
target_compile_definitions(ws-conformance PRIVATE _GNU_SOURCE)
target_compile_options(ws-conformance PRIVATE ${LWS_WARNINGS}
	-Wno-frame-larger-than)
target_link_libraries(ws-conformance PRIVATE ZLIB::ZLIB)

# lws_add_ws_conformance(NAME LABELS SIDE "OPTION..." TABLE... -- COMMAND...)
function(lws_add_ws_conformance name labels side options tables)
	set(folder "${CMAKE_CURRENT_SOURCE_DIR}/ws-conformance")
	set(words ${options})
	foreach(table IN LISTS tables)
		list(APPEND words --table "${folder}/${table}.cases")
	endforeach()
	add_test(NAME ${name} COMMAND ws-conformance ${words} ${side} --
		${ARGN})
	set_tests_properties(${name} PROPERTIES LABELS "${labels}"
		TIMEOUT ${LWS_TEST_TIMEOUT})
endfunction()

set(plain framing utf8 close limits)

# lws_add_ws_conformance_of(npm COMMAND...): both sides of another program
function(lws_add_ws_conformance_of name)
	set(folder "${CMAKE_CURRENT_SOURCE_DIR}/ws-conformance")
	lws_add_ws_conformance(interop-ws-conformance-${name}-server interop
		server "--strict;--wait;2000;--known;${folder}/${name}.known"
		"${plain}" ${ARGN} server)
	lws_add_ws_conformance(interop-ws-conformance-${name}-client interop
		client "--strict;--wait;2000;--known;${folder}/${name}.known"
		"${plain}" ${ARGN} client {port})
	foreach(side IN ITEMS server client)
		set(port "")
		if(side STREQUAL "client")
			set(port {port})
		endif()
		lws_add_ws_conformance(interop-ws-conformance-deflate-${name}-${side}
			interop ${side}
			"--strict;--wait;2000;--known;${folder}/${name}.known"
			deflate ${ARGN} ${side} ${port})
	endforeach()
endfunction()

set(absent 1)
if(LWS_PYTHON)
	execute_process(COMMAND "${LWS_PYTHON}" -c "import websockets"
		RESULT_VARIABLE absent OUTPUT_QUIET ERROR_QUIET)
endif()
if(NOT absent)
	lws_add_ws_conformance_of(python "${LWS_PYTHON}" -B
		"${CMAKE_CURRENT_SOURCE_DIR}/ws-conformance/peer.py")
endif()

set(absent 1)
set(node "${CMAKE_COMMAND}" -E env NODE_PATH=/usr/share/nodejs "${LWS_NODE}")
if(LWS_NODE)
	execute_process(COMMAND ${node} -e "require('ws')"
		RESULT_VARIABLE absent OUTPUT_QUIET ERROR_QUIET)
endif()
if(NOT absent)
	lws_add_ws_conformance_of(npm ${node}
		"${CMAKE_CURRENT_SOURCE_DIR}/ws-conformance/peer.js")
endif()

if(NOT LWS_ROLE_WS OR NOT LWS_WITH_SERVER OR NOT LWS_WITH_CLIENT OR
   NOT LWS_ROLE_RAW_FILE)
	return()
endif()
add_executable(ws-conformance-echo ws-conformance/echo.c)
target_link_libraries(ws-conformance-echo PRIVATE lws-test-build)
lws_add_ws_conformance(net-ws-conformance-server net server --strict
	"${plain}" $<TARGET_FILE:ws-conformance-echo> server)
lws_add_ws_conformance(net-ws-conformance-client net client --strict
	"${plain}" $<TARGET_FILE:ws-conformance-echo> client {port})

if(LWS_WITH_ZLIB AND NOT LWS_WITHOUT_EXTENSIONS)
	lws_add_ws_conformance(net-ws-conformance-deflate-server net server
		--strict deflate $<TARGET_FILE:ws-conformance-echo> server
		deflate)
	lws_add_ws_conformance(net-ws-conformance-deflate-client net client
		--strict deflate $<TARGET_FILE:ws-conformance-echo> client
		{port} deflate)
endif()

# messages of 16 MiB, a million fragments: not every time
foreach(side IN ITEMS server client)
	set(port "")
	if(side STREQUAL "client")
		set(port {port})
	endif()
	add_test(NAME net-ws-conformance-long-${side} CONFIGURATIONS Long
		COMMAND ws-conformance --strict --long --wait 60000 --table
		"${CMAKE_CURRENT_SOURCE_DIR}/ws-conformance/limits.cases"
		${side} -- $<TARGET_FILE:ws-conformance-echo> ${side} ${port})
	set_tests_properties(net-ws-conformance-long-${side} PROPERTIES
		LABELS long TIMEOUT 1200)
endforeach()
