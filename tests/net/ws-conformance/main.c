/* SPDX-License-Identifier: MIT */
/*
 * ws-conformance: asks a server, or a client, for what RFC 6455 and RFC 7692
 * say.  README.md of this folder has how.
 */
#include "run.h"

#include "../h2-conformance/child.h"
#include "octets.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <fnmatch.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { KNOWN_MAX = 256, WHY = 1200, START_MS = 20000, KNOWN_MS = 30 };

/* a deviation of the peer, and why it is one */
struct known {
	char name[NAME_LEN]; /* a glob */
	char reason[240];
	bool is_used;
};

struct suite {
	struct ws_table table;
	struct known known[KNOWN_MAX];
	size_t known_count;
	struct ws_options o;
	const char *only; /* a glob of names or sections */
	const char *skip; /* a glob of names */
	bool list;
	bool is_long;
	unsigned int passed, failed, skipped, excused;
};

static void
bad_line(const char *file, unsigned int number, const char *line)
{
	fprintf(stderr, "%s:%u: %s\n", file, number, line);
	exit(2);
}

/* "name: reason" */
static void
load_known(struct suite *s, const char *file)
{
	char buf[320], *colon;
	struct known *k;
	unsigned int number = 0;
	FILE *f = fopen(file, "re");

	if (!f)
		bad_line(file, 0, "cannot be read");
	while (fgets(buf, sizeof(buf), f)) {
		number++;
		buf[strcspn(buf, "\n")] = 0;
		if (!*buf || *buf == '#')
			continue;
		colon = strstr(buf, ": ");
		if (!colon || s->known_count == KNOWN_MAX)
			bad_line(file, number, "not \"name: reason\"");
		*colon = 0;
		k = &s->known[s->known_count++];
		snprintf(k->name, sizeof(k->name), "%.*s",
			 (int)sizeof(k->name) - 1, buf);
		snprintf(k->reason, sizeof(k->reason), "%s", colon + 2);
	}
	fclose(f);
}

static struct known *
find_known(struct suite *s, const char *name)
{
	size_t n;

	for (n = 0; n < s->known_count; n++)
		if (!fnmatch(s->known[n].name, name, 0))
			return &s->known[n];

	return NULL;
}

static void
say(const char *how, const struct ws_case *c, const char *why)
{
	printf("%-7s %-12s %s%s%s\n", how, c->section, c->name,
	       *why ? ": " : "", why);
	fflush(stdout);
}

