/* SPDX-License-Identifier: MIT */
/*
 * h2-conformance: asks a server, or a client, for what the RFCs of HTTP/2
 * say.  README.md of this folder has how.
 */
#include "run.h"

#include "child.h"

#include <ctype.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES_MAX = 1024, KNOWN_MAX = 256, WHY = 1024 };

/* a deviation of the peer, and why it is one */
struct known {
	char name[NAME_LEN];
	char reason[240];
};

struct suite {
	struct h2_case *cases; /* owned */
	size_t count;
	struct known known[KNOWN_MAX];
	size_t known_count;
	struct h2_options o;
	const char *only; /* a glob of names or sections */
	bool list;
	unsigned int passed, failed, skipped, excused;
};

static char *
trim(char *s)
{
	char *end;

	while (isspace((unsigned char)*s))
		s++;
	end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = 0;

	return s;
}

static void
bad_line(const char *file, unsigned int number, const char *line)
{
	fprintf(stderr, "%s:%u: %s\n", file, number, line);
	exit(2);
}

/* "case SECTION NAME [bare] [should]" */
static struct h2_case *
new_case(struct suite *s, const char *rfc, char *line)
{
	struct h2_case *c = &s->cases[s->count++], *other;
	char *word, *rest = line;
	int n;

	if (s->count > CASES_MAX)
		return NULL;
	for (n = 0; (word = strtok_r(rest, " ", &rest)) != NULL; n++) {
		if (n == 0)
			snprintf(c->section, sizeof(c->section), "%s %s", rfc,
				 word);
		else if (n == 1)
			snprintf(c->name, sizeof(c->name), "%s", word);
		else if (!strcmp(word, "bare"))
			c->is_bare = true;
		else if (!strcmp(word, "should"))
			c->is_should = true;
		else
			return NULL;
	}

	for (other = s->cases; other < c; other++)
		if (!strcmp(other->name, c->name))
			return NULL; /* it would not be known which is meant */

	return n >= 2 ? c : NULL;
}

static void
load_table(struct suite *s, const char *file)
{
	char buf[2048], rfc[8] = "", *line, *name;
	struct h2_case *c = NULL;
	unsigned int number = 0;
	FILE *f = fopen(file, "re");

	if (!f)
		bad_line(file, 0, "cannot be read");
	while (fgets(buf, sizeof(buf), f)) {
		number++;
		line = trim(buf);
		if (!*line || *line == '#')
			continue;
		if (!strncmp(line, "rfc ", 4)) {
			snprintf(rfc, sizeof(rfc), "%s", line + 4);
		} else if (!strncmp(line, "let ", 4)) {
			name = line + 4;
			line = name + strcspn(name, " ");
			if (*line)
				*line++ = 0;
			macro_default(&s->o.macros, name, line);
		} else if (!strncmp(line, "case ", 5)) {
			c = new_case(s, rfc, line + 5);
			if (!c)
				bad_line(file, number,
					 "no such case line, or the name is "
					 "taken");
		} else if (!c || c->line_count == LINES_MAX) {
			bad_line(file, number, "a line of no case");
		} else {
			c->lines[c->line_count++] = strdup(line);
		}
	}
	fclose(f);
}

/* "name: reason" */
static void
load_known(struct suite *s, const char *file)
{
	char buf[512], *line, *colon;
	struct known *k;
	unsigned int number = 0;
	FILE *f = fopen(file, "re");

	if (!f)
		bad_line(file, 0, "cannot be read");
	while (fgets(buf, sizeof(buf), f)) {
		number++;
		line = trim(buf);
		if (!*line || *line == '#')
			continue;
		colon = strstr(line, ": ");
		if (!colon || s->known_count == KNOWN_MAX)
			bad_line(file, number, "not \"name: reason\"");
		*colon = 0;
		k = &s->known[s->known_count++];
		snprintf(k->name, sizeof(k->name), "%s", line);
		snprintf(k->reason, sizeof(k->reason), "%s", colon + 2);
	}
	fclose(f);
}

static struct known *
find_known(struct suite *s, const char *name)
{
	size_t n;

	for (n = 0; n < s->known_count; n++)
		if (!strcmp(s->known[n].name, name))
			return &s->known[n];

	return NULL;
}

static void
say(const char *how, const struct h2_case *c, const char *why)
{
	printf("%-7s %-12s %s%s%s\n", how, c->section, c->name,
	       *why ? ": " : "", why);
	fflush(stdout);
}

static void
run_case(struct suite *s, const struct h2_case *c)
{
	static char why[WHY], text[WHY + 320];
	struct known *k = find_known(s, c->name);

	if (s->o.trace)
		printf("%s %s\n", c->section, c->name);
	switch (h2_run(c, &s->o, why, sizeof(why))) {
	case H2_PASSED:
		s->passed++;
		say("ok", c, k ? "though it is among the known" : "");
		break;
	case H2_SKIPPED:
		s->skipped++;
		say("skip", c, why);
		break;
	case H2_FAILED:
		if (k || (c->is_should && !s->o.is_strict)) {
			s->excused++;
			snprintf(text, sizeof(text), "%s (%s)",
				 k ? k->reason : "only recommended", why);
			say(k ? "known" : "should", c, text);
			break;
		}
		s->failed++;
		say("FAIL", c, why);
		break;
	}
}

