/*
 * The published texts: GoEmotions and XED.  Event2Mind has a file of its own.
 */
#include "corpus.h"

#include <stdlib.h>
#include <string.h>

const char *const label_name[LABELS] = {
	"admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
	"disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy",
	"love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral"
};
const char *const family_name[FAMILIES] = { "joy", "calm", "love", "sadness", "fear", "anger", "shame", "numb" };

enum { JOY, CALM, LOVE, SADNESS, FEAR, ANGER, SHAME, NUMB };
enum { SAYS_NOTHING = -1, EITHER = -2 };

/* What a label says about the families; EITHER: it may be one of `either`, so nothing is known there. */
static const signed char label_family[LABELS] = {
	EITHER, JOY, ANGER, ANGER, SAYS_NOTHING, LOVE, SAYS_NOTHING, SAYS_NOTHING, LOVE,
	SADNESS, EITHER, ANGER, SHAME, JOY, FEAR, CALM, SADNESS, JOY,
	LOVE, FEAR, JOY, JOY, SAYS_NOTHING, CALM, SHAME, SADNESS, SAYS_NOTHING, SAYS_NOTHING
};

#define NEUTRAL (1ULL << (LABELS - 1))
#define ANY_FAMILY (1ULL << FAMILIES)

/* A set of families, with the bit that says it is not empty. */
static uint64_t
with_any(uint64_t fam)
{
	return fam ? fam | ANY_FAMILY : 0;
}

static uint64_t
either(int label)
{
	if (label == 0)
		return 1ULL << JOY | 1ULL << LOVE;
	return label == 10 ? 1ULL << ANGER : 0;
}

void
corpus_add(struct corpus *c, const char *text, size_t n, uint64_t yes, uint64_t known, float weight, enum source source)
{
	struct doc *d;

	if (c->ndoc == c->cap)
		c->doc = xrealloc(c->doc, (c->cap = c->cap * 2 + 1024) * sizeof *c->doc);
	d = &c->doc[c->ndoc];
	memset(d, 0, sizeof *d);
	d->text = xmalloc(n + 1);
	memcpy(d->text, text, n);
	d->text[n] = '\0';
	d->n = (uint32_t)n;
	d->yes = yes;
	d->known = known;
	d->weight = weight;
	d->source = (uint8_t)source;
	d->fold = (uint8_t)(c->ndoc * 2654435761U >> 7) % 5;
	c->ndoc++;
}

/* "text \t 3,10 \t id" */
void
go_read(struct corpus *c, const char *data, const char *name, enum source source)
{
	size_t n;
	char *buf = read_file(data, name, &n), *line = buf, *end;

	for (; line < buf + n; line = end + 1) {
		if ((end = strchr(line, '\n')) == NULL)
			end = buf + n;
		char *tab = memchr(line, '\t', (size_t)(end - line));
		uint64_t yes = 0, fam = 0, unknown = 1ULL << NUMB;

		if (tab == NULL)
			continue;
		for (char *p = tab + 1; p < end && *p != '\t'; p++) {
			int l = (int)strtol(p, &p, 10);

			if (l < 0 || l >= LABELS)
				die("not a label in", name);
			yes |= 1ULL << l;
			if (label_family[l] >= 0)
				fam |= 1ULL << label_family[l];
			unknown |= either(l);
			if (*p != ',')
				break;
		}
		unknown &= ~fam;
		if (fam == 0 && yes != NEUTRAL) /* surprise and its like: of no family, and yet not nothing */
			unknown |= ANY_FAMILY;
		corpus_add(c, line, (size_t)(tab - line), yes | with_any(fam) << LABELS,
		    ((1ULL << COLUMNS) - 1) & ~(unknown << LABELS), 1.0f, source);
	}
	free(buf);
}

/* "text \t 1, 6": anger anticipation disgust fear joy sadness surprise trust. */
static void
xed_read(struct corpus *c, const char *data)
{
	static const signed char family[9] = { -1, ANGER, -1, ANGER, FEAR, JOY, SADNESS, -1, -1 };
	size_t n;
	char *buf = read_file(data, "xed-en/en-annotated.tsv", &n), *line = buf, *end;

	for (; line < buf + n; line = end + 1) {
		if ((end = strchr(line, '\n')) == NULL)
			end = buf + n;
		char *tab = memchr(line, '\t', (size_t)(end - line));
		uint64_t fam = 0, known = 1ULL << JOY | 1ULL << SADNESS | 1ULL << FEAR | 1ULL << ANGER;

		if (tab == NULL)
			continue;
		for (char *p = tab + 1; p < end; p++)
			if (*p >= '1' && *p <= '8' && family[*p - '0'] >= 0)
				fam |= 1ULL << family[*p - '0'];
		corpus_add(c, line, (size_t)(tab - line), with_any(fam) << LABELS, (known | (fam ? ANY_FAMILY : 0)) << LABELS, 1.0f, SOURCE_XED);
	}
	free(buf);
	buf = read_file(data, "xed-en/neu_en.txt", &n);
	for (line = buf; line < buf + n; line = end + 1) {
		if ((end = strchr(line, '\n')) == NULL)
			end = buf + n;
		char *tab = memchr(line, '\t', (size_t)(end - line));

		if (tab != NULL)
			corpus_add(c, tab + 1, (size_t)(end - tab - 1), 0, (0xffULL | ANY_FAMILY) << LABELS, 1.0f, SOURCE_XED_NEUTRAL);
	}
	free(buf);
}

/* "[family.word]" or "[neutral]", then sentences of it. */
static void
own_read(struct corpus *c, const char *own)
{
	size_t n;
	char *buf = read_file(own, "sentences.txt", &n), *save = NULL;
	uint64_t yes = 0;

	for (char *line = strtok_r(buf, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (line[0] == '#')
			continue;
		if (line[0] != '[') {
			corpus_add(c, line, strlen(line), with_any(yes) << LABELS, (0xffULL | ANY_FAMILY) << LABELS, 1.0f, SOURCE_OWN);
			continue;
		}
		yes = 0;
		for (int f = 0; f < FAMILIES; f++)
			if (strncmp(line + 1, family_name[f], strlen(family_name[f])) == 0)
				yes = 1ULL << f;
	}
	free(buf);
}

void
corpus_read(struct corpus *c, const char *data, const char *own)
{
	go_read(c, data, "goemotions/train.tsv", SOURCE_GO);
	go_read(c, data, "goemotions/dev.tsv", SOURCE_GO_DEV);
	event_read(c, data, own);
	xed_read(c, data);
	own_read(c, own);
}

void
corpus_release(struct corpus *c)
{
	for (size_t i = 0; i < c->ndoc; i++)
		free(c->doc[i].text);
	free(c->doc);
	free(c->feat);
}
