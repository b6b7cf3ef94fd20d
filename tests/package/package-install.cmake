# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/package.cmake" NO_POLICY_SCOPE)

# installed in one place, then moved: nothing may remember the first
file(REMOVE_RECURSE "${PREFIX}" "${WORK}")
must("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/first")
get_filename_component(parent "${PREFIX}" DIRECTORY)
file(MAKE_DIRECTORY "${parent}")
file(RENAME "${WORK}/first" "${PREFIX}")

file(GLOB_RECURSE texts "${PREFIX}/*.cmake" "${PREFIX}/*.pc")
if(NOT texts)
	message(FATAL_ERROR "no package files were installed")
endif()
foreach(file IN LISTS texts)
	file(READ "${file}" text)
	foreach(place IN ITEMS "${SOURCE}" "${BUILD}" "${WORK}")
		string(FIND "${text}" "${place}/" at)
		if(NOT at EQUAL -1)
			message(FATAL_ERROR "${file} names ${place}")
		endif()
	endforeach()
endforeach()
