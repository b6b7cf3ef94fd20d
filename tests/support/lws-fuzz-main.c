/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without a fuzzing engine: each file of the corpus as it
 * is, then a fixed number of mutations of each.  Deterministic: a failure is
 * found again by running it again.
 *
 *   fuzz-x CORPUS-DIR-OR-FILE [MUTATIONS-PER-FILE]
 */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_MAX         65536
#define DEFAULT_MUTATIONS 2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct driver {
	uint64_t random;
	unsigned long mutations;
	unsigned long inputs;
	uint8_t seed[INPUT_MAX];
	uint8_t work[INPUT_MAX];
};

/* xorshift64*: any quality will do, it only has to be the same every time */
static uint32_t
next_random(struct driver *d, uint32_t below)
{
	d->random ^= d->random >> 12;
	d->random ^= d->random << 25;
	d->random ^= d->random >> 27;

	return (uint32_t)((d->random * 2685821657736338717ull) >> 33) % below;
}

/* the target gets memory of exactly its size, for the sanitizer's sake */
static void
run_target(struct driver *d, const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, data, len);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
	d->inputs++;
}

static size_t
mutate_once(struct driver *d, size_t len)
{
	static const uint8_t edges[] = {0,    1,    0x7f, 0x80,
					0xff, '\r', '\n', ' '};
	size_t at = len ? next_random(d, (uint32_t)len) : 0;
	size_t span;

	if (!len) {
		d->work[0] = (uint8_t)next_random(d, 256);
		return 1;
	}

	switch (next_random(d, 6)) {
	case 0: /* one bit */
		d->work[at] ^= (uint8_t)(1u << next_random(d, 8));
		return len;
	case 1: /* one byte that parsers care about */
		d->work[at] = edges[next_random(d, sizeof(edges))];
		return len;
	case 2: /* any byte */
		d->work[at] = (uint8_t)next_random(d, 256);
		return len;
	case 3: /* stop early */
		return at;
	case 4: /* leave a piece out */
		span = 1 + next_random(d, (uint32_t)(len - at));
		memmove(d->work + at, d->work + at + span, len - at - span);
		return len - span;
	default: /* say a piece twice */
		span = 1 + next_random(d, (uint32_t)(len - at));
		if (len + span > INPUT_MAX)
			return len;
		memmove(d->work + at + span, d->work + at, len - at);
		return len + span;
	}
}

static int
run_file(struct driver *d, const char *path)
{
	FILE *file = fopen(path, "rb");
	unsigned long n;
	size_t len;

	if (!file) {
		perror(path);
		return 1;
	}
	len = fread(d->seed, 1, sizeof(d->seed), file);
	fclose(file);

	run_target(d, d->seed, len);
	for (n = 0; n < d->mutations; n++) {
		uint32_t edits = 1 + next_random(d, 4);
		size_t work_len = len;

		memcpy(d->work, d->seed, len);
		while (edits--)
			work_len = mutate_once(d, work_len);
		run_target(d, d->work, work_len);
	}

	return 0;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
run_folder(struct driver *d, const char *folder)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, NULL, by_name);
	int failed = 0;
	int n;

	if (count < 0) {
		perror(folder);
		return 1;
	}
	for (n = 0; n < count; n++) {
		char path[1024];

		snprintf(path, sizeof(path), "%s/%s", folder,
			 entries[n]->d_name);
		if (entries[n]->d_name[0] != '.')
			failed |= run_file(d, path);
		free(entries[n]);
	}
	free(entries);

	return failed;
}

int
main(int argc, char **argv)
{
	static struct driver d = {.random = 0x9e3779b97f4a7c15ull,
				  .mutations = DEFAULT_MUTATIONS};
	struct stat st;
	int failed;

	if (argc < 2) {
		fprintf(stderr, "usage: %s CORPUS [MUTATIONS]\n", argv[0]);
		return 2;
	}
	if (argc > 2)
		d.mutations = strtoul(argv[2], NULL, 10);

	if (stat(argv[1], &st)) {
		perror(argv[1]);
		return 1;
	}
	failed = S_ISDIR(st.st_mode) ? run_folder(&d, argv[1])
				     : run_file(&d, argv[1]);
	printf("%lu inputs\n", d.inputs);
	if (!d.inputs)
		fprintf(stderr, "%s: no corpus\n", argv[1]);

	return failed || !d.inputs;
}
