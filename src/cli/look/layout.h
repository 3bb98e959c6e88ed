/*
 * Text laid out as lines of a certain width, each with its ink: for whatever shows lines, be it a terminal, a pipe or a full
 * screen.  Everything in it has passed text_safe().
 */
#ifndef FELT_CLI_LAYOUT_H
#define FELT_CLI_LAYOUT_H

#include "cli/cli.h"

struct layout {
	struct buf text;
	struct layout_line { size_t at; uint32_t n; uint8_t ink; } *lines; /* owned */
	size_t n, cap;
	int apart;          /* TEXT_APART, for a full screen; else 0 */
	bool failed;        /* no memory: something is missing */
};

void layout_release(struct layout *l); /* wipes */
void layout_clear(struct layout *l);   /* wipes, keeps the memory */
int layout_check(const struct layout *l, struct err *err); /* 0 or E_NOMEM */
struct slice layout_at(const struct layout *l, size_t i, enum ink *ink);

/* One line of safe text as it is; "" is an empty line. */
void layout_add(struct layout *l, enum ink ink, struct slice safe);
/* The same, neutralised and cut at `columns` (SIZE_MAX: not cut). */
void layout_line(struct layout *l, enum ink ink, struct slice s, size_t columns);
/* Foreign text, neutralised and wrapped; `first` before its first line, blanks as wide before the others. */
void layout_wrapped(struct layout *l, enum ink ink, struct slice s, size_t columns, const char *first);
/* An empty line, unless there is none yet or the last one is empty. */
void layout_gap(struct layout *l);

/* ---- record_layout.c ---- */

/* Was the entry made with the guide of thought records? */
bool is_record(const struct entry *e);
/*
 * What a thought record has besides its text: evidence for and against side by side where there are columns for it, ratings
 * before -> after, "nothing noted" for an empty list.  columns: SIZE_MAX for no limit, then nothing stands side by side.
 */
void layout_record(struct layout *l, const struct entry *e, const struct vocabulary *voc, size_t columns);
/* Fields and ratings of any other entry. */
void layout_fields(struct layout *l, const struct entry *e, size_t columns);

#endif
