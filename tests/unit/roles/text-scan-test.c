/* SPDX-License-Identifier: MIT */
/* The end of plain text: this machine's way, for every byte at every place. */

#include "text-scan-check.h"

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_scan__stops_at_the_first_control),
		cmocka_unit_test(text_scan__agrees_with_looking_at_each_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
