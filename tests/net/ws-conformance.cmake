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
# a build without both sides has nothing to hold against the tables
if(NOT LWS_ROLE_WS OR NOT LWS_WITH_SERVER OR NOT LWS_WITH_CLIENT OR
   NOT LWS_ROLE_RAW_FILE)
	return()
endif()
set(relay ws-conformance/no-relay.c)
if(LWS_WITH_SSL)
	set(relay ws-conformance/relay.c ws-conformance/relay-h2.c
		ws-conformance/cert.c h2-conformance/hpack.c)
endif()
add_executable(ws-conformance ${relay} ws-conformance/main.c ws-conformance/run.c
	ws-conformance/expect.c ws-conformance/words.c ws-conformance/frames.c
	ws-conformance/peer.c ws-conformance/handshake.c
	ws-conformance/squeeze.c ws-conformance/octets.c
	ws-conformance/table.c h2-conformance/child.c)
target_compile_features(ws-conformance PRIVATE c_std_11)
target_compile_definitions(ws-conformance PRIVATE _GNU_SOURCE)
target_compile_options(ws-conformance PRIVATE ${LWS_WARNINGS}
	-Wno-frame-larger-than)
find_package(Threads REQUIRED)
target_link_libraries(ws-conformance PRIVATE ZLIB::ZLIB Threads::Threads)
if(LWS_WITH_SSL)
	target_link_libraries(ws-conformance PRIVATE OpenSSL::SSL
		OpenSSL::Crypto)
endif()

# lws_add_ws_conformance(NAME LABEL SIDE "OPTION..." "TABLE..." COMMAND...)
# LABEL long: with the cases that take their time, and only with -C Long;
# interop-long: only with -C Long
function(lws_add_ws_conformance name label side options tables)
	set(folder "${CMAKE_CURRENT_SOURCE_DIR}/ws-conformance")
	set(words ${options} --strict)
	set(when "")
	set(timeout ${LWS_TEST_TIMEOUT})
	if(label STREQUAL "long")
		list(APPEND words --long --wait 60000)
	endif()
	if(label MATCHES "long$")
		set(when CONFIGURATIONS Long)
		set(timeout 1200)
	endif()
	foreach(table IN LISTS tables)
		list(APPEND words --table "${folder}/${table}.cases")
	endforeach()
	add_test(NAME ${name} ${when} COMMAND ws-conformance ${words} ${side}
		-- ${ARGN})
	set_tests_properties(${name} PROPERTIES LABELS ${label}
		TIMEOUT ${timeout})
endfunction()

# lws_add_ws_conformance_of(npm COMMAND...): both sides of another program.  They
# are slow at very many fragments, which says nothing about the cases.
function(lws_add_ws_conformance_of name)
	set(known "${CMAKE_CURRENT_SOURCE_DIR}/ws-conformance/${name}.known")
	set(options --skip hundred-thousand-* --known "${known}")
	foreach(side IN ITEMS server client)
		set(port "")
		if(side STREQUAL "client")
			set(port {port})
		endif()
		lws_add_ws_conformance(interop-ws-conformance-${name}-${side}
			interop ${side} "${options}" "framing;close;limits"
			${ARGN} ${side} ${port})
		foreach(table IN ITEMS utf8 deflate)
			lws_add_ws_conformance(
				interop-ws-conformance-${table}-${name}-${side}
				interop-long ${side} "${options}" ${table}
				${ARGN} ${side} ${port})
		endforeach()
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

set(tls ws-conformance/echo-no-tls.c)
if(LWS_WITH_SSL)
	set(tls ws-conformance/echo-tls.c ws-conformance/cert.c)
endif()
add_executable(ws-conformance-echo ws-conformance/echo.c ${tls})
target_link_libraries(ws-conformance-echo PRIVATE lws-test-build)
if(LWS_WITH_SSL)
	target_link_libraries(ws-conformance-echo PRIVATE OpenSSL::SSL
		OpenSSL::Crypto)
endif()
foreach(side IN ITEMS server client)
	set(ours $<TARGET_FILE:ws-conformance-echo> ${side})
	if(side STREQUAL "client")
		list(APPEND ours {port})
	endif()
	lws_add_ws_conformance(net-ws-conformance-${side} net ${side} ""
		"framing;utf8;close;limits" ${ours})
	lws_add_ws_conformance(net-ws-conformance-long-${side} long ${side} ""
		limits ${ours})
	if(LWS_WITH_ZLIB AND NOT LWS_WITHOUT_EXTENSIONS)
		lws_add_ws_conformance(net-ws-conformance-deflate-${side} net
			${side} "" deflate ${ours} deflate)
		lws_add_ws_conformance(net-ws-conformance-deflate-long-${side}
			long ${side} "" deflate ${ours} deflate)
	endif()
endforeach()

# ours again, over TLS and on streams of HTTP/2 (RFC 8441)
set(overs "")
if(LWS_WITH_SSL)
	list(APPEND overs tls)
endif()
if(LWS_WITH_SSL AND LWS_WITH_HTTP2)
	list(APPEND overs h2)
endif()
foreach(over IN LISTS overs)
	foreach(side IN ITEMS server client)
		set(ours $<TARGET_FILE:ws-conformance-echo> ${side})
		if(side STREQUAL "client")
			list(APPEND ours {port})
		endif()
		set(name ws-conformance-${over})
		set(utf8 net) # TLS is slow at many connections
		if(over STREQUAL "tls")
			set(utf8 long)
		endif()
		lws_add_ws_conformance(net-${name}-${side} net ${side}
			"--over;${over}" "framing;close;limits" ${ours} ${over})
		lws_add_ws_conformance(net-${name}-utf8-${side} ${utf8} ${side}
			"--over;${over}" utf8 ${ours} ${over})
		lws_add_ws_conformance(net-${name}-long-${side} long ${side}
			"--over;${over}" limits ${ours} ${over})
		if(LWS_WITH_ZLIB AND NOT LWS_WITHOUT_EXTENSIONS)
			lws_add_ws_conformance(net-${name}-deflate-${side} net
				${side} "--over;${over};--only;*6.1" deflate
				${ours} ${over} deflate)
			lws_add_ws_conformance(
				net-${name}-deflate-long-${side} long ${side}
				"--over;${over}" deflate ${ours} ${over} deflate)
		endif()
		# 16 MiB in one lws_write(), of which much waits for credit:
		# taken whole, in however many frames it leaves
		if(over STREQUAL "h2" AND LWS_WITH_ZLIB AND
		   NOT LWS_WITHOUT_EXTENSIONS)
			lws_add_ws_conformance(
				net-${name}-deflate-whole-${side} net ${side}
				"--over;h2;--long;--only;nothing-16M" deflate
				${ours} h2 deflate)
		endif()
	endforeach()
endforeach()