static void
run_case(struct suite *s, const struct ws_case *c)
{
	static char why[WHY], text[WHY + 320];
	struct known *k = find_known(s, c->name);
	struct ws_options o = s->o;

	if (k && o.wait_ms > KNOWN_MS)
		o.wait_ms = KNOWN_MS; /* it will not come */
	if (s->o.trace)
		printf("%s %s\n", c->section, c->name);
	switch (ws_run(c, &o, why, sizeof(why))) {
	case WS_PASSED:
		s->passed++;
		say("ok", c, k ? "though it is among the known" : "");
		break;
	case WS_SKIPPED:
		s->skipped++;
		say("skip", c, why);
		break;
	case WS_FAILED:
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
is_wanted(const struct suite *s, const struct ws_case *c)
{
	if (!(s->o.is_client ? c->of_client : c->of_server))
		return false;
	if (c->is_long && !s->is_long)
		return false;
	if (s->skip && !fnmatch(s->skip, c->name, 0))
		return false;

	return !s->only || !fnmatch(s->only, c->name, 0) ||
	       !fnmatch(s->only, c->section, 0);
}

static int
run_all(struct suite *s)
{
	int64_t began = now_ms();
	size_t n;

	for (n = 0; n < s->table.count; n++) {
		if (!is_wanted(s, &s->table.cases[n]))
			continue;
		if (s->list)
			say("case", &s->table.cases[n], "");
		else
			run_case(s, &s->table.cases[n]);
	}
	if (!s->list)
		printf("%u passed, %u failed, %u known or only recommended, %u "
		       "not applicable; %.1f s\n",
		       s->passed, s->failed, s->excused, s->skipped,
		       (double)(now_ms() - began) / 1000);

	return s->failed != 0 || s->passed + s->excused + s->skipped == 0;
}

static void
usage(void)
{
	fputs("ws-conformance [OPTION...] server [--port N | -- COMMAND...]\n"
	      "ws-conformance [OPTION...] client -- COMMAND... {port}\n"
	      "  --table FILE   cases (more than once: all of them)\n"
	      "  --known FILE   \"case: reason\" of what this peer does "
	      "otherwise\n"
	      "  --only GLOB    cases of this name or section\n"
	      "  --skip GLOB    not the cases of this name\n"
	      "  --strict       CLOSE is asked for, and what is recommended\n"
	      "  --long         also the cases that take their time\n"
	      "  --over tls|h2  the peer speaks it so; HTTP/2 with prior "
	      "knowledge\n"
	      "  --wait MS      for each answer (30000)\n"
	      "  --list         names the cases\n"
	      "  --trace        shows every frame\n",
	      stderr);
	exit(2);
}

static enum relay_kind
relay_named(const char *name)
{
	if (strcmp(name, "tls") != 0 && strcmp(name, "h2") != 0)
		usage();

	return *name == 't' ? RELAY_TLS : RELAY_H2;
}

/* an option with a value; false when it is none */
static bool
take_option(struct suite *s, const char *name, const char *value)
{
	if (!strcmp(name, "--table"))
		table_load(&s->table, value);
	else if (!strcmp(name, "--known"))
		load_known(s, value);
	else if (!strcmp(name, "--only"))
		s->only = value;
	else if (!strcmp(name, "--skip"))
		s->skip = value;
	else if (!strcmp(name, "--wait"))
		s->o.wait_ms = (int)strtol(value, NULL, 10);
	else if (!strcmp(name, "--over"))
		s->o.relay = relay_named(value);
	else if (!strcmp(name, "--port"))
		s->o.port = (int)strtol(value, NULL, 10);
	else
		return false;

	return true;
}

static bool
take_flag(struct suite *s, const char *name)
{
	if (!strcmp(name, "--strict"))
		s->o.is_strict = true;
	else if (!strcmp(name, "--list"))
		s->list = true;
	else if (!strcmp(name, "--long"))
		s->is_long = true;
	else if (!strcmp(name, "--trace"))
		s->o.trace = true;
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
			return argv[1] && has_side ? argv + 1 : NULL;
		if (take_flag(s, *argv))
			continue;
		if (!strcmp(*argv, "server") || !strcmp(*argv, "client")) {
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

/* where the client finds us; its port */
static int
listen_for_client(struct suite *s)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->o.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->o.listener, (struct sockaddr *)&at, sizeof(at)) ||
	    listen(s->o.listener, 64) ||
	    getsockname(s->o.listener, (struct sockaddr *)&at, &len))
		return 0;

	return ntohs(at.sin_port);
}

/* the client connects again and again, until its input ends */
static bool
start_peer(struct suite *s, struct child *peer, char **command)
{
	int port;

	if (!s->o.is_client) {
		s->o.port = child_serve(peer, command, START_MS);
		if (!s->o.port)
			fputs("the server does not say \"port N\"\n", stderr);
		return s->o.port != 0;
	}
	port = listen_for_client(s);

	return port && child_ask(peer, command, port, "/");
}

static int
run_beside(struct suite *s, char **command)
{
	struct child peer = {.in = -1, .out = -1};
	int failed, status;

	if (s->list || !command)
		return run_all(s);
	if (!start_peer(s, &peer, command)) {
		child_wait(&peer, 0);
		return 1;
	}
	failed = run_all(s);
	status = child_wait(&peer, START_MS);
	if (status) {
		printf("FAIL    the peer ended with %d\n", status);
		failed = 1;
	}

	return failed;
}

int
main(int argc, char **argv)
{
	static struct suite s = {.o = {.wait_ms = 30000, .listener = -1}};
	char **command;
	int failed;

	(void)argc;
	signal(SIGPIPE, SIG_IGN);
	command = arguments(&s, argv);
	failed = run_beside(&s, command);
	table_free(&s.table);
	if (s.o.listener >= 0)
		close(s.o.listener);

	return failed;
}
