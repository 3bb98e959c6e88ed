/*
 * suggest() over a model that is not the linked-in one: for the trainer, which tunes it, and for tests.
 */
#ifndef FELT_MIND_SUGGEST_INNER_H
#define FELT_MIND_SUGGEST_INNER_H

#include "felt/mind/suggest.h"
#include "suggest_model.h"

void suggest_with(const struct suggest_model *m, struct suggestion *out, const char *text, size_t n);

#endif
