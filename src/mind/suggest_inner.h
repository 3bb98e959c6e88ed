/*
 * suggest() over a model that is not the linked-in one: for the trainer, which tunes it, and for tests.
 */
#ifndef FELT_MIND_SUGGEST_INNER_H
#define FELT_MIND_SUGGEST_INNER_H

#include "felt/mind/suggest.h"
#include "suggest_model.h"

/* Returns the highest logit of any feeling at all among the sentences. */
int32_t suggest_with(const struct suggest_model *m, struct suggestion *out, const char *text, size_t n);

/* How much there is to go on, given that and the first family's score; unsure below TUNING_UNSURE. */
int32_t suggest_ground(const struct suggest_model *m, int32_t any, unsigned score);

#endif
