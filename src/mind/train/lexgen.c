/*
 * lexgen: the lexicon as a constant table in C.  Runs at build time.
 *
 *	lexgen lexicon.txt negation.txt > lexicon_table.c
 *
 * In: lines of `phrase <tab> feeling id <tab> weight 1-3` and of `phrase <tab> class`; # begins a
 * comment; tokens are divided by single spaces, `*` is any one token.  Out: both tables with hashed
 * tokens.  A line that it does not understand stops the build and is named.
 */
#include <stdlib.h>
#include <string.h>

#include "../lexicon.h"
#include "corpus.h"
#include "felt/model/feeling.h"

enum { PHRASES_MAX = 8192, TOKENS_MAX = 12 };

struct entry {
	uint32_t key, tok[TOKENS_MAX];
	unsigned ntok, what, weight;
};

static const char *const cue_name[CUE_CLASSES] = { "negator", "hypothetical", "past", "other", "intensifier", "diminisher", "not-negator" };

static struct entry entry[PHRASES_MAX];

static int
by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->ntok != y->ntok)
		return x->ntok > y->ntok ? -1 : 1;
	for (unsigned i = 0; i < x->ntok; i++)
		if (x->tok[i] != y->tok[i])
			return x->tok[i] > y->tok[i] ? -1 : 1; /* LEXICON_ANY last */
	return x->weight > y->weight ? -1 : x->weight < y->weight;
}

static int
feeling_index(const char *id)
{
	const struct feeling *f;

	for (size_t i = 0; (f = feeling_at(i)) != NULL && i < FEELING_WORDS; i++)
		if (strcmp(f->id, id) == 0)
			return (int)i;
	return -1;
}

static int
cue_index(const char *name)
{
	for (int i = 0; i < CUE_CLASSES; i++)
		if (strcmp(cue_name[i], name) == 0)
			return i;
	return -1;
}

/* "can't * a thing" -> hashes */
static void
read_phrase(struct entry *e, const char *phrase)
{
	struct token tok[FEATURES_TOKENS];
	size_t n = strlen(phrase), at = 0, step;

	while (at < n) {
		size_t end = at + strcspn(phrase + at, " "), got;

		if (end == at)
			die("two spaces in", phrase);
		if (e->ntok == TOKENS_MAX)
			die("too many words in", phrase);
		if (end - at == 1 && phrase[at] == '*') {
			e->tok[e->ntok++] = LEXICON_ANY;
		} else {
			step = 0;
			got = features_sentence(phrase + at, end - at, &step, tok);
			for (size_t i = 0; i < got; i++) {
				if (e->ntok == TOKENS_MAX)
					die("too many words in", phrase);
				e->tok[e->ntok++] = tok[i].hash;
			}
		}
		at = end + (end < n);
	}
	if (e->ntok == 0 || e->tok[0] == LEXICON_ANY)
		die("must begin with a word:", phrase);
	e->key = e->ntok == 1 || e->tok[1] == LEXICON_ANY ? e->tok[0] : features_pair(e->tok[0], e->tok[1]);
}

static size_t
read_table(const char *path, int cues)
{
	size_t n, got = 0;
	char *buf = read_file("", path, &n), *save = NULL;

	for (char *line = strtok_r(buf, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *what = strchr(line, '\t'), *weight = what ? strchr(what + 1, '\t') : NULL;
		struct entry *e = &entry[got];
		int index;

		if (line[0] == '#' || line[strspn(line, " \t\r")] == '\0')
			continue;
		if (what == NULL || got == PHRASES_MAX)
			die("not understood:", line);
		*what++ = '\0';
		if (weight)
			*weight++ = '\0';
		memset(e, 0, sizeof *e);
		read_phrase(e, line);
		index = cues ? cue_index(what) : feeling_index(what);
		if (index < 0)
			die("unknown:", what);
		e->what = (unsigned)index;
		e->weight = weight ? (unsigned)atoi(weight) : 1;
		if (e->weight > 3)
			die("weight is not 0 to 3:", line);
		got++;
	}
	free(buf);
	qsort(entry, got, sizeof entry[0], by_key);
	return got;
}

static void
write_table(const char *name, size_t n)
{
	size_t rest = 0, i = 0;

	printf("static const uint32_t %s_token[] = {\n", name);
	for (i = 0; i < n; i++)
		for (unsigned k = 0; k < entry[i].ntok; k++)
			printf("\t0x%08xU,\n", (unsigned)entry[i].tok[k]);
	printf("\t0\n};\nstatic const struct phrase %s_phrase[] = {\n", name);
	for (i = 0; i < n; i++) {
		printf("\t{ 0x%08xU, %zu, %u, %u, %u },\n", (unsigned)entry[i].key, rest, entry[i].ntok, entry[i].what, entry[i].weight);
		rest += entry[i].ntok;
	}
	if (rest > UINT16_MAX)
		die("too many words in", name);
	printf("\t{ 0, 0, 0, 0, 0 }\n};\nstatic const uint16_t %s_bucket[] = {\n", name);
	i = 0;
	for (size_t b = 0; b <= LEXICON_BUCKETS; b++) {
		while (i < n && entry[i].key >> (32 - LEXICON_BUCKET_BITS) < b)
			i++;
		printf("\t%zu,\n", i);
	}
	printf("};\nconst struct phrase_table lexicon_%s = { %s_phrase, %s_token, %s_bucket };\n\n", name, name, name, name);
}

int
main(int argc, char **argv)
{
	if (argc != 3)
		die("use: lexgen lexicon.txt negation.txt", "");
	printf("/* Made by lexgen from lexicon.txt and negation.txt: do not edit. */\n#include \"lexicon.h\"\n\n");
	write_table("feelings", read_table(argv[1], 0));
	write_table("cues", read_table(argv[2], 1));
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
