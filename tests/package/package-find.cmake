# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/package.cmake" NO_POLICY_SCOPE)

file(REMOVE_RECURSE "${WORK}")
foreach(name IN ITEMS libwebsockets Libwebsockets)
	foreach(library IN LISTS LIBRARIES)
		set(dir "${WORK}/${name}-${library}")
		build_project("${CONSUMER}/find" "${dir}"
			"-DCMAKE_PREFIX_PATH=${PREFIX}" -DPACKAGE=${name}
			-DLIBRARY=Libwebsockets::${library} -DTLS=${TLS})
		must_say("version ${VERSION}" "${dir}/consumer")
	endforeach()
endforeach()

# by variable, in the build tree
build_project("${CONSUMER}/find" "${WORK}/build-tree"
	"-Dlibwebsockets_DIR=${BUILD}" -DPACKAGE=libwebsockets -DLIBRARY=
	-DTLS=${TLS})
must_say("version ${VERSION}" "${WORK}/build-tree/consumer")
