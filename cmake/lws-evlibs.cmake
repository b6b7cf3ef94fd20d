# SPDX-License-Identifier: MIT
#
# Event libraries: a module for each, libwebsockets-evlib_uv.so and so on, so
# that the library itself links none of them; or, without LWS_WITH_EVLIB_PLUGINS,
# code of the library like any other.

set_property(GLOBAL PROPERTY LWS_EVLIBS "")

# lws_evlib(uv LWS_WITH_LIBUV HEADER uv.h LIBRARY uv [PACKAGE glib-2.0]), from
# lib/event-libs, where uv.c is.  PACKAGE: for pkg-config, whose folders are used.
function(lws_evlib name option)
	cmake_parse_arguments(A "" "HEADER;LIBRARY;PACKAGE" "" ${ARGN})
	if(NOT ${option})
		return()
	endif()
	string(TOUPPER "LWS_EVLIB_${name}" at)
	set(dirs "")
	set(hints "")
	if(A_PACKAGE)
		find_package(PkgConfig QUIET)
		if(PKG_CONFIG_FOUND)
			pkg_check_modules(${at}_PC QUIET ${A_PACKAGE})
			set(dirs ${${at}_PC_INCLUDE_DIRS})
			set(hints ${${at}_PC_LIBRARY_DIRS})
		endif()
	endif()
	find_path(${at}_HEADER ${A_HEADER} HINTS ${dirs})
	find_library(${at}_LIBRARY ${A_LIBRARY} HINTS ${hints})
	mark_as_advanced(${at}_HEADER ${at}_LIBRARY)
	if(NOT ${at}_HEADER OR NOT ${at}_LIBRARY)
		message(FATAL_ERROR "${option} is ON, and ${A_HEADER} or the "
			"library ${A_LIBRARY} was not found")
	endif()
	list(APPEND dirs "${${at}_HEADER}")
	list(REMOVE_DUPLICATES dirs)
	list(REMOVE_ITEM dirs /usr/include)

	set_property(GLOBAL APPEND PROPERTY LWS_EVLIBS ${name})
	set_property(GLOBAL PROPERTY LWS_EVLIB_DIRS_${name} "${dirs}")
	if(NOT LWS_WITH_EVLIB_PLUGINS)
		lws_add_sources(${name}.c evlib.c)
		target_include_directories(websockets_objects SYSTEM PRIVATE
			${dirs})
		lws_link(${A_LIBRARY})
		lws_register(EVLIB evlib_${name})
		return()
	endif()
	# tests link the objects, modules are made of them
	if(NOT TARGET evlib_objects)
		lws_evlib_objects(evlib_objects evlib.c "")
	endif()
	lws_evlib_objects(evlib_${name}_objects ${name}.c "${dirs}")
	target_link_libraries(evlib_${name}_objects INTERFACE
		"${${at}_LIBRARY}")
endfunction()

function(lws_evlib_objects target source dirs)
	add_library(${target} OBJECT ${source})
	set_target_properties(${target} PROPERTIES
		C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
		POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
	target_include_directories(${target} PRIVATE
		$<TARGET_PROPERTY:websockets_objects,INCLUDE_DIRECTORIES>)
	target_include_directories(${target} SYSTEM PRIVATE ${dirs})
	target_compile_definitions(${target} PRIVATE _GNU_SOURCE
		LWS_EVLIB_MODULE)
	lws_warn(${target})
endfunction()

# when the library is there to be linked
function(lws_finish_evlibs)
	get_property(names GLOBAL PROPERTY LWS_EVLIBS)
	if(NOT LWS_WITH_EVLIB_PLUGINS)
		return()
	endif()
	foreach(name IN LISTS names)
		string(TOUPPER "LWS_EVLIB_${name}" at)
		add_library(websockets-evlib_${name} MODULE
			$<TARGET_OBJECTS:evlib_${name}_objects>
			$<TARGET_OBJECTS:evlib_objects>)
		target_link_libraries(websockets-evlib_${name} PRIVATE
			websockets_shared "${${at}_LIBRARY}")
		set_target_properties(websockets-evlib_${name} PROPERTIES
			LINKER_LANGUAGE C
			LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib"
			INSTALL_RPATH "\$ORIGIN")
		install(TARGETS websockets-evlib_${name} LIBRARY
			DESTINATION "${LWS_INSTALL_LIB_DIR}"
			COMPONENT evlib_${name})
	endforeach()
endfunction()
