# SPDX-License-Identifier: MIT
#
# Streams and descriptors without a protocol of ours.
if(NOT LWS_ROLE_H1 OR NOT LWS_WITH_CLIENT OR NOT LWS_WITH_SERVER)
	return()
endif()

if(LWS_ROLE_RAW_PROXY AND TARGET protocol_lws_raw_proxy_objects)
	lws_add_loopback_test(raw-proxy raw-proxy-test.c)
	target_link_libraries(net-raw-proxy PRIVATE lws-client-app)
	target_include_directories(net-raw-proxy PRIVATE
		"${PROJECT_SOURCE_DIR}/plugins")
	if(NOT LWS_WITH_PLUGINS_BUILTIN)
		target_sources(net-raw-proxy PRIVATE
			$<TARGET_OBJECTS:protocol_lws_raw_proxy_objects>)
	endif()
endif()

if(LWS_ROLE_RAW_FILE AND TARGET protocol_lws_raw_test_objects)
	lws_add_loopback_test(raw raw-test.c)
	target_link_libraries(net-raw PRIVATE lws-client-app)
	target_include_directories(net-raw PRIVATE
		"${PROJECT_SOURCE_DIR}/plugins")
	if(NOT LWS_WITH_PLUGINS_BUILTIN)
		target_sources(net-raw PRIVATE
			$<TARGET_OBJECTS:protocol_lws_raw_test_objects>)
	endif()
endif()
