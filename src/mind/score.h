/*
 * One sentence: its tokens, what the model and the lexicon know of it, and a logit for each column.
 *
 * All logits are in 1/1024.  The scratch of a text is of fixed size; nothing here allocates.
 */
#ifndef FELT_MIND_SCORE_H
#define FELT_MIND_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ngram.h"
#include "lexicon.h"
#include "suggest_model.h"

/* What a whole text has gathered: each n-gram counts once. */
struct text_sum {
	uint8_t seen[MODEL_ROWS_MAX / 8];
	struct model_sum sum;
};

struct sentence {
	size_t start, end;
	struct token tok[FEATURES_TOKENS];
	size_t ntok;
	struct ngram gram[FEATURES_NGRAMS]; /* those the model knows, each once */
	int32_t row[FEATURES_NGRAMS];
	size_t ngram;
	struct lexicon_hit hit[LEXICON_HITS];
	int32_t bonus[LEXICON_HITS]; /* what each adds to its family; 0 when it is denied */
	size_t nhit;
	bool doubt;                  /* supposed, long past, or about another person */
	uint32_t norm;               /* of its features for families, in 1/256 */
	int32_t logit[MODEL_COLUMNS];
};

/*
 * The next sentence of text from *at; false at the end, with the last one still in s.
 * Without `sum` the labels of the sentence are left out: who reads it again wants its families.
 */
bool score_sentence(const struct suggest_model *m, const char *text, size_t n, size_t *at, struct sentence *s, struct text_sum *sum);

/* What one of its n-grams adds to the logit of a family. */
int32_t score_share(const struct suggest_model *m, const struct sentence *s, size_t gram, int family);

/* The 28 logits of all that `sum` has gathered. */
void score_text(const struct suggest_model *m, const struct text_sum *sum, int32_t logit[MODEL_LABELS]);

/* 0..1000 for a logit, and back. */
int32_t score_permille(int32_t logit);
int32_t score_logit(int32_t permille);

#endif
