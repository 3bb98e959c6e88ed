/*
 * idle_lock in a guide: nobody has touched a key for a while, on whatever step.
 *
 * In: a step on the screen, whose faces have kept what was typed as text.  Out: the same step, when the passphrase was given; else
 * an end that saves nothing more, for there is no key.  Must never: lock an answer away that no draft has.
 *
 * What was ticked, picked or typed as a number is an answer only when the step is left.  When that happens because the passphrase
 * was not given, everything is sealed beside the pins, as after any save that failed.
 */
#include "cli/idle.h"
#include "cli/walk/walk.h"

long
walk_idle_ms(const struct walk *w)
{
	return w->ctx->locked || !w->ctx->store ? 0 : idle_ms(w->ctx);
}

int
walk_lock(void *walk)
{
	struct walk *w = walk;
	char why[200];
	int rc;

	if (w->draft.failed && walk_save_now(w, why))
		return 0; /* an earlier answer is in no draft: again after a while */
	rc = idle_unlock(w->ctx);
	store_suspend(w->ctx->store);
	w->shut = rc != 0;
	return rc;
}

uint64_t
walk_marked(const struct step *s, const struct step_answer *a)
{
	uint64_t x = (uint64_t)(a->number + 1);

	for (size_t i = 0; a->chosen && i < s->nchoices; i++)
		x = 31 * x + a->chosen[i];
	return x;
}

bool
walk_is_kept(const struct walk *w)
{
	return w->shut && !w->unsaved && w->draft.stored && !w->draft.failed;
}
