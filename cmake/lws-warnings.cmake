# SPDX-License-Identifier: MIT
#
# The one list of warnings, and whether they stop the build (our presets say
# yes; everyone else's build says no).

set(LWS_WARNINGS
	-Wall -Wextra -Wshadow -Wundef -Wconversion -Wsign-conversion -Wvla
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
	-Wredundant-decls -Wcast-qual -Wcast-align -Wwrite-strings
	-Wpointer-arith -Wformat=2 -Wimplicit-fallthrough -Wnull-dereference
	-Wdouble-promotion -fno-common)
# sanitizers blow up the frames of correct code
if(NOT LWS_WITH_ASAN AND NOT LWS_WITH_TSAN)
	list(APPEND LWS_WARNINGS -Wframe-larger-than=4096)
endif()
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
	list(APPEND LWS_WARNINGS
		-Wduplicated-cond -Wduplicated-branches -Wlogical-op)
endif()
# what only a log line uses is no mistake where there are none
if(LWS_WITH_NO_LOGS)
	list(APPEND LWS_WARNINGS -Wno-unused-parameter -Wno-unused-variable
		-Wno-unused-but-set-variable -Wno-unused-function)
endif()
if(NOT DISABLE_WERROR)
	list(APPEND LWS_WARNINGS -Werror)
endif()
if(MSVC)
	set(LWS_WARNINGS /W3)
endif()

function(lws_warn target)
	target_compile_options(${target} PRIVATE ${LWS_WARNINGS})
endfunction()

# sanitizers instrument everything in the tree, or they find nothing
set(LWS_SANITIZER_FLAGS "")
if(LWS_WITH_ASAN)
	set(LWS_SANITIZER_FLAGS -fsanitize=address,undefined
		-fno-sanitize-recover=undefined -fno-omit-frame-pointer)
elseif(LWS_WITH_TSAN)
	set(LWS_SANITIZER_FLAGS -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(LWS_WITH_LIBFUZZER)
	add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(LWS_WITH_GCOV)
	add_compile_options(--coverage)
	add_link_options(--coverage)
endif()
if(LWS_WITH_FANALYZER)
	add_compile_options(-fanalyzer)
endif()
add_compile_options(${LWS_SANITIZER_FLAGS})
add_link_options(${LWS_SANITIZER_FLAGS})
