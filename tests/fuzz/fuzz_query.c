/*
 * What is searched for, and finding it (src/cli/look/query.c): the words up to the first NUL, a text behind it.
 */
#include "fuzz.h"

#include "cli/look/query.h"

enum { MARKS = 16 };

/* What is marked lies in the text, in order, at characters, and folds to something that was looked for. */
static void
marks(const struct query *q, struct slice s, bool valid)
{
	struct query_mark m[MARKS];
	size_t n = query_marks(q, s, m, MARKS);

	MUST(n <= MARKS);
	for (size_t i = 0; i < n; i++) {
		MUST(m[i].from < m[i].to && m[i].to <= s.n);
		MUST(i == 0 || m[i - 1].to <= m[i].from);
		MUST(!valid || !text_check(NULL, s.p + m[i].from, m[i].to - m[i].from, SIZE_MAX));
	}
}

static void
passage(const struct query *q, const struct entry *e, const struct buf *fold)
{
	struct found f = query_where(q, e, fold);
	struct slice p;

	MUST(f.from <= f.to && f.to <= f.part.n);
	p = query_passage(&f, 24, 48);
	MUST(p.n == 0 || (p.p >= f.part.p && p.p + p.n <= f.part.p + f.part.n));
	MUST(p.n == 0 || (p.p <= f.part.p + f.from && p.p + p.n >= f.part.p + f.to));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const uint8_t *end = n ? memchr(p, 0, n) : NULL;
	size_t words = end ? (size_t)(end - p) : n / 2, rest = end ? n - words - 1 : n - words;
	struct entry e = { .kind = KIND_ENTRY, .has_text = true };
	struct buf fold = BUF_INIT;
	struct query q = { 0 };
	struct err err = { 0 };
	char *typed = malloc(words + 1), *text = malloc(rest + 1);

	MUST(typed && text);
	if (words)
		memcpy(typed, p, words);
	if (rest)
		memcpy(text, p + (n - rest), rest);
	int rc = query_parse(&err, &q, typed, words);
	MUST(rc == 0 || (rc == E_USAGE && err.subject[0]));
	e.text = (struct slice){ text, rest - rest / 3 };
	e.title = (struct slice){ text + e.text.n, rest / 3 };
	if (!rc) {
		if (query_match(&q, &e, &fold))
			passage(&q, &e, &fold);
		marks(&q, e.text, !text_check(NULL, e.text.p, e.text.n, SIZE_MAX));
	}
	query_release(&q);
	buf_release(&fold);
	free(typed);
	free(text);
	return 0;
}
