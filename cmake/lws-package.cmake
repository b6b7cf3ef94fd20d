# SPDX-License-Identifier: MIT
#
# Headers, libraries, the CMake package and pkg-config files, in the install
# tree and (package) in the build tree.  Nothing here knows an absolute path of
# the install tree, so it can be moved.

include(CMakePackageConfigHelpers)

# ---- what users of the library link ---------------------------------------

get_property(LWS_DEP_LIBS GLOBAL PROPERTY LWS_LINK_PUBLIC)
get_property(private GLOBAL PROPERTY LWS_LINK_PRIVATE)
list(APPEND LWS_DEP_LIBS ${private})
list(REMOVE_DUPLICATES LWS_DEP_LIBS)

set(LIBWEBSOCKETS_LIBRARIES_STATIC "")
set(LIBWEBSOCKETS_LIBRARIES_SHARED "")
if(LWS_WITH_STATIC)
	set(LIBWEBSOCKETS_LIBRARIES_STATIC websockets)
endif()
if(LWS_WITH_SHARED)
	set(LIBWEBSOCKETS_LIBRARIES_SHARED websockets_shared)
endif()
# linking both would bring two copies of everything: name one
list(GET LWS_BUILT_LIBRARIES -1 LWS_DEFAULT_LIBRARY)

set(LIBWEBSOCKETS_INCLUDE_DIRS
	"${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include")
foreach(pair IN ITEMS "LIBWEBSOCKETS_LIBRARIES|${LWS_DEFAULT_LIBRARY}"
	"LWS_LIBRARIES|${LWS_DEFAULT_LIBRARY}"
	"LIBWEBSOCKETS_LIBRARIES_STATIC|${LIBWEBSOCKETS_LIBRARIES_STATIC}"
	"LIBWEBSOCKETS_LIBRARIES_SHARED|${LIBWEBSOCKETS_LIBRARIES_SHARED}")
	string(REGEX MATCH "^[^|]*" name "${pair}")
	string(REGEX REPLACE "^[^|]*[|]" "" value "${pair}")
	set(${name} "${value}" CACHE INTERNAL "for users of add_subdirectory")
endforeach()
set(LIBWEBSOCKETS_INCLUDE_DIRS "${LIBWEBSOCKETS_INCLUDE_DIRS}" CACHE INTERNAL
	"for users of add_subdirectory")
set(LIBWEBSOCKETS_DEP_LIBS "${LWS_DEP_LIBS}" CACHE INTERNAL
	"for users of add_subdirectory")

# ---- the CMake package ------------------------------------------------------

set(LWS_FIND_DEPENDENCIES
	"\tset(THREADS_PREFER_PTHREAD_FLAG ON)\n\tfind_dependency(Threads)\n")
if(LWS_WITH_TLS)
	string(APPEND LWS_FIND_DEPENDENCIES "\tfind_dependency(OpenSSL)\n")
endif()
if("ZLIB::ZLIB" IN_LIST LWS_DEP_LIBS)
	string(APPEND LWS_FIND_DEPENDENCIES "\tfind_dependency(ZLIB)\n")
endif()
# programs ask by option name as well as by macro name
set(LWS_CONFIG_FACTS "${LWS_FEATURES}")
foreach(name IN LISTS LWS_OPTIONS)
	if(${name} AND name MATCHES "^LWS_" AND NOT name MATCHES "_DIRS?$")
		list(APPEND LWS_CONFIG_FACTS ${name})
	endif()
endforeach()
list(APPEND LWS_CONFIG_FACTS ${LWS_PLATFORM_FLAGS})
list(REMOVE_DUPLICATES LWS_CONFIG_FACTS)
string(REPLACE ";" "\n\t" LWS_CONFIG_FACTS "${LWS_CONFIG_FACTS}")
string(REPLACE "\n\t" ";" LWS_CONFIG_FACTS "${LWS_CONFIG_FACTS}")

set(package "${PROJECT_BINARY_DIR}/package")
configure_file(cmake/LwsCheckRequirements.cmake.in
	"${package}/LwsCheckRequirements.cmake" @ONLY)
write_basic_package_version_file("${package}/libwebsockets-config-version.cmake"
	VERSION ${PROJECT_VERSION} COMPATIBILITY AnyNewerVersion)

set(LWS_CONFIG_INCLUDE_DIRS
	"\"\${PACKAGE_PREFIX_DIR}/${LWS_INSTALL_INCLUDE_DIR}\"")
if(IS_ABSOLUTE "${LWS_INSTALL_INCLUDE_DIR}")
	set(LWS_CONFIG_INCLUDE_DIRS "\"${LWS_INSTALL_INCLUDE_DIR}\"")
endif()
set(LWS_INSTALL_PLUGIN_SOURCES
	"${CMAKE_INSTALL_DATADIR}/libwebsockets/plugins")
set(LWS_CONFIG_PLUGIN_SOURCES
	"\${PACKAGE_PREFIX_DIR}/${LWS_INSTALL_PLUGIN_SOURCES}")
if(IS_ABSOLUTE "${LWS_INSTALL_PLUGIN_SOURCES}")
	set(LWS_CONFIG_PLUGIN_SOURCES "${LWS_INSTALL_PLUGIN_SOURCES}")
endif()
configure_package_config_file(cmake/libwebsockets-config.cmake.in
	"${package}/libwebsockets-config.cmake"
	INSTALL_DESTINATION "${LWS_INSTALL_CMAKE_DIR}"
	NO_CHECK_REQUIRED_COMPONENTS_MACRO NO_SET_AND_CHECK_MACRO)

