/*
 * The training texts as documents with what is known about their feelings.
 *
 * A column is one thing the model decides: 0..27 the GoEmotions labels in their published order,
 * 28..35 the families of the vocabulary in its order, 36 whether there is any feeling at all.  A document says for some columns yes, for
 * some no, and nothing for the rest (`known` has no bit there).
 */
#ifndef FELT_MIND_TRAIN_CORPUS_H
#define FELT_MIND_TRAIN_CORPUS_H

#include <stdint.h>
#include <stdio.h>

enum {
	LABELS = 28,
	FAMILIES = 8,
	ANY = LABELS + FAMILIES, /* any feeling at all */
	COLUMNS = ANY + 1,
	LANES = 40 /* COLUMNS padded for the vector units */
};

enum source { SOURCE_GO, SOURCE_E2M, SOURCE_XED, SOURCE_XED_NEUTRAL, SOURCE_OWN, SOURCE_GO_DEV, SOURCES };

struct doc {
	char *text; /* owned */
	uint32_t n;
	uint64_t yes, known;
	float weight;
	uint8_t source;
	uint8_t fold;  /* 0..4 */
	uint32_t first, nfeat; /* into corpus.feat, set by vocab_index */
};

/* A feature of a document: the row in the vocabulary and its value. */
struct feat {
	uint32_t row;
	float x;
};

struct corpus {
	struct doc *doc;
	size_t ndoc, cap;
	struct feat *feat;
	size_t nfeat, featcap;
};

extern const char *const label_name[LABELS];
extern const char *const family_name[FAMILIES];

/*
 * Reads everything under `data`; `own` is the folder with reactions.txt, the table of Event2Mind's
 * words, and sentences.txt, the project's own.  Dies when a file is missing.
 */
void corpus_read(struct corpus *c, const char *data, const char *own);
void corpus_add(struct corpus *c, const char *text, size_t n, uint64_t yes, uint64_t known, float weight, enum source source);
/* One file of GoEmotions. */
void go_read(struct corpus *c, const char *data, const char *name, enum source source);
void corpus_release(struct corpus *c);

/* event2mind.c: "PersonX forgets PersonY's birthday" as its person would write it; returns the length. */
size_t event_personal(const char *event, size_t n, int past, char *out, size_t cap);
void event_read(struct corpus *c, const char *data, const char *own);

/* util.c */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
char *read_file(const char *dir, const char *name, size_t *n);
_Noreturn void die(const char *what, const char *which);

#endif
