/*
 * A command split into words, without a shell.
 */
#include "words.h"

#include <stdlib.h>
#include <string.h>

int
words_add(struct err *err, struct words *w, const char *word)
{
	size_t cap = w->cap == 0 ? 16 : 2 * w->cap;
	char **grown, *copy;

	if (w->n + 1 >= w->cap) {
		grown = realloc(w->list, cap * sizeof *grown);
		if (grown == NULL)
			return err_set(err, E_NOMEM, "words");
		w->list = grown;
		w->cap = cap;
	}
	copy = strdup(word);
	if (copy == NULL)
		return err_set(err, E_NOMEM, "words");
	w->list[w->n++] = copy;
	w->list[w->n] = NULL;
	return 0;
}

void
words_release(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->list[i]);
	free(w->list);
	memset(w, 0, sizeof *w);
}

const char *
words_program(const struct words *w)
{
	const char *slash = strrchr(w->list[0], '/');

	return slash == NULL ? w->list[0] : slash + 1;
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* After an opening quote: copies up to the closing one. NULL: there is none. */
static const char *
quoted(const char *s, char quote, char **out)
{
	for (; *s != '\0' && *s != quote; s++) {
		if (quote == '"' && s[0] == '\\' && s[1] == '\n') {
			s++;
			continue;
		}
		if (quote == '"' && s[0] == '\\' && s[1] != '\0' && strchr("\"\\$`", s[1]) != NULL)
			s++;
		*(*out)++ = *s;
	}
	return *s == quote ? s + 1 : NULL;
}

/* Copies one word to out, which has room for all of s. NULL: a quote or a backslash without its end. */
static const char *
one_word(const char *s, char *out)
{
	while (*s != '\0' && !is_blank(*s)) {
		if (*s == '\'' || *s == '"') {
			s = quoted(s + 1, *s, &out);
			if (s == NULL)
				return NULL;
		} else if (*s == '\\') {
			if (s[1] == '\0')
				return NULL;
			if (s[1] != '\n')
				*out++ = s[1];
			s += 2;
		} else {
			*out++ = *s++;
		}
	}
	*out = '\0';
	return s;
}

int
words_split(struct err *err, struct words *w, const char *s)
{
	char *room = malloc(strlen(s) + 1);
	int rc = 0;

	memset(w, 0, sizeof *w);
	if (room == NULL)
		return err_set(err, E_NOMEM, "words");
	for (;;) {
		while (is_blank(*s))
			s++;
		if (*s == '\0')
			break;
		s = one_word(s, room);
		if (s == NULL) {
			rc = err_set(err, E_USAGE, "a quote in the command is not closed");
			break;
		}
		rc = words_add(err, w, room);
		if (rc != 0)
			break;
	}
	free(room);
	if (rc == 0 && (w->n == 0 || w->list[0][0] == '\0'))
		rc = err_set(err, E_USAGE, "the command is empty");
	if (rc != 0)
		words_release(w);
	return rc;
}