# the same for the build tree, where examples find it
set(LWS_CONFIG_INCLUDE_DIRS
	"\"${PROJECT_SOURCE_DIR}/include\" \"${PROJECT_BINARY_DIR}/include\"")
set(LWS_CONFIG_PLUGIN_SOURCES "${PROJECT_SOURCE_DIR}/plugins")
set(PACKAGE_INIT "")
configure_file(cmake/libwebsockets-config.cmake.in
	"${PROJECT_BINARY_DIR}/libwebsockets-config.cmake" @ONLY)
foreach(file IN ITEMS LwsCheckRequirements libwebsockets-config-version)
	configure_file("${package}/${file}.cmake"
		"${PROJECT_BINARY_DIR}/${file}.cmake" COPYONLY)
endforeach()

# ---- install ----------------------------------------------------------------

set(export "")
if(LWS_WITH_EXPORT_LWSTARGETS)
	set(export EXPORT LibwebsocketsTargets)
endif()
install(TARGETS ${LWS_BUILT_LIBRARIES} ${export}
	RUNTIME DESTINATION "${LWS_INSTALL_BIN_DIR}" COMPONENT core
	LIBRARY DESTINATION "${LWS_INSTALL_LIB_DIR}" COMPONENT core
		NAMELINK_COMPONENT dev
	ARCHIVE DESTINATION "${LWS_INSTALL_LIB_DIR}" COMPONENT dev)
install(FILES include/libwebsockets.h "${PROJECT_BINARY_DIR}/include/lws_config.h"
	DESTINATION "${LWS_INSTALL_INCLUDE_DIR}" COMPONENT dev)
install(DIRECTORY include/libwebsockets
	DESTINATION "${LWS_INSTALL_INCLUDE_DIR}" COMPONENT dev
	FILES_MATCHING PATTERN "*.h")
# a program may have a protocol plugin built in
install(DIRECTORY plugins/ DESTINATION "${LWS_INSTALL_PLUGIN_SOURCES}"
	COMPONENT dev FILES_MATCHING PATTERN "*.c" PATTERN "*.h")
if(LWS_WITH_EXPORT_LWSTARGETS)
	install(EXPORT LibwebsocketsTargets
		DESTINATION "${LWS_INSTALL_CMAKE_DIR}" COMPONENT dev)
	export(EXPORT LibwebsocketsTargets
		FILE "${PROJECT_BINARY_DIR}/LibwebsocketsTargets.cmake")
endif()
install(FILES "${package}/libwebsockets-config.cmake"
	"${package}/libwebsockets-config-version.cmake"
	"${package}/LwsCheckRequirements.cmake"
	DESTINATION "${LWS_INSTALL_CMAKE_DIR}" COMPONENT dev)

# ---- pkg-config -------------------------------------------------------------

set(LWS_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(pc_dir "${LWS_INSTALL_LIB_DIR}/pkgconfig")
if(NOT IS_ABSOLUTE "${pc_dir}")
	file(RELATIVE_PATH up "/p/${pc_dir}" "/p")
	string(REGEX REPLACE "/$" "" up "${up}")
	set(LWS_PC_PREFIX "\${pcfiledir}/${up}")
endif()
foreach(pair IN ITEMS LIBDIR:LIB INCLUDEDIR:INCLUDE)
	string(REPLACE ":" ";" pair "${pair}")
	list(GET pair 0 name)
	list(GET pair 1 kind)
	set(LWS_PC_${name} "\${prefix}/${LWS_INSTALL_${kind}_DIR}")
	if(IS_ABSOLUTE "${LWS_INSTALL_${kind}_DIR}")
		set(LWS_PC_${name} "${LWS_INSTALL_${kind}_DIR}")
	endif()
endforeach()

# link items as pkg-config says them
set(pc_requires "")
set(pc_libs "")
foreach(item IN LISTS LWS_DEP_LIBS)
	if(item MATCHES "^OpenSSL::")
		list(APPEND pc_requires "openssl")
	elseif(item STREQUAL "ZLIB::ZLIB")
		list(APPEND pc_requires "zlib")
	elseif(item STREQUAL "Threads::Threads")
		list(APPEND pc_libs "-pthread")
	else()
		list(APPEND pc_libs "-l${item}")
	endif()
endforeach()
list(REMOVE_DUPLICATES pc_requires)
string(REPLACE ";" ", " pc_requires "${pc_requires}")
string(REPLACE ";" " " pc_libs "${pc_libs}")

set(pc_files "")
set(LWS_PC_LINK "Libs: -L\${libdir} -lwebsockets\nLibs.private: ${pc_libs}\nRequires.private: ${pc_requires}")
configure_file(cmake/libwebsockets.pc.in "${package}/libwebsockets.pc" @ONLY)
list(APPEND pc_files "${package}/libwebsockets.pc")
if(LWS_WITH_STATIC)
	# the archive, even where the shared library lies beside it
	set(archive "\${libdir}/libwebsockets.a")
	if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
		set(archive "-L\${libdir} -l:libwebsockets.a")
	endif()
	set(LWS_PC_LINK "Libs: ${archive} ${pc_libs}\nRequires: ${pc_requires}")
	configure_file(cmake/libwebsockets.pc.in
		"${package}/libwebsockets_static.pc" @ONLY)
	list(APPEND pc_files "${package}/libwebsockets_static.pc")
endif()
install(FILES ${pc_files} DESTINATION "${pc_dir}" COMPONENT dev)
