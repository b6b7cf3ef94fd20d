/* SPDX-License-Identifier: MIT */
/*
 * Faults as text: whatever it is, it ends, each rule is within its bounds, and
 * what was read can be asked.
 */

#include "base/fault-text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

static void
look_at(const struct lws__fault_rule *r, const char *text, size_t len)
{
	must(r->name >= text && r->name + r->name_len <= text + len);
	must(r->name_len && r->name_len <= LWS__FAULT_NAME_MAX);
	must(r->type != LWSFI_PROBABILISTIC || r->pre <= 100);
	must(r->type != LWSFI_RANGE || r->pre <= r->count);
	must(r->type != LWSFI_PATTERN ||
	     (r->count && r->count <= LWS__FAULT_BITS_MAX));
}

static void
use(const char *text)
{
	lws_fi_ctx_t fic = {0}, copy = {0};
	uint64_t number;

	lws_fi_deserialize(&fic, text);
	lws_fi_inherit_copy(&copy, &fic, "wsi", "x");
	for (int n = 0; n < 3; n++) {
		(void)lws_fi(&fic, "a");
		(void)lws_fi(&copy, "a");
		(void)lws_fi_range(&copy, "a", &number);
	}
	lws_fi_destroy(&fic);
	lws_fi_destroy(&copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data, *at = text;
	struct lws__fault_rule r;
	enum lws__fault_text answer;
	char *copy;

	lws_set_log_level(0, NULL);
	while ((answer = lws__fault_text_next(&at, text + len, &r)) !=
	       LWS__FAULT_TEXT_END) {
		if (answer == LWS__FAULT_TEXT_RULE)
			look_at(&r, text, len);
		else
			must(*lws__fault_text_why(answer));
	}
	must(at == text + len);
	copy = strndup(text, len);
	if (copy)
		use(copy);
	free(copy);

	return 0;
}
