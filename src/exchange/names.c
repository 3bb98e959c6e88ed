/*
 * The names of values in JSON (DESIGN.md 8) beside their numbers in a row (FORMAT.md 3).
 *
 * In: a number or a name.  Out: the other one.  Must never: know two names for one number, or the reading
 * and the writing half of the exchange would drift apart.
 */
#include "inner.h"

#include <string.h>

struct name {
	int value;
	const char *name;
};

static const struct name kinds[] = {
	{ KIND_ENTRY, "entry" }, { KIND_DRAFT, "draft" }, { KIND_BELIEF, "belief" }, { KIND_FOLLOWUP, "followup" },
	{ KIND_PREVIOUS, "previous" }, { KIND_TOMBSTONE, "tombstone" }, { KIND_SETTINGS, "settings" }, { KIND_SHARE, "share" },
	{ 0, NULL }
};
static const struct name layers[] = {
	{ LAYER_NONE, "none" }, { LAYER_SURFACE, "surface" }, { LAYER_UNDER, "under" }, { 0, NULL }
};
static const struct name sources[] = {
	{ SOURCE_WRITER, "writer" }, { SOURCE_SUGGESTION, "suggestion" }, { SOURCE_IMPORT, "import" }, { 0, NULL }
};
static const struct name flags[] = {
	{ FLAG_LOCKED, "locked" }, { FLAG_IMPORTED, "imported" }, { FLAG_CONFLICT, "conflict" }, { FLAG_UNSEEN, "unseen" },
	{ FLAG_PRIVATE, "private" }, { 0, NULL }
};
static const struct name ratings[] = {
	{ RATE_HOT_BEFORE, "belief-before" }, { RATE_HOT_AFTER, "belief-after" }, { RATE_BALANCED, "balanced-belief" },
	{ RATE_BELIEF, "conviction" }, { RATE_RIVAL, "rival-conviction" }, { 0, NULL }
};
static const struct name *const sets[] = {
	[NAME_KIND] = kinds, [NAME_LAYER] = layers, [NAME_SOURCE] = sources, [NAME_FLAG] = flags, [NAME_RATING] = ratings
};

const char *
name_of(enum name_set set, int value)
{
	for (const struct name *n = sets[set]; n->name != NULL; n++)
		if (n->value == value)
			return n->name;
	return NULL;
}

int
name_value(enum name_set set, const char *name)
{
	for (const struct name *n = sets[set]; n->name != NULL; n++)
		if (strcmp(n->name, name) == 0)
			return n->value;
	return -1;
}

bool
name_at(enum name_set set, size_t i, int *value, const char **name)
{
	const struct name *n = sets[set];

	/* Sets end with a NULL name; i is walked up from 0, so it never passes the end. */
	if (n[i].name == NULL)
		return false;
	*value = n[i].value;
	*name = n[i].name;
	return true;
}

bool
name_reserved(struct slice key)
{
	static const char *const elsewhere[] = { "feelings", "feelings-after", "belief" };

	for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (slice_is(key, elsewhere[i]))
			return true;
	for (const struct name *n = ratings; n->name != NULL; n++)
		if (slice_is(key, n->name))
			return true;
	return false;
}
