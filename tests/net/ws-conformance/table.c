/* SPDX-License-Identifier: MIT */
/*
 * Reads tables: what they call by a name stands in place before a case is
 * kept, and a case for a list of rows becomes one for each.
 */
#include "table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LETS_MAX = 64,
	LISTS_MAX = 32,
	COLUMNS_MAX = 8,
	TEXT_MAX = 4096,
	LINES_MAX = 64,
	FOR_MAX = 2
};

struct list {
	char *name;
	char *columns[COLUMNS_MAX];
	size_t column_count;
	char **rows; /* of column_count words each */
	size_t row_count;
};

struct let {
	char *name;
	char *text;
};

struct reader {
	struct ws_table *t;
	const char *file;
	unsigned int number;
	char rfc[8];
	struct let lets[LETS_MAX];
	size_t let_count;
	struct list lists[LISTS_MAX];
	size_t list_count;
	/* the case under way */
	char *head;
	unsigned int head_number;
	char *lines[LINES_MAX];
	size_t line_count;
};

static void
bad(const struct reader *r, const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", r->file, r->number, what);
	exit(2);
}

static char *
copy(const char *text)
{
	char *out = strdup(text);

	if (!out)
		exit(2);

	return out;
}

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

static const char *
let_find(const struct let *lets, size_t count, const char *name, size_t len)
{
	while (count--)
		if (strlen(lets[count].name) == len &&
		    !strncmp(lets[count].name, name, len))
			return lets[count].text;

	return NULL;
}

/* "$name" by its text, in texts too; owned */
static char *
fill_in(const struct reader *r, const char *line, const struct let *row,
	size_t row_count)
{
	char out[TEXT_MAX];
	const char *text;
	size_t len = 0, n;
	char *whole;

	while (*line) {
		if (len + 1 >= sizeof(out))
			bad(r, "too long");
		if (*line != '$') {
			out[len++] = *line++;
			continue;
		}
		for (n = 1; isalnum((unsigned char)line[n]); n++)
			;
		text = let_find(row, row_count, line + 1, n - 1);
		if (!text)
			text = let_find(r->lets, r->let_count, line + 1, n - 1);
		if (!text)
			bad(r, line);
		whole = fill_in(r, text, row, row_count);
		len += (size_t)snprintf(out + len, sizeof(out) - len, "%s",
					whole);
		free(whole);
		line += n;
	}
	out[len] = 0;

	return copy(out);
}

/* "case SECTION NAME [should] [long] [server] [client]" */
static void
take_head(struct reader *r, struct ws_case *c, char *line)
{
	char *word, *rest = line;
	size_t n;

	for (n = 0; (word = strtok_r(rest, " ", &rest)) != NULL; n++) {
		if (n == 0)
			snprintf(c->section, sizeof(c->section), "%s %s",
				 r->rfc, word);
		else if (n == 1)
			snprintf(c->name, sizeof(c->name), "%s", word);
		else if (!strcmp(word, "should"))
			c->is_should = true;
		else if (!strcmp(word, "long"))
			c->is_long = true;
		else if (!strcmp(word, "server"))
			c->of_client = false;
		else if (!strcmp(word, "client"))
			c->of_server = false;
		else
			bad(r, word);
	}
	if (n < 2)
		bad(r, "a case without a name");
	for (n = 0; n + 1 < r->t->count; n++)
		if (!strcmp(r->t->cases[n].name, c->name))
			bad(r, c->name); /* it would not be known which */
}

static void
add_case(struct reader *r, const struct let *row, size_t row_count)
{
	struct ws_case *grown = realloc(r->t->cases,
					(r->t->count + 1) * sizeof(*grown)),
		       *c;
	size_t n;
	char *head;

	if (!grown)
		exit(2);
	r->t->cases = grown;
	c = &grown[r->t->count++];
	*c = (struct ws_case){.of_server = true, .of_client = true};
	head = fill_in(r, r->head, row, row_count);
	take_head(r, c, head);
	free(head);
	c->lines = calloc(r->line_count + 1, sizeof(*c->lines));
	if (!c->lines)
		exit(2);
	for (n = 0; n < r->line_count; n++)
		c->lines[n] = fill_in(r, r->lines[n], row, row_count);
	c->line_count = r->line_count;
}

static const struct list *
find_list(const struct reader *r, const char *name)
{
	size_t n;

	for (n = 0; n < r->list_count; n++)
		if (!strcmp(r->lists[n].name, name))
			return &r->lists[n];
	bad(r, name);

	return NULL;
}

/* one case for each row of the lists, every row of the one with every row of
 * the other */
static void
add_cases(struct reader *r, const struct list *const *lists, size_t count,
	  struct let *row, size_t row_count)
{
	size_t n, i;

