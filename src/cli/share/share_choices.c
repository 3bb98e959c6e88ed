/*
 * What a script wants of a packet: --choices FILE, names and notes among them, because nothing personal stands on a command line.
 *
 * Law: an id or a part that is not there is refused.  A slip would let something leave that was to stay.
 */
#include "cli/share/share.h"

#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/exchange/choices.h"
#include "felt/model/id.h"

enum { LINE_MAX_BYTES = 1024, TYPED_MAX = 64 };

/* ---- to, from, note, names ---- */

static int
one_line(struct err *err, struct slice s, struct buf *out, const char *what)
{
	if (s.n > LINE_MAX_BYTES || memchr(s.p ? s.p : "", '\n', s.n))
		return err_set(err, E_INPUT, "\"%s\" is one line of at most %d bytes", what, LINE_MAX_BYTES);
	buf_release(out);
	buf_slice(out, s);
	return buf_check(out, err);
}

/* The first reading: whom it is for decides what is ticked. */
static int
take_people(void *arg, struct err *err, enum choice what, struct slice key, struct slice value)
{
	struct share_plan *p = arg;

	switch (what) {
	case CHOICE_TO:
		return one_line(err, value, &p->to, "to");
	case CHOICE_FROM:
		return one_line(err, value, &p->from, "from");
	case CHOICE_NOTE:
		buf_release(&p->note);
		buf_slice(&p->note, value);
		return buf_check(&p->note, err);
	case CHOICE_ALIAS:
		return share_alias_set(p, key, value);
	default:
		return 0;
	}
}

/* ---- what stays here ---- */

/* Is there such a thing in the journal, though not among what the filters chose?  Then there is nothing to do. */
static int
elsewhere(struct share_plan *p, const char *typed)
{
	static const unsigned kinds = 1u << KIND_ENTRY | 1u << KIND_BELIEF | 1u << KIND_FOLLOWUP;
	uint64_t id;
	int rc = store_begin(&p->ctx->err, p->ctx->store, STORE_READ);

	if (!rc)
		rc = store_resolve(&p->ctx->err, p->ctx->store, typed, kinds, &id);
	store_rollback(p->ctx->store);
	return rc;
}

/* *out: the one that is meant, NULL when it is not in the plan. */
static int
find(struct share_plan *p, struct slice key, struct share_item **out)
{
	char typed[TYPED_MAX];
	uint64_t lo, hi;
	size_t n = 0;
	int rc;

	*out = NULL;
	if (key.n >= sizeof typed)
		return err_set(&p->ctx->err, E_INPUT, "something as long as this is no id");
	memcpy(typed, key.p, key.n);
	typed[key.n] = '\0';
	rc = id_range(&p->ctx->err, typed, &lo, &hi);
	if (rc)
		return rc;
	for (size_t i = 0; i < p->nitems; i++)
		if (p->items[i].id >= lo && p->items[i].id <= hi) {
			*out = &p->items[i];
			n++;
		}
	if (n > 1)
		return err_num(&p->ctx->err, E_ID_AMBIGUOUS, n, "%s", typed);
	return n ? 0 : elsewhere(p, typed);
}

static bool
is_part(const struct entry *e, struct slice part)
{
	static const char *const always[] = { "title", "text", "feelings", "ratings", "tags" };

	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
		if (slice_is(part, always[i]))
			return true;
	for (size_t i = 0; i < e->nfields; i++)
		if (slice_eq(e->fields[i].key, part))
			return true;
	return false;
}

static int
leave_out(struct share_plan *p, struct share_item *it, struct slice part)
{
	struct ctx *ctx = p->ctx;
	struct row row = ROW_INIT;
	char id[SHORT_ID + 1];
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = store_get(&ctx->err, ctx->store, it->id, &row);
	store_rollback(ctx->store);
	short_id(it->id, id);
	if (!rc && !is_part(&row.e, part))
		rc = err_set(&ctx->err, E_INPUT, "%s has no part that is called '%.*s'\nfelt show %s --json names its fields; besides them there are title, "
			"text, feelings, ratings and tags", id, (int)(part.n < TYPED_MAX ? part.n : TYPED_MAX), part.p, id);
	row_release(&row);
	buf_slice(&it->left_out, part);
	buf_str(&it->left_out, "\n");
	return rc ? rc : buf_check(&it->left_out, &ctx->err);
}

static int
take_parts(void *arg, struct err *err, enum choice what, struct slice key, struct slice value)
{
	struct share_plan *p = arg;
	struct share_item *it = NULL;
	int rc;

	(void)err; /* it is ctx's */
	if (what != CHOICE_DROP && what != CHOICE_DATES_ONLY && what != CHOICE_LEAVE_OUT)
		return 0;
	rc = find(p, key, &it);
	if (rc || !it)
		return rc;
	if (what == CHOICE_DROP)
		it->take = false;
	else if (what == CHOICE_DATES_ONLY)
		it->texts_left_out = true;
	else
		rc = leave_out(p, it, value);
	return rc;
}

int
share_choices(struct share_plan *p, const char *path)
{
	struct err *err = &p->ctx->err;
	struct buf json = BUF_INIT;
	int rc = strcmp(path, "-") ? file_read(err, path, CHOICES_MAX, &json)
		: file_read_fd(err, STDIN_FILENO, "standard input", CHOICES_MAX, &json);

	if (!rc)
		rc = choices_read(err, buf_as_slice(&json), take_people, p);
	if (!rc)
		rc = share_for(p, buf_as_slice(&p->to));
	if (!rc)
		rc = choices_read(err, buf_as_slice(&json), take_parts, p);
	buf_release(&json);
	return rc;
}
