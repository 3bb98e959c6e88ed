/*
 * Keeping what was answered: the draft on the way, the entry at the end.
 *
 * In: the answers of a run.  Out: one row that grows from a draft into an entry, and at the end the rows that belong to it: a
 * new belief of the ledger, follow-ups.  Must never: lose a field that the guide does not know (an older guide, another felt),
 * or write over what another felt has made of the row meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/write/locked.h"
#include "cli/walk/walk.h"
#include "felt/base/file.h"

enum { HOURS_APART = 6 };
#define MINUTE_MS INT64_C(60000)

/* ---- the answers as an entry ---- */

static bool
guide_has(const struct guide *g, enum step_kind kind)
{
	for (size_t i = 0; i < g->nsteps; i++)
		if (g->steps[i].kind == kind && g->steps[i].key.n)
			return true;
	return false;
}

static const struct guide_answer *
answer_of_kind(const struct walk *w, enum step_kind kind)
{
	for (size_t i = 0; i < w->guide.nsteps; i++)
		if (w->guide.steps[i].kind == kind && w->run.answers[i].state == ANSWER_GIVEN)
			return &w->run.answers[i];
	return NULL;
}

static int
add_beliefs(struct walk *w)
{
	const struct guide_answer *a = answer_of_kind(w, STEP_BELIEF);
	uint64_t id = a ? a->belief : 0;
	int rc = id ? entry_add_belief(&w->entry, id) : 0;

	/* the step's own is the first; what else it was filed under elsewhere stays */
	for (size_t i = guide_has(&w->guide, STEP_BELIEF); !rc && i < w->base.nbeliefs; i++)
		if (w->base.beliefs[i] != id)
			rc = entry_add_belief(&w->entry, w->base.beliefs[i]);
	return rc;
}

int
walk_entry(struct walk *w, enum entry_kind kind)
{
	struct entry *e = &w->entry;
	int rc = entry_copy(e, &w->base);

	e->kind = (uint8_t)kind; /* a draft keeps what has no place in an entry */
	if (!rc) {
		e->nfields = e->nfeelings = e->nratings = e->nbeliefs = 0;
		e->opening = (struct slice){ NULL, 0 };
		buf_clear(&w->hold);
		rc = guide_run_entry(&w->ctx->err, &w->run, e, &w->hold);
	}
	if (!rc && (walk_keep_strange(w) || add_beliefs(w)))
		rc = err_set(&w->ctx->err, E_NOMEM, "entry");
	if (!rc)
		entry_derive(e);
	return rc;
}

/* ---- the draft ---- */

static void
mark(struct walk *w, const char *key, struct slice value)
{
	if (value.n && w->nmarks < WALK_MARKS)
		w->marks[w->nmarks++] = (struct draft_mark){ key, value };
}

static void
mark_time(struct walk *w, const char *key, int64_t ms, char text[CLOCK_TEXT])
{
	snprintf(text, CLOCK_TEXT, "%" PRId64, ms);
	if (ms)
		mark(w, key, slice_of(text));
}

/* Where it stands; the answers themselves, those of no field too, are in the entry. */
static void
set_marks(struct walk *w)
{
	const struct guide_step *step = guide_run_step(&w->run);

	w->nmarks = 0;
	w->marks[w->nmarks++] = (struct draft_mark){ ".step", step ? step->name : slice_of("end") };
	if (w->guide.nforms)
		mark(w, ".form", w->guide.forms[w->run.form]);
	mark_time(w, ".rated", w->rated_ms, w->rated);
	mark_time(w, ".again", w->again_ms, w->again);
}

int
walk_save_now(struct walk *w, char say[200])
{
	int rc = walk_entry(w, KIND_DRAFT);

	if (rc) {
		report_sentence(&w->ctx->err, say, 200);
		return rc;
	}
	set_marks(w);
	w->draft.head = &w->entry;
	w->draft.marks = w->marks;
	w->draft.nmarks = w->nmarks;
	return draft_save(&w->draft, NULL, 0, say);
}

int
walk_save(void *walk, const char *text, size_t n, char say[200])
{
	struct walk *w = walk;
	int rc = guide_run_text(&w->ctx->err, &w->run, text, n);

	if (!rc)
		return walk_save_now(w, say);
	report_sentence(&w->ctx->err, say, 200);
	return rc;
}

void
walk_keep(struct walk *w)
{
	char why[200];

	if (walk_save_now(w, why))
		snprintf(w->note, sizeof w->note, "not kept yet: %s", why);
}

/* ---- back from a draft ---- */

static int64_t
milliseconds(struct slice s)
{
	int64_t v = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || v > INT64_MAX / 100)
			return 0;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

int
walk_marks_read(struct walk *w, const struct entry *e)
{
	if (e->kind == KIND_DRAFT && draft_unplaced(&w->base, e, &w->guide))
		return err_set(&w->ctx->err, E_NOMEM, "draft");
	w->rated_ms = milliseconds(entry_field(e, ".rated"));
	w->again_ms = milliseconds(entry_field(e, ".again"));
	guide_run_go(&w->run, entry_field(e, ".step"));
	if (slice_is(entry_field(e, ".step"), "end"))
		w->run.at = w->guide.nsteps;
	return 0;
}

/* ---- one felt at a time ---- */

