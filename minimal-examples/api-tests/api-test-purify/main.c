/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Putting text that somebody else chose into other text.
 *
 * A name like  Robert'); DROP TABLE  must stay a name.  For SQL, prefer
 * prepared statements where the database has them.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

static void
json(void)
{
	char buf[64];
	int used;

	check(!strcmp(lws_json_purify(buf, "say \"hi\"\n", sizeof(buf), NULL),
		      "say \\u0022hi\\u0022\\n"),
	      "quotes and newline");
	check(!strcmp(lws_json_purify(buf, "\x01", sizeof(buf), NULL),
		      "\\u0001"),
	      "other control characters");
	check(!strcmp(lws_json_purify(buf, "gr\xc3\xbc\xc3\x9f", sizeof(buf),
				      NULL),
		      "gr\xc3\xbc\xc3\x9f"),
	      "UTF-8 stays");

	/* it says how much it took, so a long text can go on in the next */
	lws_json_purify(buf, "0123456789abcdef", 12, &used);
	check(used > 0 && used < 16 && (int)strlen(buf) == used &&
		      !strncmp(buf, "0123456789abcdef", (size_t)used),
	      "as much as fits");
	check(lws_json_purify_len("say \"hi\"\n") == 20, "its length");
}

static void
sql(void)
{
	static const char name[] = "Robert'); DROP TABLE students;--";
	char buf[64];

	check(!strcmp(lws_sql_purify(buf, name, sizeof(buf)),
		      "Robert''); DROP TABLE students;--"),
	      "the quote is doubled: it is still a name");
	check(lws_sql_purify_len(name) == (int)strlen(buf), "its length");
}

static void
file_names(void)
{
	char path[64];

	lws_strncpy(path, "a..b/../$HOME:c", sizeof(path));
	lws_filename_purify_inplace(path);
	lwsl_user("%s\n", path);
	check(!strstr(path, "..") && !strpbrk(path, "$:"),
	      "it leads nowhere else");
	check(!!strchr(path, '/'), "folders stay");
}

static void
whole_files(void)
{
	char path[64], text[] = "small, and soon gone", buf[64];
	int n;

	lws_snprintf(path, sizeof(path), "/tmp/lws-api-test-purify-%d",
		     (int)getpid());
	check(!lws_plat_write_file(path, text, sizeof(text)), "write");
	n = lws_plat_read_file(path, buf, sizeof(buf));
	check(n == (int)sizeof(text) && !strcmp(buf, text), "read");
	unlink(path);
	check(lws_plat_read_file(path, buf, sizeof(buf)) < 0, "it is gone");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: purify\n");

	json();
	sql();
	file_names();
	whole_files();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
