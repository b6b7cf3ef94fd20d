# SPDX-License-Identifier: MIT
#
# What the package tests share.

cmake_minimum_required(VERSION 3.18)

set(CONSUMER "${CMAKE_CURRENT_LIST_DIR}/consumer")
string(REPLACE ";" " " FLAGS_TEXT "${FLAGS}")

# must(COMMAND ...): runs it, stops with its output when it fails; OUT has it
function(must)
	execute_process(COMMAND ${ARGN} RESULT_VARIABLE result
		OUTPUT_VARIABLE out ERROR_VARIABLE out
		OUTPUT_STRIP_TRAILING_WHITESPACE)
	if(NOT result EQUAL 0)
		string(REPLACE ";" " " command "${ARGN}")
		message(FATAL_ERROR "${command}\n${out}")
	endif()
	set(OUT "${out}" PARENT_SCOPE)
endfunction()

# must_say(TEXT COMMAND ...): runs it and wants TEXT in what it prints
function(must_say text)
	must(${ARGN})
	string(FIND "${OUT}" "${text}" at)
	if(at EQUAL -1)
		string(REPLACE ";" " " command "${ARGN}")
		message(FATAL_ERROR "${command}\ndoes not print \"${text}\":\n${OUT}")
	endif()
endfunction()

# configures and builds a project; the compiler was tried by our own configure
function(build_project source dir)
	must("${CMAKE_COMMAND}" -S "${source}" -B "${dir}"
		"-DCMAKE_C_COMPILER=${CC}" "-DCMAKE_C_FLAGS=${FLAGS_TEXT}"
		"-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" ${ARGN})
	must("${CMAKE_COMMAND}" --build "${dir}" -j 2)
endfunction()
