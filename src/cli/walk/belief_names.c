/*
 * The sentences of beliefs by their ids: read once, looked up often.
 */
#include "cli/walk/belief_names.h"

#include <stdlib.h>

static int
add(void *arg, struct err *err, const struct entry *e)
{
	struct belief_names *b = arg;

	if (!e)
		return 0;
	if (b->n == b->cap) {
		size_t cap = b->cap ? 2 * b->cap : 16;
		struct belief_name *more = realloc(b->name, cap * sizeof *more);

		if (!more)
			return err_set(err, E_NOMEM, "beliefs");
		b->name = more;
		b->cap = cap;
	}
	b->name[b->n++] = (struct belief_name){ e->id, b->text.n, e->text.n, b->leave_private && e->flags & FLAG_PRIVATE };
	buf_slice(&b->text, e->text);
	return buf_check(&b->text, err);
}

static int
by_id(const void *a, const void *b)
{
	const struct belief_name *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

int
belief_names_load(struct ctx *ctx, struct belief_names *b)
{
	struct filter f = { .kinds = 1u << KIND_BELIEF };
	int rc = store_read(&ctx->err, ctx->store, &f, add, b);

	if (!rc && b->n)
		qsort(b->name, b->n, sizeof *b->name, by_id);
	return rc;
}

bool
belief_name_put(void *arg, uint64_t id, struct buf *out)
{
	const struct belief_names *b = arg;
	const struct belief_name key = { .id = id };
	const struct belief_name *found = b->n ? bsearch(&key, b->name, b->n, sizeof key, by_id) : NULL;

	if (found && !found->held_back)
		buf_add(out, b->text.p + found->at, found->n);
	return found != NULL;
}

void
belief_names_release(struct belief_names *b)
{
	free(b->name);
	buf_release(&b->text);
	*b = (struct belief_names){ 0 };
}