	if (!count) {
		add_case(r, row, row_count);
		return;
	}
	for (n = 0; n < lists[0]->row_count; n++) {
		for (i = 0; i < lists[0]->column_count; i++)
			row[row_count + i] = (struct let){
				lists[0]->columns[i],
				lists[0]->rows[n * lists[0]->column_count + i]};
		add_cases(r, lists + 1, count - 1, row,
			  row_count + lists[0]->column_count);
	}
}

/* the case that was under way is whole */
static void
case_ends(struct reader *r)
{
	const struct list *lists[FOR_MAX];
	struct let row[FOR_MAX * COLUMNS_MAX];
	char *at, *word;
	size_t count = 0;

	if (!r->head)
		return;
	at = strstr(r->head, " for ");
	if (at) {
		*at = 0;
		at += 5;
		while ((word = strtok_r(at, " ", &at)) != NULL) {
			if (count == FOR_MAX)
				bad(r, "for too many lists");
			lists[count++] = find_list(r, word);
		}
	}
	add_cases(r, lists, count, row, 0);
	free(r->head);
	r->head = NULL;
	while (r->line_count)
		free(r->lines[--r->line_count]);
}

/* "rows NAME COLUMN..." */
static void
take_rows(struct reader *r, char *line)
{
	struct list *l = &r->lists[r->list_count++];
	char *word;

	if (r->list_count > LISTS_MAX)
		bad(r, "too many lists");
	while ((word = strtok_r(line, " \t", &line)) != NULL) {
		if (!l->name)
			l->name = copy(word);
		else if (l->column_count == COLUMNS_MAX)
			bad(r, "too many columns");
		else
			l->columns[l->column_count++] = copy(word);
	}
}

/* "row WORD..." of the last list */
static void
take_row(struct reader *r, char *line)
{
	struct list *l = &r->lists[r->list_count - 1];
	char *word, **grown;
	size_t n = 0;

	if (!r->list_count)
		bad(r, "a row of no list");
	grown = realloc(l->rows,
			(l->row_count + 1) * l->column_count * sizeof(*grown));
	if (!grown)
		exit(2);
	l->rows = grown;
	while ((word = strtok_r(line, " \t", &line)) != NULL) {
		if (n == l->column_count)
			bad(r, "more words than columns");
		l->rows[l->row_count * l->column_count + n++] = copy(word);
	}
	if (n != l->column_count)
		bad(r, "fewer words than columns");
	l->row_count++;
}

static void
take_let(struct reader *r, char *line)
{
	char *text = line + strcspn(line, " ");

	if (r->let_count == LETS_MAX)
		bad(r, "too many names");
	if (*text)
		*text++ = 0;
	r->lets[r->let_count++] = (struct let){copy(line), copy(text)};
}

static void
take_line(struct reader *r, char *line)
{
	if (!strncmp(line, "case ", 5)) {
		case_ends(r);
		r->head = copy(line + 5);
	} else if (!strncmp(line, "rfc ", 4)) {
		case_ends(r);
		snprintf(r->rfc, sizeof(r->rfc), "%s", line + 4);
	} else if (!strncmp(line, "let ", 4)) {
		case_ends(r);
		take_let(r, line + 4);
	} else if (!strncmp(line, "rows ", 5)) {
		case_ends(r);
		take_rows(r, line + 5);
	} else if (!strncmp(line, "row ", 4)) {
		take_row(r, line + 4);
	} else if (!r->head || r->line_count == LINES_MAX) {
		bad(r, "a line of no case");
	} else {
		r->lines[r->line_count++] = copy(line);
	}
}

static void
reader_free(struct reader *r)
{
	struct list *l;
	size_t n;

	while (r->let_count) {
		free(r->lets[--r->let_count].name);
		free(r->lets[r->let_count].text);
	}
	while (r->list_count) {
		l = &r->lists[--r->list_count];
		for (n = 0; n < l->row_count * l->column_count; n++)
			free(l->rows[n]);
		for (n = 0; n < l->column_count; n++)
			free(l->columns[n]);
		free(l->rows);
		free(l->name);
	}
}

void
table_load(struct ws_table *t, const char *file)
{
	struct reader r = {.t = t, .file = file};
	char buf[TEXT_MAX], *line;
	FILE *f = fopen(file, "re");

	if (!f)
		bad(&r, "cannot be read");
	while (fgets(buf, sizeof(buf), f)) {
		r.number++;
		line = trim(buf);
		if (*line && *line != '#')
			take_line(&r, line);
	}
	fclose(f);
	case_ends(&r);
	reader_free(&r);
}

void
table_free(struct ws_table *t)
{
	size_t n;

	while (t->count) {
		struct ws_case *c = &t->cases[--t->count];

		for (n = 0; n < c->line_count; n++)
			free(c->lines[n]);
		free(c->lines);
	}
	free(t->cases);
	t->cases = NULL;
}
