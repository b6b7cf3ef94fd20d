# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/package.cmake" NO_POLICY_SCOPE)

# each example by itself, as if it had been copied out of the tree
file(REMOVE_RECURSE "${WORK}")
file(GLOB_RECURSE projects RELATIVE "${SOURCE}/minimal-examples"
	"${SOURCE}/minimal-examples/*/CMakeLists.txt")
foreach(project IN LISTS projects)
	get_filename_component(dir "${project}" DIRECTORY)
	file(COPY "${SOURCE}/minimal-examples/${dir}/" DESTINATION "${WORK}/src/${dir}")
	message(STATUS "${dir}")
	build_project("${WORK}/src/${dir}" "${WORK}/build/${dir}"
		"-DCMAKE_PREFIX_PATH=${PREFIX}")
endforeach()
