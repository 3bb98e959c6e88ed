/*
 * Which entries are meant: the common filters of DESIGN.md 3 as a value.  Pure: needs an entry's head
 * (meta), never its text.
 */
#ifndef FELT_MODEL_FILTER_H
#define FELT_MODEL_FILTER_H

#include "felt/model/entry.h"
#include "felt/model/feeling.h"

struct filter_feeling {
	char id[65];   /* "fear.anxious", or "fear" for the whole family: every id shown in it */
	uint8_t layer; /* LAYER_NONE: any */
};

struct filter {
	int64_t from, to;                 /* wall clock ms, [from, to); both 0: no limit on that side when has_* is false */
	bool has_from, has_to;
	struct filter_feeling *feelings;  /* owned */
	size_t nfeelings;
	const struct vocabulary *voc;     /* moved words count in the family they are shown in; borrowed, NULL: none is moved */
	bool all;                         /* all of the feelings, not any */
	bool has_min;
	uint8_t min;                      /* intensity; an entry without one does not reach it */
	struct slice guide;               /* name without "@version"; borrowed */
	struct slice *tags;               /* any of them; owned array, borrowed texts */
	size_t ntags;
	uint64_t belief;                  /* 0: any */
	unsigned kinds;                   /* bit 1 << kind; 0 means 1 << KIND_ENTRY */
	size_t limit;                     /* 0: none; applied by whoever sorts */
	bool reverse;                     /* oldest first */
	bool (*also)(void *arg, const struct entry *e); /* a condition that only the asker knows; NULL: none */
	void *also_arg;
};

void filter_release(struct filter *f);
int filter_add_feeling(struct filter *f, const char *id, uint8_t layer); /* 0, E_NOMEM; E_USAGE over 64 bytes */
int filter_add_tag(struct filter *f, struct slice tag);
/* One feeling of an entry: is it the wanted word, or one that is shown in the wanted family, in the wanted layer?  voc may be NULL. */
bool filter_feeling_fits(const struct filter_feeling *wanted, const struct vocabulary *voc, const struct entry_feeling *x);
bool filter_match(const struct filter *f, const struct entry *e);

#endif
