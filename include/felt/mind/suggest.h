/*
 * Which feelings a text seems to express, and which words of it say so.
 *
 *     struct suggestion s;
 *     suggest(&s, text, n);
 *     if (!s.unsure) ... s.feelings[0] ... s.because[0] ...
 *
 * The model is constant data inside the program: nothing is read, allocated or kept, so nothing can
 * fail, and the same bytes give the same answer on every machine (integers only).  Any bytes are
 * taken; what is not UTF-8 is simply not known.  Time grows with the text alone: about 0.1 ms for
 * 200 words.
 *
 * A suggestion is a question to the writer, never a verdict (CARE.md 1).  The heavy words (hopeless,
 * unworthy, humiliated, needy) come only when the writer has used them.
 */
#ifndef FELT_MIND_SUGGEST_H
#define FELT_MIND_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SUGGEST_FAMILIES = 8,
	SUGGEST_LABELS = 28, /* of GoEmotions */
	SUGGEST_SPANS = 9    /* at most three for each of the first three families */
};

struct suggest_feeling {
	int family;     /* 0..7, for feeling_family_name() */
	int feeling;    /* 0..63, for feeling_at(); -1: the family alone, no word of it stands out */
	unsigned score; /* permille: about how often a reader would name this family for such a text */
};

/* Words that led to a family, as the writer wrote them: text[start] up to text[end - 1]. */
struct suggest_span {
	size_t start, end;
	int family, feeling; /* as in struct suggest_feeling */
	unsigned share;      /* permille of all that speaks for this family in its strongest sentence */
};

struct suggestion {
	struct suggest_feeling feelings[SUGGEST_FAMILIES]; /* every family once, best first */
	struct suggest_span because[SUGGEST_SPANS];        /* by rank of the family, then by share */
	size_t nbecause;
	bool unsure;                    /* too little to go on: ask, do not propose */
	int32_t labels[SUGGEST_LABELS]; /* the model's logits less their thresholds, in 1/1024: above 0 is a yes */
};

void suggest(struct suggestion *out, const char *text, size_t n);

/* "admiration" ... "neutral", in the published order; i in 0..27. */
const char *suggest_label_name(int i);

#endif
