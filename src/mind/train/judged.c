/*
 * Sentences with a reader's judgement, and how the model does on them: see tune.h.
 */
#include <stdlib.h>
#include <string.h>

#include "../suggest_inner.h"
#include "tune.h"

void
judged_add(struct judged_set *s, const char *text, size_t n, unsigned families, unsigned first, int test)
{
	struct judged *j;

	if (s->n == s->cap)
		s->j = xrealloc(s->j, (s->cap = s->cap * 2 + 256) * sizeof *s->j);
	j = &s->j[s->n++];
	*j = (struct judged){ .text = xmalloc(n + 1), .n = n, .families = families, .first = first, .test = test };
	memcpy(j->text, text, n);
	j->text[n] = '\0';
}

static int
family_index(const char *w, size_t n)
{
	for (int f = 0; f < FAMILIES; f++)
		if (strlen(family_name[f]) == n && memcmp(family_name[f], w, n) == 0)
			return f;
	return -1;
}

void
judged_journal(struct judged_set *s, const char *path)
{
	size_t n;
	char *buf = read_file("", path, &n), *save = NULL;

	for (char *line = strtok_r(buf, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *split = strchr(line, '\t'), *text = split ? strchr(split + 1, '\t') : NULL;
		unsigned set = 0, first = 0;

		if (line[0] == '#')
			continue;
		if (text == NULL)
			die("not a judged sentence:", line);
		for (char *p = line; p < split;) {
			size_t len = strcspn(p, ",\t");
			int f = family_index(p, len);

			if (f < 0)
				die("not a family:", line);
			if (set == 0)
				first = (unsigned)f;
			set |= 1U << f;
			p += len + 1;
		}
		judged_add(s, text + 1, strlen(text + 1), set, first, strncmp(split + 1, "test", 4) == 0);
	}
	free(buf);
}

void
judged_neutral(struct judged_set *s, const char *path)
{
	size_t n, i = 0;
	char *buf = read_file("", path, &n), *save = NULL;

	for (char *line = strtok_r(buf, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (line[0] == '#')
			continue;
		judged_add(s, line, strlen(line), 0, 0, (int)(i++ % 2));
	}
	free(buf);
}

void
judged_release(struct judged_set *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->j[i].text);
	free(s->j);
}

void
judge(struct judged_report *r, const struct suggest_model *m, const struct judged_set *s, int test)
{
	struct suggestion g;

	memset(r, 0, sizeof *r);
	for (size_t i = 0; i < s->n; i++) {
		const struct judged *j = &s->j[i];
		int rank = 0;

		if (j->test != test)
			continue;
		suggest_with(m, &g, j->text, j->n);
		if (j->families == 0) {
			r->neutral++;
			r->alarms += !g.unsure;
			continue;
		}
		while (!(j->families >> g.feelings[rank].family & 1))
			rank++;
		r->n[j->first]++;
		r->top1[j->first] += rank < 1;
		r->top3[j->first] += rank < 3;
		r->emotional++;
		r->covered += !g.unsure;
		r->covered_right += !g.unsure && rank < 1;
	}
}
