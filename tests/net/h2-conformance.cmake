# SPDX-License-Identifier: MIT
#
# The tables of h2-conformance/ against our server and client (net-*), and
# against programs of others, which shows that the cases are right (interop-*).
set(here "${CMAKE_CURRENT_SOURCE_DIR}/h2-conformance")

# nothing of the library is in it
add_executable(h2-conformance h2-conformance/main.c h2-conformance/run.c
	h2-conformance/expect.c h2-conformance/words.c h2-conformance/peer.c
	h2-conformance/child.c h2-conformance/hpack.c)
target_compile_features(h2-conformance PRIVATE c_std_11)
target_compile_definitions(h2-conformance PRIVATE _GNU_SOURCE)
target_compile_options(h2-conformance PRIVATE ${LWS_WARNINGS}
	-Wno-frame-larger-than)

foreach(peer IN ITEMS nghttpd nginx h2o curl nghttp)
	find_program(LWS_${peer} NAMES ${peer} PATHS /usr/sbin)
	mark_as_advanced(LWS_${peer})
	if(LWS_PYTHON AND LWS_${peer})
		add_test(NAME interop-h2-conformance-${peer} COMMAND
			"${LWS_PYTHON}" -B "${here}/against"
			$<TARGET_FILE:h2-conformance> ${peer})
		set_tests_properties(interop-h2-conformance-${peer} PROPERTIES
			LABELS interop SKIP_RETURN_CODE 77
			TIMEOUT ${LWS_TEST_TIMEOUT})
	endif()
endforeach()

if(NOT LWS_WITH_HTTP2)
	return()
endif()
if(LWS_WITH_SERVER AND LWS_WITH_FILE_OPS AND LWS_ROLE_RAW_FILE)
	add_executable(h2-conformance-server h2-conformance/server.c
		../support/child-server.c)
	target_include_directories(h2-conformance-server PRIVATE ../support)
	target_link_libraries(h2-conformance-server PRIVATE lws-test-build)
	set(tables "")
	foreach(table IN ITEMS 9113 http more)
		list(APPEND tables --table "${here}/server-${table}.cases")
	endforeach()
	add_test(NAME net-h2-conformance-server COMMAND h2-conformance
		--strict ${tables} server --
		$<TARGET_FILE:h2-conformance-server>)
	set_tests_properties(net-h2-conformance-server PROPERTIES LABELS net
		TIMEOUT ${LWS_TEST_TIMEOUT})
	add_test(NAME net-h2-conformance-upgrade COMMAND h2-conformance
		--strict --table "${here}/upgrade.cases" server --
		$<TARGET_FILE:h2-conformance-server> upgrade)
	set_tests_properties(net-h2-conformance-upgrade PROPERTIES LABELS net
		TIMEOUT ${LWS_TEST_TIMEOUT})
endif()
if(LWS_WITH_CLIENT)
	add_executable(h2-conformance-client h2-conformance/client.c)
	target_link_libraries(h2-conformance-client PRIVATE lws-test-build)
	add_test(NAME net-h2-conformance-client COMMAND h2-conformance
		--strict --known "${here}/ours.known"
		--table "${here}/client.cases" client --
		$<TARGET_FILE:h2-conformance-client> {urls})
	add_test(NAME net-h2-conformance-upload COMMAND h2-conformance
		--strict --table "${here}/client-upload.cases" client --
		$<TARGET_FILE:h2-conformance-client> --up 300000 {urls})
	set_tests_properties(net-h2-conformance-client
		net-h2-conformance-upload PROPERTIES LABELS net
		TIMEOUT ${LWS_TEST_TIMEOUT})
endif()
