# SPDX-License-Identifier: MIT
#
# The tests of a network on each event loop of the build: net-ws-talk@uv is
# net-ws-talk with its contexts on libuv.
#
#   ctest             a choice of tests on each loop
#   ctest -C Loops    all of them on each loop, as contrib/check --long does

get_property(LWS_TEST_LOOPS GLOBAL PROPERTY LWS_EVLIBS)
set(table "")
if(TARGET evlib_objects)
	target_sources(lws-net-support INTERFACE $<TARGET_OBJECTS:evlib_objects>)
endif()
foreach(loop IN LISTS LWS_TEST_LOOPS)
	string(APPEND table "EVLIB(${loop}) ")
	if(LWS_WITH_EVLIB_PLUGINS)
		target_link_libraries(lws-net-support PUBLIC
			evlib_${loop}_objects)
		target_sources(lws-net-support INTERFACE
			$<TARGET_OBJECTS:evlib_${loop}_objects>)
	endif()
endforeach()
# where there is no libubox: our module with a stand-in for it
if(table AND NOT LWS_WITH_ULOOP)
	set(LWS_TEST_ULOOP "${CMAKE_CURRENT_LIST_DIR}/uloop")
	lws_evlib_objects(evlib_uloop_objects
		"${PROJECT_SOURCE_DIR}/lib/event-libs/uloop.c"
		"${LWS_TEST_ULOOP}")
	target_sources(lws-net-support PRIVATE "${LWS_TEST_ULOOP}/uloop.c"
		INTERFACE $<TARGET_OBJECTS:evlib_uloop_objects>)
	target_include_directories(lws-net-support PRIVATE
		"${LWS_TEST_ULOOP}")
	string(APPEND table "EVLIB(uloop) ")
	list(APPEND LWS_TEST_LOOPS uloop)
endif()
if(table)
	target_compile_definitions(lws-net-support PRIVATE
		"LWS_TEST_EVLIBS=${table}")
endif()
target_link_options(lws-net-support PUBLIC "-Wl,--wrap=lws_create_context")
list(APPEND LWS_TEST_LOOPS poll)
if(LWS_WITH_IO_URING)
	list(APPEND LWS_TEST_LOOPS uring)
endif()

# those that every check runs on each loop: what is new to a loop is in them
set(LWS_TEST_LOOPS_ALWAYS net-ws-talk)

# those that are about one loop, and why
set(LWS_TEST_LOOPS_NOT
	net-loop-external-poll # the program polls
	net-loop-guest)        # the same

function(lws_run_on_loops name)
	if(name IN_LIST LWS_TEST_LOOPS_NOT)
		return()
	endif()
	get_test_property(${name} LABELS labels)
	foreach(loop IN LISTS LWS_TEST_LOOPS)
		# a process has one, and tests have threads with a loop each
		if(loop STREQUAL "uloop" AND
		   NOT name IN_LIST LWS_TEST_LOOPS_ALWAYS)
			continue()
		endif()
		set(when CONFIGURATIONS Loops)
		if(name IN_LIST LWS_TEST_LOOPS_ALWAYS)
			set(when "")
		endif()
		add_test(NAME ${name}@${loop} COMMAND ${name} ${when})
		set_tests_properties(${name}@${loop} PROPERTIES
			ENVIRONMENT LWS_TEST_LOOP=${loop}
			LABELS "loops;loop-${loop}" TIMEOUT ${LWS_TEST_TIMEOUT})
	endforeach()
endfunction()
