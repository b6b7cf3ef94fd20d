# SPDX-License-Identifier: MIT
#
# The server that is configured by files, with curl.
if(NOT TARGET lwsws OR NOT LWS_PYTHON OR NOT LWS_WITH_FILE_OPS)
	return()
endif()
find_program(LWS_CURL curl)
mark_as_advanced(LWS_CURL)
if(NOT LWS_CURL)
	message(STATUS "libwebsockets: lwsws is not tested (apt-get install curl)")
	return()
endif()
set(more "")
if(LWS_WITH_PLUGINS AND NOT LWS_WITH_PLUGINS_BUILTIN)
	list(APPEND more --plugins "${PROJECT_BINARY_DIR}/plugins")
endif()
if(LWS_WITH_TLS)
	list(APPEND more --tls)
endif()
add_test(NAME interop-lwsws COMMAND "${LWS_PYTHON}"
	"${CMAKE_CURRENT_SOURCE_DIR}/lwsws-test" --lwsws $<TARGET_FILE:lwsws>
	--out "${CMAKE_CURRENT_BINARY_DIR}/lwsws" ${more})
set_tests_properties(interop-lwsws PROPERTIES LABELS interop TIMEOUT ${LWS_TEST_TIMEOUT})
