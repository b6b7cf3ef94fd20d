# SPDX-License-Identifier: MIT
#
# One object library holds all code, compiled once; `websockets` (static) and
# `websockets_shared` are two wrappings of it.

include(CheckIPOSupported)
include(CheckLinkerFlag)

# code that a shared library cannot hold is smaller
set(lws_pic OFF)
if(LWS_WITH_SHARED OR LWS_STATIC_PIC)
	set(lws_pic ON)
endif()
add_library(websockets_objects OBJECT)
set_target_properties(websockets_objects PROPERTIES
	C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
	POSITION_INDEPENDENT_CODE ${lws_pic}
	C_VISIBILITY_PRESET hidden)
target_include_directories(websockets_objects PRIVATE
	"${CMAKE_CURRENT_SOURCE_DIR}/lib"
	"${CMAKE_CURRENT_SOURCE_DIR}/include"
	"${CMAKE_CURRENT_BINARY_DIR}/include"
	"${CMAKE_CURRENT_BINARY_DIR}/private")
target_compile_definitions(websockets_objects PRIVATE _GNU_SOURCE LWS_BUILDING)
lws_warn(websockets_objects)

# A release build of gcc's optimises the shared library as a whole: a message
# takes a tenth fewer instructions. The objects hold ordinary code as well, and
# nothing else is left of them in the static library, so that it is an archive
# like any other, for any linker and version of gcc.
# CMAKE_INTERPROCEDURAL_OPTIMIZATION, when given, decides instead.
set(lws_whole OFF)
if(LWS_WITH_SHARED AND CMAKE_BUILD_TYPE STREQUAL "Release" AND
   CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_OBJCOPY AND
   NOT DEFINED CMAKE_INTERPROCEDURAL_OPTIMIZATION)
	check_ipo_supported(RESULT lws_whole OUTPUT lws_why_not LANGUAGES C)
endif()
if(lws_whole)
	set_target_properties(websockets_objects PROPERTIES
		INTERPROCEDURAL_OPTIMIZATION ON)
	# and its calls of itself are no business of other libraries
	target_compile_options(websockets_objects PRIVATE -ffat-lto-objects
		-fno-semantic-interposition)
endif()

# lws_add_sources(a.c b.c): files of the calling folder join the library
function(lws_add_sources)
	foreach(file IN LISTS ARGN)
		get_filename_component(file "${file}" ABSOLUTE)
		target_sources(websockets_objects PRIVATE "${file}")
	endforeach()
endfunction()

# lws_register(ROLE lws__role_h1): an ops table joins the list that the core
# walks.  Kinds: ROLE EVENT_LOOP EVLIB SERVICE CLIENT_PROXY VFS, in the order
# registered; TLS LISTEN PEERS, of which there is one; HTTP_DUMMY, the callback of a vhost
# without protocols
function(lws_register kind symbol)
	if(NOT kind MATCHES "^(ROLE|EVENT_LOOP|EVLIB|SERVICE|CLIENT_PROXY|TLS|LISTEN|PEERS|VFS|HTTP_DUMMY)$")
		message(FATAL_ERROR "lws_register: no such kind: ${kind}")
	endif()
	set_property(GLOBAL APPEND PROPERTY LWS_BUILT_IN_${kind} ${symbol})
endfunction()

# lws_link(OpenSSL::SSL): a library that ours needs at run time.  PUBLIC:
# what our public headers include as well.
function(lws_link)
	cmake_parse_arguments(A "PUBLIC" "" "" ${ARGN})
	target_link_libraries(websockets_objects PRIVATE ${A_UNPARSED_ARGUMENTS})
	set(kind PRIVATE)
	if(A_PUBLIC)
		set(kind PUBLIC)
	endif()
	set_property(GLOBAL APPEND PROPERTY LWS_LINK_${kind}
		${A_UNPARSED_ARGUMENTS})
endfunction()

# the generated list of what is built in (the core never names an option)
function(lws_generate_built_in)
	set(LWS_EXTERNS "")
	foreach(kind_type IN ITEMS ROLE:lws_role_ops EVENT_LOOP:lws__loop
		EVLIB:lws_plugin_evlib
		TLS:lws__tls_front LISTEN:lws__listen_front
		PEERS:lws__peer_front
		VFS:lws_plat_file_ops
		SERVICE:lws__service_module CLIENT_PROXY:lws__client_proxy)
		string(REPLACE ":" ";" kind_type "${kind_type}")
		list(GET kind_type 0 kind)
		list(GET kind_type 1 type)
		get_property(symbols GLOBAL PROPERTY LWS_BUILT_IN_${kind})
		set(LWS_LIST_${kind} "")
		foreach(symbol IN LISTS symbols)
			string(APPEND LWS_EXTERNS
				"extern const struct ${type} ${symbol};\n")
			string(APPEND LWS_LIST_${kind} "\t&${symbol},\n")
		endforeach()
	endforeach()
	# of these there is one or none
	foreach(kind IN ITEMS TLS LISTEN PEERS)
		get_property(symbols GLOBAL PROPERTY LWS_BUILT_IN_${kind})
		set(LWS_ONE_${kind} NULL)
		if(symbols)
			list(GET symbols 0 symbol)
			set(LWS_ONE_${kind} "&${symbol}")
		endif()
	endforeach()
	get_property(LWS_HTTP_DUMMY GLOBAL PROPERTY LWS_BUILT_IN_HTTP_DUMMY)
	if(NOT LWS_HTTP_DUMMY)
		set(LWS_HTTP_DUMMY NULL)
	endif()
	configure_file("${PROJECT_SOURCE_DIR}/cmake/lws-built-in.c.in"
		"${PROJECT_BINARY_DIR}/lws-built-in.c" @ONLY)
	target_sources(websockets_objects PRIVATE
		"${PROJECT_BINARY_DIR}/lws-built-in.c")
	# symbols that a header declares as well are no fault here
	set_source_files_properties("${PROJECT_BINARY_DIR}/lws-built-in.c"
		TARGET_DIRECTORY websockets_objects
		PROPERTIES COMPILE_OPTIONS -Wno-redundant-decls)
