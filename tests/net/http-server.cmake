# SPDX-License-Identifier: MIT
if(NOT LWS_ROLE_H1 OR NOT LWS_WITH_SERVER)
	return()
endif()

add_library(lws-http-server-app STATIC EXCLUDE_FROM_ALL http-server-app.c)
set_target_properties(lws-http-server-app PROPERTIES C_EXTENSIONS OFF)
target_link_libraries(lws-http-server-app PUBLIC lws-net-support)

foreach(subject IN ITEMS requests bodies connection files memory
	mounts)
	lws_add_loopback_test(http-server-${subject}
		http-server-${subject}.c)
	target_link_libraries(net-http-server-${subject} PRIVATE
		lws-http-server-app)
endforeach()
target_compile_definitions(net-http-server-files PRIVATE
	LWS_TEST_RANGES=$<BOOL:${LWS_WITH_RANGES}>)

if(LWS_WITH_FILE_OPS)
	lws_add_loopback_test(http-server-api http-server-api-test.c)
	target_compile_definitions(net-http-server-api PRIVATE
		LWS_TEST_RANGES=$<BOOL:${LWS_WITH_RANGES}>
		LWS_TEST_CUSTOM_HEADERS=$<BOOL:${LWS_WITH_CUSTOM_HEADERS}>)
endif()
