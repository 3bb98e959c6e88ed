/*
 * Words that are typed as arguments: feelings, intensities, own words, ids (src/model).
 */
#include "fuzz.h"

#include "felt/model/feeling.h"
#include "felt/model/id.h"

static void
feelings(const struct vocabulary *voc, const char *s)
{
	int (*const parsers[])(struct err *, const struct vocabulary *, const char *, const struct feeling **, int *) = {
		feeling_parse, feeling_parse_filter
	};
	const struct feeling *word, *again, *near[3];
	char id[FEELING_ID_MAX + 1];
	uint8_t intensity, layer;
	struct err err = { 0 };
	int family, rc;

	for (int i = 0; i < 2; i++) {
		word = NULL;
		family = -9;
		memset(&err, 0, sizeof err);
		rc = parsers[i](&err, voc, s, &word, &family);
		MUST(rc == 0 || ((rc == E_FEELING_UNKNOWN || rc == E_FEELING_AMBIGUOUS || rc == E_USAGE) && err.subject[0]));
		if (rc)
			continue;
		MUST(family >= -1 && family < FEELING_FAMILIES && (word || family >= 0));
		if (word) {
			MUST(feeling_id_valid(word->id, strlen(word->id)) && strlen(word->id) <= FEELING_ID_MAX);
			MUST(!feeling_parse(NULL, voc, word->id, &again, &family) && again == word);
		}
	}
	rc = feeling_parse_tag(&err, voc, s, id, &intensity, &layer);
	if (!rc) {
		MUST(strlen(id) <= FEELING_ID_MAX && feeling_id_valid(id, strlen(id)));
		MUST((intensity <= 100 || intensity == FEELING_NO_INTENSITY) && layer <= LAYER_UNDER);
	}
	if (!feeling_parse_intensity(&err, s, &intensity))
		MUST(intensity <= 100);
	MUST(feeling_alias(s, near) <= 3);
}

static void
ids(const char *s)
{
	uint64_t lo = 1, hi = 0, id;
	char text[ID_TEXT];

	if (!id_range(NULL, s, &lo, &hi)) {
		MUST(lo <= hi && strlen(s) >= ID_SHORTEST && strlen(s) < ID_TEXT);
		id_text(lo, text);
		MUST(!id_range(NULL, text, &id, &hi) && id == lo);
	}
	if (!id_parse(NULL, s, &id)) {
		MUST(id > 0 && id <= INT64_MAX);
		id_text(id, text);
		MUST(strlen(text) == strlen(s) && !id_parse(NULL, text, &lo) && lo == id);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	unsigned c = choose(&p, &n);
	struct vocabulary voc = { 0 };
	char *s = malloc(n + 1);

	MUST(s);
	if (n)
		memcpy(s, p, n);
	s[n] = '\0';
	if (c % 2) {
		size_t half = strlen(s) / 2;
		char was = s[half];
		s[half] = '\0';
		int rc = feeling_add(NULL, &voc, s, (int)(c / 2 % 9), c & 16 ? "about it" : NULL);
		MUST(rc == 0 || rc == E_USAGE);
		MUST(voc.nown == (rc == 0));
		s[half] = was;
	}
	feelings(&voc, s);
	ids(s);
	vocabulary_release(&voc);
	free(s);
	return 0;
}
