# SPDX-License-Identifier: MIT
#
# A table is what its generator makes: -DPYTHON= -DGENERATOR= -DARGUMENT= -DTABLE=
execute_process(COMMAND "${PYTHON}" "${GENERATOR}" ${ARGUMENT}
	OUTPUT_VARIABLE made RESULT_VARIABLE failed)
if(failed)
	message(FATAL_ERROR "${GENERATOR} failed: ${failed}")
endif()
file(READ "${TABLE}" table)
if(NOT made STREQUAL table)
	message(FATAL_ERROR "${TABLE} is not what ${GENERATOR} ${ARGUMENT} makes")
endif()
