# SPDX-License-Identifier: MIT
#
# lws_config.h, and LWS_FEATURES: the same facts for the CMake package.

# Taken at the first configure: a commit must not rebuild the world.
if(LWS_BUILD_HASH STREQUAL "" AND NOT DEFINED LWS_GIT_HASH)
	set(hash "")
	find_package(Git QUIET)
	if(GIT_FOUND AND EXISTS "${PROJECT_SOURCE_DIR}/.git")
		execute_process(
			COMMAND "${GIT_EXECUTABLE}" rev-parse --short=9 HEAD
			WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
			OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE
			ERROR_QUIET)
	endif()
	if(hash STREQUAL "")
		set(hash unknown)
	else()
		string(PREPEND hash v${PROJECT_VERSION}-g)
	endif()
	set(LWS_GIT_HASH "${hash}" CACHE INTERNAL "source identity from git")
endif()
set(LWS_HASH "${LWS_BUILD_HASH}")
if(LWS_HASH STREQUAL "")
	set(LWS_HASH "${LWS_GIT_HASH}")
endif()

set(LWS_FEATURES "")
foreach(name IN LISTS LWS_CODE_OPTIONS)
	if(${name})
		list(APPEND LWS_FEATURES ${name})
	endif()
endforeach()
foreach(name IN ITEMS LWS_WITH_TLS LWS_WITH_IPV6 LWS_WITH_UNIX_SOCK LWS_ROLE_H2
	LWS_ROLE_RAW LWS_WITH_POLL LWS_ROLE_CGI LWS_WITH_CLIENT LWS_WITH_SERVER LWS_WITH_EVENT_LIBS)
	if(${name})
		list(APPEND LWS_FEATURES ${name})
	endif()
endforeach()
# names from earlier versions that programs still test
if(LWS_WITH_TLS)
	list(APPEND LWS_FEATURES LWS_OPENSSL_SUPPORT)
endif()
if(LWS_WITH_UNIX_SOCK)
	list(APPEND LWS_FEATURES LWS_USE_UNIX_SOCK)
endif()
if(LWS_WITH_IPV6)
	list(APPEND LWS_FEATURES LWS_USE_IPV6)
endif()
foreach(pair IN ITEMS LWS_WITHOUT_CLIENT:LWS_NO_CLIENT
	LWS_WITHOUT_SERVER:LWS_NO_SERVER LWS_WITHOUT_DAEMONIZE:LWS_NO_DAEMONIZE)
	string(REPLACE ":" ";" pair "${pair}")
	list(GET pair 0 option)
	list(GET pair 1 fact)
	if(${option})
		list(APPEND LWS_FEATURES ${fact})
	endif()
endforeach()
list(REMOVE_DUPLICATES LWS_FEATURES)
list(SORT LWS_FEATURES)

foreach(kind IN ITEMS FEATURES PLATFORM)
	set(LWS_CONFIG_${kind} "")
endforeach()
foreach(name IN LISTS LWS_FEATURES)
	string(APPEND LWS_CONFIG_FEATURES "#define ${name}\n")
endforeach()
list(SORT LWS_PLATFORM_FLAGS)
foreach(name IN LISTS LWS_PLATFORM_FLAGS)
	string(APPEND LWS_CONFIG_PLATFORM "#define ${name}\n")
endforeach()
set(LWS_CONFIG_BUILTIN_PLUGINS "")

configure_file("${PROJECT_SOURCE_DIR}/cmake/lws_config.h.in"
	"${PROJECT_BINARY_DIR}/include/lws_config.h" @ONLY)

# lws-has.h, for our own code: LWS_HAS_x is 0 or 1, so that the dead side of
# `if (LWS_HAS_x && ...)` still compiles
set(LWS_HAS_LINES "")
foreach(name IN LISTS LWS_OPTIONS)
	if(("${${name}}" STREQUAL "ON" OR "${${name}}" STREQUAL "OFF") AND
	   NOT name MATCHES "^LWS_WITHOUT_" AND
	   name MATCHES "^LWS_(WITH_|ROLE_)?(.*)$")
		set(has LWS_HAS_${CMAKE_MATCH_2})
		set(value 0)
		if(${name})
			set(value 1)
		endif()
		string(APPEND LWS_HAS_LINES "#define ${has} ${value}\n")
	endif()
endforeach()
foreach(name IN ITEMS CLIENT SERVER TLS)
	set(value 0)
	if(LWS_WITH_${name})
		set(value 1)
	endif()
	string(APPEND LWS_HAS_LINES "#define LWS_HAS_${name} ${value}\n")
endforeach()
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/private/lws-has.h" CONTENT
"/* SPDX-License-Identifier: MIT */
/* Written by CMake: each option as a constant, for code inside the library */
#ifndef LWS_HAS_H
#define LWS_HAS_H

@LWS_HAS_LINES@
#endif
" @ONLY)
