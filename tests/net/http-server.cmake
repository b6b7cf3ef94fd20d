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
