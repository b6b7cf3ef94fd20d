# SPDX-License-Identifier: MIT
#
# The test programs with each other, and with a browser.

if(NOT LWS_PYTHON OR NOT TARGET lws-test-server)
	return()
endif()
set(tls_flag "")
if(NOT LWS_WITH_TLS)
	set(tls_flag --no-tls)
endif()
foreach(test IN ITEMS browser test-apps)
	set(labels interop)
	set(programs --server $<TARGET_FILE:lws-test-server>)
	if(test STREQUAL "test-apps")
		if(NOT TARGET lws-test-client)
			continue()
		endif()
		list(APPEND programs --client $<TARGET_FILE:lws-test-client>)
		if(TARGET protocol_lws_mirror)
			# the check with every option runs its net tests
			list(APPEND labels net)
			add_executable(interop-plugin-host plugin-host.c)
			target_compile_features(interop-plugin-host PRIVATE
				c_std_11)
			target_compile_options(interop-plugin-host PRIVATE
				${LWS_WARNINGS})
			target_link_libraries(interop-plugin-host PRIVATE
				websockets_shared)
			list(APPEND programs
				--plugin-host $<TARGET_FILE:interop-plugin-host>
				--plugins "${PROJECT_BINARY_DIR}/plugins")
		endif()
	endif()
	add_test(NAME interop-${test} COMMAND "${LWS_PYTHON}"
		"${CMAKE_CURRENT_SOURCE_DIR}/${test}-test" ${programs}
		--www "${PROJECT_SOURCE_DIR}/test-apps/www"
		--out "${CMAKE_CURRENT_BINARY_DIR}/${test}" ${tls_flag})
	set_tests_properties(interop-${test} PROPERTIES LABELS "${labels}"
		SKIP_RETURN_CODE 77 TIMEOUT 900)
endforeach()
if(LWS_WITH_HTTP2 AND LWS_WITH_TLS)
	add_test(NAME interop-browser-h2 COMMAND "${LWS_PYTHON}"
		"${CMAKE_CURRENT_SOURCE_DIR}/browser-h2-test"
		--server $<TARGET_FILE:lws-test-server>
		--www "${PROJECT_SOURCE_DIR}/test-apps/www"
		--out "${CMAKE_CURRENT_BINARY_DIR}/browser-h2")
	set_tests_properties(interop-browser-h2 PROPERTIES LABELS interop
		SKIP_RETURN_CODE 77 TIMEOUT 900)
endif()
