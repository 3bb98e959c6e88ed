/*
 * The log of packets: which left, when, for whom, with a digest of the file; sealed rows in the journal (kind 6, felt-journal(5)).
 *
 * A record: fields `to`, `digest` (SHA-256 in hex, as sha256sum prints it), `since` (the first day it is about, ISO), items `ids`, one an
 * entry, belief or follow-up that was in it.
 */
#include "cli/share/share.h"

#include <stdlib.h>
#include <string.h>

#include "felt/base/json.h"
#include "felt/model/id.h"

/* ---- reading ---- */

static int
read_past(struct share_past *past, struct err *err, const struct entry *e)
{
	size_t room = e->nfields ? e->nfields : 1;
	char id[ID_TEXT];

	past->when = entry_when(e);
	buf_slice(&past->to, entry_field(e, "to"));
	buf_slice(&past->digest, entry_field(e, "digest"));
	buf_slice(&past->since, entry_field(e, "since"));
	past->ids = calloc(room, sizeof *past->ids);
	if (!past->ids || past->to.failed || past->digest.failed || past->since.failed)
		return err_set(err, E_NOMEM, "log");
	for (size_t i = 0; i < e->nfields; i++) {
		const struct entry_field *f = &e->fields[i];

		if (!slice_is(f->key, "ids") || f->value.n != ID_TEXT - 1)
			continue;
		memcpy(id, f->value.p, ID_TEXT - 1);
		id[ID_TEXT - 1] = '\0';
		if (!id_parse(NULL, id, &past->ids[past->nids]))
			past->nids++;
	}
	return 0;
}

static int
add_past(void *arg, struct err *err, const struct entry *e)
{
	struct share_plan *p = arg;
	struct share_past *more;

	if (!e)
		return 0;
	more = realloc(p->past, (p->npast + 1) * sizeof *more);
	if (!more)
		return err_set(err, E_NOMEM, "log");
	p->past = more;
	p->past[p->npast] = (struct share_past){ 0 };
	return read_past(&p->past[p->npast++], err, e);
}

int
share_past_load(struct share_plan *p)
{
	struct filter f = { .kinds = 1u << KIND_SHARE };

	return store_read(&p->ctx->err, p->ctx->store, &f, add_past, p);
}

/* ---- writing ---- */

static void
first_day(const struct share_packet *k, char out[WHEN_TEXT])
{
	out[0] = '\0';
	if (k->page.has_period)
		when_date((struct when){ k->page.first_day * DAY_MS, 0 }, out);
	else if (k->page.nentries > 0)
		when_date(entry_when(k->page.entries[0].e), out);
}

int
share_record(struct share_plan *p, const struct share_packet *k, const char *digest)
{
	struct ctx *ctx = p->ctx;
	struct entry e = { .id = store_new_id(), .kind = KIND_SHARE, .created = ctx->now, .has_created = true };
	char (*ids)[ID_TEXT] = calloc(k->nentries + 1, sizeof *ids), since[WHEN_TEXT];
	int rc = ids ? 0 : E_NOMEM;

	first_day(k, since);
	if (!rc && p->to.n > 0)
		rc = entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("to"), buf_as_slice(&p->to) });
	if (!rc)
		rc = entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("digest"), slice_of(digest) });
	if (!rc && since[0])
		rc = entry_add_field(&e, (struct entry_field){ FIELD_TEXT, slice_of("since"), slice_of(since) });
	for (size_t i = 0; !rc && i < k->nentries; i++) {
		id_text(k->entries[i].id, ids[i]);
		rc = entry_add_field(&e, (struct entry_field){ FIELD_ITEM, slice_of("ids"), slice_of(ids[i]) });
	}
	if (rc)
		err_set(&ctx->err, E_NOMEM, "log");
	else
		rc = store_put(&ctx->err, ctx->store, &e);
	entry_release(&e);
	free(ids);
	return rc;
}

/* ---- felt share --log ---- */

static void
log_json(struct ctx *ctx, const struct share_past *past)
{
	struct json_out j;
	char text[WHEN_TEXT], id[ID_TEXT];

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	when_iso(past->when, text);
	json_key(&j, "made");
	json_text(&j, text);
	json_key(&j, "to");
	json_slice(&j, buf_as_slice(&past->to));
	if (past->since.n > 0) {
		json_key(&j, "since");
		json_slice(&j, buf_as_slice(&past->since));
	}
	json_key(&j, "digest");
	json_slice(&j, buf_as_slice(&past->digest));
	json_key(&j, "ids");
	json_open(&j, '[');
	for (size_t i = 0; i < past->nids; i++) {
		id_text(past->ids[i], id);
		json_text(&j, id);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	out_str(ctx, "\n");
}

static void
log_line(struct ctx *ctx, const struct share_past *past)
{
	char when[WHEN_TEXT];

	when_human(past->when, when);
	out_ink(ctx, INK_DATE);
	out_str(ctx, when);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "  for ");
	if (past->to.n > 0)
		out_safe(ctx, buf_as_slice(&past->to), TEXT_ONE_LINE);
	else
		out_str(ctx, "nobody named");
	out_printf(ctx, "  %zu piece%s", past->nids, past->nids == 1 ? "" : "s");
	if (past->since.n > 0) {
		out_str(ctx, " since ");
		out_safe(ctx, buf_as_slice(&past->since), TEXT_ONE_LINE);
	}
	out_ink(ctx, INK_DIM);
	out_str(ctx, "\n    sha256 ");
	out_safe(ctx, buf_as_slice(&past->digest), TEXT_ONE_LINE);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "\n");
}

int
share_log(struct ctx *ctx)
{
	struct share_plan p = { .ctx = ctx };
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = share_past_load(&p);
	store_rollback(ctx->store);
	if (!rc)
		out_begin(ctx, true);
	for (size_t i = 0; !rc && i < p.npast; i++)
		ctx->json ? log_json(ctx, &p.past[i]) : log_line(ctx, &p.past[i]);
	if (!rc && p.npast == 0 && !ctx->json)
		say(ctx, "no packet has left yet");
	share_plan_release(&p);
	return rc;
}
