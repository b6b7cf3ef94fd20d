# SPDX-License-Identifier: MIT
if(NOT LWS_WITH_SSL OR NOT LWS_WITH_SERVER OR NOT LWS_WITH_CLIENT OR
   NOT LWS_ROLE_RAW)
	return()
endif()

include("${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake")

add_library(lws-tls-net STATIC EXCLUDE_FROM_ALL tls-net.c tls-hand.c
	"${PROJECT_SOURCE_DIR}/tests/support/test-certs.c")
set_target_properties(lws-tls-net PROPERTIES C_EXTENSIONS OFF)
target_link_libraries(lws-tls-net PUBLIC lws-net-support OpenSSL::SSL)

foreach(subject IN ITEMS verify server wire faults limits trust settings
	directions)
	lws_add_loopback_test(tls-${subject} tls-${subject}-test.c)
	target_link_libraries(net-tls-${subject} PRIVATE lws-tls-net)
endforeach()
lws_test_wrap_syscalls(net-tls-faults)
if(LWS_WITH_TLS_SESSIONS)
	lws_add_loopback_test(tls-session tls-session-test.c)
	target_link_libraries(net-tls-session PRIVATE lws-tls-net)
endif()
if(LWS_WITH_TLS_JIT_TRUST)
	lws_add_loopback_test(tls-jit tls-jit-test.c
		"${PROJECT_SOURCE_DIR}/tests/support/trust-blob.c")
	target_link_libraries(net-tls-jit PRIVATE lws-tls-net)
	lws_test_wrap_syscalls(net-tls-jit)
endif()
target_link_options(net-tls-directions PRIVATE
	LINKER:--wrap=SSL_read_ex,--wrap=SSL_write_ex,--wrap=SSL_get_error)

lws_add_loopback_test(tls-threads tls-threads-test.c THREADS)
target_link_libraries(net-tls-threads PRIVATE lws-tls-net)

if(LWS_ROLE_H1)
	lws_add_loopback_test(tls-held tls-held-test.c)
	target_link_libraries(net-tls-held PRIVATE lws-tls-net)
	lws_test_wrap_syscalls(net-tls-held)
	if(LWS_WITH_KTLS AND LWS_WITH_FILE_OPS)
		lws_add_loopback_test(tls-ktls tls-ktls-test.c)
		target_link_libraries(net-tls-ktls PRIVATE lws-tls-net)
		lws_test_wrap_syscalls(net-tls-ktls)
		target_link_options(net-tls-ktls PRIVATE
			LINKER:--wrap=lws__plat_tls_layer)
		add_test(NAME net-tls-ktls-kernel CONFIGURATIONS Long COMMAND
			"${CMAKE_CURRENT_SOURCE_DIR}/ktls-kernel"
			"${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/ktls"
			"${CMAKE_COMMAND}" "${CMAKE_C_COMPILER}")
		set_tests_properties(net-tls-ktls-kernel PROPERTIES
			LABELS long SKIP_RETURN_CODE 77 TIMEOUT 1200)
	endif()
	lws_add_loopback_test(tls-ends tls-ends-test.c)
	target_link_libraries(net-tls-ends PRIVATE lws-tls-net)
	lws_add_loopback_test(tls-truncated tls-truncated-test.c)
	target_link_libraries(net-tls-truncated PRIVATE lws-tls-net)
endif()
if(LWS_ROLE_H1 AND LWS_WITH_FILE_OPS)
	lws_add_loopback_test(client-tls client-tls.c)
	target_link_libraries(net-client-tls PRIVATE lws-tls-net)
endif()
if(LWS_ROLE_H1 AND LWS_ROLE_H2 AND LWS_WITH_FILE_OPS)
	lws_add_loopback_test(h2-tls h2-tls-test.c)
	target_link_libraries(net-h2-tls PRIVATE lws-tls-net)
endif()
