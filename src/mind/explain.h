/*
 * Which words of a sentence speak for a family, as spans of what the writer wrote.
 */
#ifndef FELT_MIND_EXPLAIN_H
#define FELT_MIND_EXPLAIN_H

#include "felt/mind/suggest.h"
#include "score.h"

enum { EXPLAIN_SPANS = 3 };

/*
 * The spans that add most to a family in this sentence, largest share first, at most EXPLAIN_SPANS.
 * Function words alone are no explanation.  Returns their number: 0 when nothing in the sentence
 * says why.
 */
size_t explain(const struct suggest_model *m, const struct sentence *s, int family, struct suggest_span out[EXPLAIN_SPANS]);

#endif
