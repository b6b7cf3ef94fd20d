# SPDX-License-Identifier: MIT
#
# For those who work on the library: make check-style, make doc

find_program(LWS_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(LWS_PYTHON NAMES python3)
mark_as_advanced(LWS_PYTHON)
if(LWS_PYTHON)
	add_custom_target(check-style
		COMMAND "${LWS_PYTHON}" "${PROJECT_SOURCE_DIR}/contrib/check-style"
			--build "${PROJECT_BINARY_DIR}"
		DEPENDS ${LWS_BUILT_LIBRARIES} USES_TERMINAL VERBATIM)
endif()

find_program(LWS_DOXYGEN doxygen)
mark_as_advanced(LWS_DOXYGEN)
if(LWS_DOXYGEN)
	configure_file(cmake/Doxyfile.in "${PROJECT_BINARY_DIR}/Doxyfile" @ONLY)
	add_custom_target(doc COMMAND "${LWS_DOXYGEN}"
		"${PROJECT_BINARY_DIR}/Doxyfile" USES_TERMINAL VERBATIM)
endif()
