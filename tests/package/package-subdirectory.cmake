# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/package.cmake" NO_POLICY_SCOPE)

file(REMOVE_RECURSE "${WORK}")
# a client alone: how it is embedded is the question here
build_project("${CONSUMER}/subdirectory" "${WORK}" "-DLWS_SOURCE=${SOURCE}"
	-DLWS_WITH_SHARED=OFF -DLWS_WITHOUT_SERVER=ON -DLWS_WITH_SSL=OFF)
must_say("version ${VERSION}" "${WORK}/consumer")