endfunction()

# one wrapping of the objects
function(lws_wrap_library target kind)
	add_library(${target} ${kind} ${ARGN}
		$<TARGET_OBJECTS:websockets_objects>)
	set_target_properties(${target} PROPERTIES
		ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib"
		LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib"
		RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
	if(lws_whole AND kind STREQUAL "STATIC")
		add_custom_command(TARGET ${target} POST_BUILD VERBATIM
			COMMAND "${CMAKE_OBJCOPY}" --wildcard
				--remove-section ".gnu.lto_*"
				--remove-section ".gnu.debuglto_*"
				--strip-symbol "__gnu_lto_*"
				"$<TARGET_FILE:${target}>")
	endif()
	get_property(public GLOBAL PROPERTY LWS_LINK_PUBLIC)
	get_property(private GLOBAL PROPERTY LWS_LINK_PRIVATE)
	target_link_libraries(${target} PUBLIC ${public} PRIVATE ${private})
	target_include_directories(${target} PUBLIC
		"$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
		"$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>"
		"$<INSTALL_INTERFACE:${LWS_INSTALL_INCLUDE_DIR}>")
endfunction()

# called once every folder has said what it has
function(lws_finish_library)
	if(EXISTS "${PROJECT_SOURCE_DIR}/lib/core/built-in.h")
		lws_generate_built_in()
	endif()
	set(libraries "")
	if(LWS_WITH_STATIC)
		lws_wrap_library(websockets STATIC)
		add_library(Libwebsockets::websockets ALIAS websockets)
		if(WIN32)
			set_target_properties(websockets PROPERTIES
				OUTPUT_NAME websockets_static)
		endif()
		list(APPEND libraries websockets)
	endif()
	if(LWS_WITH_SHARED)
		lws_wrap_library(websockets_shared SHARED)
		add_library(Libwebsockets::websockets_shared ALIAS
			websockets_shared)
		set_target_properties(websockets_shared PROPERTIES
			OUTPUT_NAME websockets
			INTERPROCEDURAL_OPTIMIZATION ${lws_whole}
			VERSION 100.${PROJECT_VERSION_MINOR}.${PROJECT_VERSION_PATCH}
			SOVERSION 100)
		# what it uses it links, but for what a program brings that is
		# built with a sanitizer
		check_linker_flag(C "-Wl,--no-undefined" LWS_HAVE_NO_UNDEFINED)
		if(LWS_HAVE_NO_UNDEFINED AND NOT LWS_WITH_ASAN AND
		   NOT LWS_WITH_TSAN AND NOT LWS_WITH_LIBFUZZER AND
		   NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
			target_link_options(websockets_shared PRIVATE
				"-Wl,--no-undefined")
		endif()
		check_linker_flag(C "-Wl,-Bsymbolic-functions"
			LWS_HAVE_SYMBOLIC_FUNCTIONS)
		if(lws_whole AND LWS_HAVE_SYMBOLIC_FUNCTIONS)
			target_link_options(websockets_shared PRIVATE
				"-Wl,-Bsymbolic-functions")
		endif()
		list(APPEND libraries websockets_shared)
	endif()
	if(NOT libraries)
		message(FATAL_ERROR "LWS_WITH_STATIC and LWS_WITH_SHARED are "
			"both OFF: there is nothing to build")
	endif()
	set(LWS_BUILT_LIBRARIES "${libraries}" PARENT_SCOPE)

	# what our own tests and programs link
	set(test_library websockets)
	if(NOT LWS_WITH_STATIC)
		set(test_library websockets_for_tests)
		lws_wrap_library(websockets_for_tests STATIC EXCLUDE_FROM_ALL)
	endif()
	set(LWS_TEST_LIBRARY ${test_library} PARENT_SCOPE)
	set(app_library ${test_library})
	if(LWS_WITH_SHARED AND (LWS_LINK_TESTAPPS_DYNAMIC OR NOT LWS_WITH_STATIC))
		set(app_library websockets_shared)
	endif()
	set(LWS_APP_LIBRARY ${app_library} PARENT_SCOPE)
endfunction()