static bool
is_wanted(const struct suite *s, const struct h2_case *c)
{
	return !s->only || !fnmatch(s->only, c->name, 0) ||
	       !fnmatch(s->only, c->section, 0);
}

static int
run_all(struct suite *s)
{
	int64_t began = h2_now_ms();
	size_t n;

	for (n = 0; n < s->count; n++) {
		if (!is_wanted(s, &s->cases[n]))
			continue;
		if (s->list)
			say("case", &s->cases[n], "");
		else
			run_case(s, &s->cases[n]);
	}
	if (!s->list)
		printf("%u passed, %u failed, %u known or only recommended, %u "
		       "not applicable; %.1f s\n",
		       s->passed, s->failed, s->excused, s->skipped,
		       (double)(h2_now_ms() - began) / 1000);

	return s->failed != 0;
}

static void
usage(void)
{
	fputs("h2-conformance [OPTION...] server [--port N | -- COMMAND...]\n"
	      "h2-conformance [OPTION...] client -- COMMAND... {url}\n"
	      "  --table FILE   cases (more than once: all of them)\n"
	      "  --known FILE   \"case: reason\" of what this peer does "
	      "otherwise\n"
	      "  --only GLOB    cases of this name or section\n"
	      "  --let NAME=TEXT  what $NAME stands for in the table\n"
	      "  --strict       GOAWAY is asked for, and what is recommended\n"
	      "  --wait MS      for each answer (20000)\n"
	      "  --list         names the cases\n"
	      "  --trace        shows every frame\n",
	      stderr);
	exit(2);
}

static void
take_let(struct suite *s, char *arg)
{
	char *is = strchr(arg, '=');

	if (!is)
		usage();
	*is = 0;
	macro_set(&s->o.macros, arg, is + 1);
}

/* an option with a value; false when it is none */
static bool
take_option(struct suite *s, const char *name, char *value)
{
	if (!strcmp(name, "--table"))
		load_table(s, value);
	else if (!strcmp(name, "--known"))
		load_known(s, value);
	else if (!strcmp(name, "--only"))
		s->only = value;
	else if (!strcmp(name, "--let"))
		take_let(s, value);
	else if (!strcmp(name, "--wait"))
		s->o.wait_ms = (int)strtol(value, NULL, 10);
	else if (!strcmp(name, "--port"))
		s->o.port = (int)strtol(value, NULL, 10);
	else
		return false;

	return true;
}

/* what is behind the options: the command of the peer, or NULL */
static char **
arguments(struct suite *s, char **argv)
{
	bool has_side = false;

	for (argv++; *argv; argv++) {
		if (!strcmp(*argv, "--"))
			return argv[1] ? argv + 1 : NULL;
		if (!strcmp(*argv, "--strict"))
			s->o.is_strict = true;
		else if (!strcmp(*argv, "--list"))
			s->list = true;
		else if (!strcmp(*argv, "--trace"))
			s->o.trace = true;
		else if (!strcmp(*argv, "server") || !strcmp(*argv, "client")) {
			s->o.is_client = **argv == 'c';
			has_side = true;
		} else if (!argv[1] || !take_option(s, argv[0], argv[1])) {
			usage();
		} else {
			argv++;
		}
	}
	if (!has_side || (!s->o.port && !s->list))
		usage();

	return NULL;
}

static int
run_beside(struct suite *s, char **command)
{
	struct child server = {.in = -1, .out = -1};
	int failed, status;

	if (s->o.is_client || s->list || !command) {
		s->o.command = command;
		return run_all(s);
	}
	s->o.port = child_serve(&server, command, 20000);
	if (!s->o.port) {
		fprintf(stderr, "the server does not say \"port N\"\n");
		child_wait(&server, 0);
		return 1;
	}
	failed = run_all(s);
	status = child_wait(&server, 20000);
	if (status) {
		printf("FAIL    the server ended with %d\n", status);
		failed = 1;
	}

	return failed;
}

int
main(int argc, char **argv)
{
	static struct suite s = {.o.wait_ms = 20000};
	char **command;
	size_t n;
	int failed;

	(void)argc;
	signal(SIGPIPE, SIG_IGN);
	if (!hpack_huffman_is_whole())
		return 2;
	s.cases = calloc(CASES_MAX + 1, sizeof(*s.cases));
	if (!s.cases)
		return 2;
	command = arguments(&s, argv);
	failed = run_beside(&s, command);
	for (n = 0; n < s.count; n++)
		while (s.cases[n].line_count)
			free(s.cases[n].lines[--s.cases[n].line_count]);
	free(s.cases);

	return failed;
}
