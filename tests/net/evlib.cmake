# SPDX-License-Identifier: MIT
#
# Each event library: its loop as the library's own, and loops of programs.
if(NOT LWS_ROLE_WS OR NOT LWS_WITH_SERVER OR NOT LWS_WITH_CLIENT OR
   NOT LWS_ROLE_RAW_FILE)
	return()
endif()

include(${PROJECT_SOURCE_DIR}/tests/support/syscall-shim.cmake)
get_property(evlibs GLOBAL PROPERTY LWS_EVLIBS)
if(LWS_TEST_ULOOP) # ../support/loops.cmake
	list(APPEND evlibs uloop)
	set_property(GLOBAL PROPERTY LWS_EVLIB_DIRS_uloop "${LWS_TEST_ULOOP}")
else()
	list(REMOVE_ITEM evlibs uloop) # the real one does not say what is on it
endif()
foreach(evlib IN LISTS evlibs)
	if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/evlib-foreign-${evlib}.c")
		continue()
	endif()
	lws_add_net_test(evlib-${evlib} evlib-test.c evlib-foreign-${evlib}.c)
	target_link_libraries(net-evlib-${evlib} PRIVATE lws-net-support)
	get_property(dirs GLOBAL PROPERTY LWS_EVLIB_DIRS_${evlib})
	target_include_directories(net-evlib-${evlib} SYSTEM PRIVATE ${dirs})
	lws_add_net_test(evlib-faults-${evlib} evlib-faults-test.c
		evlib-foreign-${evlib}.c THREADS)
	target_link_libraries(net-evlib-faults-${evlib} PRIVATE lws-net-support)
	target_include_directories(net-evlib-faults-${evlib} SYSTEM PRIVATE
		${dirs})
	lws_test_wrap_syscalls(net-evlib-faults-${evlib})
	if(evlib STREQUAL "uloop" OR LWS_MAX_SMP LESS 4)
		continue() # a process has one of them
	endif()
	lws_add_net_test(evlib-threads-${evlib} evlib-threads-test.c
		evlib-foreign-${evlib}.c THREADS)
	target_link_libraries(net-evlib-threads-${evlib} PRIVATE
		lws-net-support)
	target_include_directories(net-evlib-threads-${evlib} SYSTEM PRIVATE
		${dirs})
endforeach()
