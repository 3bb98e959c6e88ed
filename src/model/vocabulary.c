/*
 * The words of one person over the built-in table: words moved to another family, own words taken back.
 *
 * In: a vocabulary and ids.  Out: the family a word is shown in.  Must never: change an id.  Entries keep the id they
 * were written with, so a word that was moved is looked up here wherever its family counts.
 */
#include <stdlib.h>
#include <string.h>

#include "feeling_inner.h"

/* The moved word of that id, or NULL; a NULL voc has none. */
static const struct moved_feeling *
moved(const struct vocabulary *voc, const char *id, size_t n)
{
	for (size_t i = 0; voc != NULL && i < voc->nmoved; i++)
		if (strlen(voc->moved[i].id) == n && memcmp(voc->moved[i].id, id, n) == 0)
			return &voc->moved[i];
	return NULL;
}

int
feeling_family_shown(const struct vocabulary *voc, const char *id, size_t n)
{
	const struct moved_feeling *m = moved(voc, id, n);

	return m != NULL ? m->family : feeling_id_family(id, n);
}

static void
forget_move(struct vocabulary *voc, const char *id)
{
	for (size_t i = voc->nmoved; i-- > 0;) {
		if (strcmp(voc->moved[i].id, id) != 0)
			continue;
		voc->nmoved--;
		memmove(voc->moved + i, voc->moved + i + 1, (voc->nmoved - i) * sizeof *voc->moved);
	}
}

int
feeling_move(struct err *err, struct vocabulary *voc, const char *id, int family)
{
	const struct feeling *f = feeling_by_id(voc, id, strlen(id));
	struct moved_feeling *more;

	if (f == NULL)
		return err_set(err, E_FEELING_UNKNOWN, "%.40s", id);
	if (f->family < 0)
		return err_set(err, E_USAGE, "'%s' stands outside the families", f->word);
	if (family < 0 || family >= FEELING_FAMILIES)
		return err_set(err, E_USAGE, "'%s' needs one of the eight families", f->word);
	forget_move(voc, f->id);
	if (family == f->family)
		return 0;
	more = realloc(voc->moved, (voc->nmoved + 1) * sizeof *more);
	if (more == NULL)
		return err_set(err, E_NOMEM, "%s", "");
	voc->moved = more;
	voc->moved[voc->nmoved++] = (struct moved_feeling){ f->id, family };
	return 0;
}

bool
feeling_is_own(const struct vocabulary *voc, const struct feeling *f)
{
	return voc != NULL && voc->nown > 0 && f >= voc->own && f < voc->own + voc->nown;
}

int
feeling_remove(struct err *err, struct vocabulary *voc, const char *id)
{
	for (size_t i = 0; i < voc->nown; i++) {
		if (strcmp(voc->own[i].id, id) != 0)
			continue;
		forget_move(voc, id);
		feeling_forget(&voc->own[i]);
		voc->nown--;
		memmove(voc->own + i, voc->own + i + 1, (voc->nown - i) * sizeof *voc->own);
		return 0;
	}
	return err_set(err, E_USAGE, "'%.40s' is none of your own words", id);
}
