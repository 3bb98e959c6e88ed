/*
 * Own words of feeling in an export (DESIGN.md 8).
 *
 * In: an object of "words".  Out: the word in the caller's vocabulary, where there is one.  Must never: change what a
 * word means that is there already.
 */
#include "import_inner.h"

#include <string.h>

static int
family_by_name(const char *name)
{
	for (int i = 0; i < FEELING_FAMILIES; i++)
		if (strcmp(feeling_family_name(i), name) == 0)
			return i;
	return -1;
}

/* {"word","family","about"} or {"moved","family"}: a word of the eight families, or one of this list before it. */
int
import_word(struct import_json *in, struct fill *f, json_t *object)
{
	const char *word = json_string_value(json_object_get(object, "word"));
	const char *family = json_string_value(json_object_get(object, "family"));
	const char *about = json_string_value(json_object_get(object, "about"));
	const char *moved = json_string_value(json_object_get(object, "moved"));
	int i = family != NULL ? family_by_name(family) : -1, rc;

	if (i < 0 || (word == NULL) == (moved == NULL) || json_object_size(object) != 2U + (about != NULL))
		return fill_fail(f, "\"words\" holds something that is no word");
	in->words++;
	if (in->voc == NULL)
		return 0;
	rc = word != NULL ? feeling_add(NULL, in->voc, word, i, about) : feeling_move(NULL, in->voc, moved, i);
	if (rc == E_NOMEM)
		return err_set(f->err, E_NOMEM, "import");
	return rc < 0 ? fill_fail(f, "\"words\" holds something that is no word of feeling") : 0;
}
