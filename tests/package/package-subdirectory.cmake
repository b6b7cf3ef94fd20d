# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/package.cmake" NO_POLICY_SCOPE)

file(REMOVE_RECURSE "${WORK}")
build_project("${CONSUMER}/subdirectory" "${WORK}" "-DLWS_SOURCE=${SOURCE}"
	-DLWS_WITH_SHARED=OFF)
must_say("version ${VERSION}" "${WORK}/consumer")