int
draft_claim(struct ctx *ctx, uint64_t id)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)(id & INT64_MAX), .l_len = 1 };
	char *path = ctx->state_dir ? file_join(ctx->state_dir, "drafts.lock") : NULL;
	int fd = path && !file_make_dirs(NULL, ctx->state_dir) ? open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;

	free(path);
	/* Where no lock can be kept, the row's clock still tells one felt from another when it saves. */
	if (fd < 0 || !fcntl(fd, F_SETLK, &lock) || (errno != EACCES && errno != EAGAIN))
		return 0; /* the descriptor stays open: the lock goes with the process */
	/* and here too: to close any descriptor of the file would give up what this process holds of it */
	ctx->hint = "this draft is open in it: go on there, or leave it there with ctrl-c first";
	return err_set(&ctx->err, E_BUSY, "draft");
}

/* ---- the end ---- */

static struct entry
row_of_its_own(enum entry_kind kind, struct slice text, struct when now)
{
	return (struct entry){ .id = store_new_id(), .kind = (uint8_t)kind, .has_created = true, .created = now, .has_date = true, .date = now,
		.text = text, .has_text = true };
}

static int
put_new(struct walk *w, struct entry *e)
{
	int rc = entry_check(&w->ctx->err, e);

	if (rc)
		return rc;
	return w->ctx->locked ? locked_put(w->ctx, NULL, e) : store_put(&w->ctx->err, w->ctx->store, e);
}

static int
add_part(struct entry *e, const char *key, const struct buf *value)
{
	return value->n ? entry_add_field(e, (struct entry_field){ FIELD_TEXT, slice_of(key), buf_as_slice(value) }) : 0;
}

/* A sentence that is not in the ledger yet becomes a row of it, and the entry is filed under it. */
static int
put_belief(struct walk *w, struct when now)
{
	const struct guide_answer *a = answer_of_kind(w, STEP_BELIEF);
	struct entry e;
	int rc;

	if (!a || a->belief || !a->text.n)
		return 0;
	e = row_of_its_own(KIND_BELIEF, buf_as_slice(&a->text), now);
	rc = entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("state"), slice_of("active") });
	if (!rc)
		rc = put_new(w, &e);
	if (!rc)
		rc = entry_add_belief(&w->entry, e.id);
	entry_release(&e);
	return rc;
}

static int
put_followups(struct walk *w, struct when now)
{
	int rc = 0;

	w->followups = 0;
	for (size_t i = 0; !rc && i < w->guide.nsteps; i++) {
		const struct guide_answer *a = &w->run.answers[i];
		struct entry e;

		if (w->guide.steps[i].kind != STEP_FOLLOWUP || a->state != ANSWER_GIVEN || !a->text.n)
			continue;
		e = row_of_its_own(KIND_FOLLOWUP, buf_as_slice(&a->text), now);
		e.ref = w->entry.id;
		rc = add_part(&e, "with", &a->with);
		if (!rc)
			rc = add_part(&e, "due", &a->due);
		if (!rc)
			rc = add_part(&e, "expected", &a->expected);
		if (!rc)
			rc = put_new(w, &e);
		w->followups++;
		entry_release(&e);
	}
	return rc;
}

int64_t
walk_rated_after(const struct walk *w)
{
	int64_t later = (w->again_ms ? w->again_ms : ctx_clock(w->ctx).ms) - w->rated_ms; /* a draft of an older felt did not note the second */
	bool again = false;

	for (size_t i = 0; i < w->guide.nsteps; i++)
		again = again || (w->guide.steps[i].again >= 0 && w->run.answers[i].state == ANSWER_GIVEN);
	return !again || !w->rated_ms || w->target || later <= HOURS_APART * 60 * MINUTE_MS ? 0 : later / MINUTE_MS;
}

static int
add_rated_after(struct walk *w, char minutes[CLOCK_TEXT])
{
	int64_t later = walk_rated_after(w);

	if (!later)
		return 0;
	snprintf(minutes, CLOCK_TEXT, "%" PRId64, later);
	return entry_add_field(&w->entry, (struct entry_field){ FIELD_NUMBER, slice_of("rated-after"), slice_of(minutes) });
}

static int
put_entry(struct walk *w)
{
	struct err *err = &w->ctx->err;
	bool gone = false;
	int rc;

	if (!w->target)
		return store_put_own(err, w->ctx->store, &w->entry, w->draft.clock);
	w->entry.id = w->target;
	rc = store_edit(err, w->ctx->store, &w->entry, w->base_clock, &w->conflict);
	return rc ? rc : draft_drop(err, &w->draft, &gone);
}

static int
put_all(struct walk *w, struct when now)
{
	struct err *err = &w->ctx->err;
	int rc = put_belief(w, now);

	if (!rc)
		rc = entry_check(err, &w->entry);
	if (!rc)
		rc = put_entry(w);
	return rc ? rc : put_followups(w, now);
}

/* The entry first: a follow-up that could not be kept after it is asked for again at most. */
static int
put_locked(struct walk *w, struct when now)
{
	int rc = entry_check(&w->ctx->err, &w->entry);

	if (!rc)
		rc = locked_put(w->ctx, &w->draft.box, &w->entry);
	return rc ? rc : put_followups(w, now);
}

int
walk_finish(struct walk *w)
{
	struct err *err = &w->ctx->err;
	struct when now = ctx_clock(w->ctx);
	char minutes[CLOCK_TEXT];
	int rc = store_resume(err, w->ctx->store);

	if (!rc)
		rc = walk_entry(w, KIND_ENTRY);
	if (!rc && add_rated_after(w, minutes))
		rc = err_set(err, E_NOMEM, "entry");
	if (rc)
		return rc;
	w->entry.id = w->draft.id;
	if (w->ctx->locked)
		return put_locked(w, now);
	if ((rc = store_begin(err, w->ctx->store, STORE_WRITE)) != 0)
		return rc;
	rc = put_all(w, now);
	if (!rc)
		return store_commit(err, w->ctx->store);
	store_rollback(w->ctx->store);
	return rc;
}
