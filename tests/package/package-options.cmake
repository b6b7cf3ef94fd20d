# SPDX-License-Identifier: MIT
#
# Every option name is accepted; what is not built, retired or unknown is said
# once; lws_config.h claims only what is there.
include("${CMAKE_CURRENT_LIST_DIR}/package.cmake" NO_POLICY_SCOPE)

set(quiet -DBUILD_TESTING=OFF -DLWS_WITH_MINIMAL_EXAMPLES=OFF
	"-DCMAKE_C_COMPILER=${CC}")

# how often TEXT stands in what the last command printed
function(said text times)
	string(REGEX MATCHALL "${text}" found "${OUT}")
	list(LENGTH found count)
	if(NOT count EQUAL times)
		message(FATAL_ERROR "\"${text}\" ${count} times, not ${times}:\n${OUT}")
	endif()
endfunction()

# config_has(DIR NAME WANTED): is NAME defined in its lws_config.h?
function(config_has dir name wanted)
	file(STRINGS "${dir}/include/lws_config.h" lines REGEX "^#define ${name}( |$)")
	if((wanted AND NOT lines) OR (NOT wanted AND lines))
		message(FATAL_ERROR "${dir}: ${name} defined, wanted: ${wanted}")
	endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
set(odd -DLWS_WITH_COSE=ON -DLWS_WITH_HUBBUB=ON -DLWS_WITH_NO_SUCH_THING=ON)
must("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/odd" ${quiet} ${odd})
said("LWS_WITH_COSE: not built yet" 1)
said("LWS_WITH_HUBBUB: retired" 1)
said("LWS_WITH_NO_SUCH_THING: unknown" 1)
config_has("${WORK}/odd" LWS_WITH_COSE FALSE)
config_has("${WORK}/odd" LWS_WITH_HUBBUB FALSE)
config_has("${WORK}/odd" LWS_ROLE_H1 TRUE)
config_has("${WORK}/odd" LWS_WITH_CLIENT TRUE)
config_has("${WORK}/odd" LWS_WITH_SERVER TRUE)
must("${CMAKE_COMMAND}" "${WORK}/odd")
said("libwebsockets: LWS_" 0)

must("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/off" ${quiet}
	-DLWS_WITHOUT_CLIENT=ON -DLWS_WITH_SSL=OFF -DLWS_IPV6=OFF
	-DLWS_UNIX_SOCK=OFF -DLWS_ROLE_WS=OFF -DLWS_MAX_SMP=1)
foreach(name IN ITEMS LWS_WITH_CLIENT LWS_WITH_TLS LWS_OPENSSL_SUPPORT LWS_WITH_IPV6
	LWS_WITH_UNIX_SOCK LWS_USE_UNIX_SOCK LWS_ROLE_WS LWS_WITH_TLS_SESSIONS)
	config_has("${WORK}/off" ${name} FALSE)
endforeach()
foreach(name IN ITEMS LWS_WITHOUT_CLIENT LWS_NO_CLIENT LWS_WITH_SERVER
	"LWS_MAX_SMP 1")
	config_has("${WORK}/off" ${name} TRUE)
endforeach()
