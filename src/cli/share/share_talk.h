/*
 * The conversation of felt share, between its files: share_talk.c leads it, share_choose.c is about entries and their parts,
 * share_ask_names.c about names.
 */
#ifndef FELT_CLI_SHARE_TALK_H
#define FELT_CLI_SHARE_TALK_H

#include "cli/share/share.h"
#include "cli/walk/ask_line.h"

extern const char share_title[];

/* Choices with labels of their own; what is ticked comes back in `ticked`.  What a line stands for: item, an index into the plan, or part, a key. */
struct share_list { struct step_choice *choices; struct buf *labels; bool *ticked; size_t *item; struct slice *part; size_t n; };
/* Empty, with room for so many. E_NOMEM. */
int share_list_room(struct share_plan *p, struct share_list *l, size_t room);
void share_list_release(struct share_list *l);

/* *end as ask_ticks; what is ticked goes into the plan when it was answered. */
int share_choose_entries(struct share_plan *p, enum step_end *end);
/* One entry, belief or follow-up, and what of it stays here. */
int share_reduce(struct share_plan *p);
/* Until "that is all". */
int share_ask_names(struct share_plan *p);

#endif
