# SPDX-License-Identifier: MIT
#
# HPACK with libnghttp2
if(NOT LWS_ROLE_H2)
	return()
endif()

find_path(LWS_NGHTTP2_INCLUDE_DIR nghttp2/nghttp2.h)
find_library(LWS_NGHTTP2_LIBRARY nghttp2)
mark_as_advanced(LWS_NGHTTP2_INCLUDE_DIR LWS_NGHTTP2_LIBRARY)
if(NOT LWS_NGHTTP2_INCLUDE_DIR OR NOT LWS_NGHTTP2_LIBRARY)
	message(STATUS "libwebsockets: no interop of HPACK (apt-get install libnghttp2-dev)")
	return()
endif()

lws_add_cmocka_test(interop hpack hpack-test.c)
target_include_directories(interop-hpack SYSTEM PRIVATE
	"${LWS_NGHTTP2_INCLUDE_DIR}")
target_link_libraries(interop-hpack PRIVATE "${LWS_NGHTTP2_LIBRARY}")
