/*
 * Changing an entry: shared by edit, tag and resume.
 */
#ifndef FELT_CLI_EDITING_H
#define FELT_CLI_EDITING_H

#include "cli/write/writing.h"

/* An entry that is being changed.  `e` borrows from `row`, and text from whoever gave it. */
struct editing {
	struct ctx *ctx;
	struct row row;
	struct entry e;
	uint64_t base;       /* its clock when the change began */
	struct draft *draft; /* goes in the same transaction; NULL none */
	uint64_t conflict;   /* set when the change became a conflict copy */
	bool head_changed;   /* save also when the text is the same */
};
/* Opens `id` within a read transaction and takes note of its clock.  E_VERSION for what a newer felt has written. */
int editing_open(struct editing *ed, uint64_t id);
void editing_release(struct editing *ed);
/* writing's finish: puts the text into the entry in one transaction; 1 when nothing differs. */
int editing_save(void *editing, struct slice text);
/* The same without a text: only the head has changed. */
int editing_save_head(struct editing *ed);
/* Lets its writer change the text, and saves it. */
int editing_text(struct editing *ed, enum writing_how how, enum writing_end *end);
/* What a guide made is changed answer by answer, and what became of it is said (cmd_edit.c). The row is taken over. */
int editing_answers(struct ctx *ctx, struct editing *ed);
/* `id` was changed meanwhile, and this version is kept as `copy`: says so; E_CONFLICT with both. */
int conflict_said(struct ctx *ctx, uint64_t id, uint64_t copy);
/* What became of it, on stderr and stdout; E_CONFLICT with both ids when it became a conflict copy. */
int editing_tell(struct editing *ed, enum writing_end end);

/* A typed id among rows of these kinds, within a transaction; says where a draft's id belongs. */
int resolve(struct ctx *ctx, const char *typed, unsigned kinds, uint64_t *id);

/* cmd_delete.c: what is said before anything is deleted; lines. */
extern const char delete_reach[];

#endif
