/*
 * felt search: words, phrases and words that must not occur, in everything that was written.
 *
 * There is no index: what is searched for and where it stands never touches the disk.  Rows are opened one by one in the
 * file's order, on as many cores as there are, folded once, and forgotten; of a hit its place in time is kept, and its
 * passage as long as there is room, so that memory stays small at any number of hits.  Passages beyond that are
 * opened again when their line is shown.
 */
#include <string.h>

#include "cli/look/blocks.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/look/query.h"
#include "cli/write/writing.h"
#include "felt/base/file.h"
#include "felt/base/json.h"
#include "felt/model/id.h"
#include "felt/term/tty.h"

#include <unistd.h>

static const struct option options[] = { OPTION_END };

/*
 * Passages lie in chunks, which never move.  Hits and passages together have ROOM: when there are so many hits that they
 * need it themselves, chunks go again, the last one first.
 */
enum {
	CHUNK = 64 * 1024, CHUNKS = 96, ROOM = 6 * 1024 * 1024 + 512 * 1024, BEFORE = 24, AFTER = 48, TITLE_KEPT = 80,
	WIDE = 60, INDENT = 2, /* below, the passage has a line of its own, as in review */
	MATCH_KEPT = 4096, PASSAGE_HEAD = 10, CUT_BEFORE = 1, CUT_AFTER = 2,
	PASSAGE_MOST = PASSAGE_HEAD + BEFORE + MATCH_KEPT + AFTER + TITLE_KEPT, NOT_KEPT = -1
};

/* 32 bytes, for there may be a hundred thousand. */
struct hit {
	int64_t date_ms, created_ms;
	uint64_t id;
	int32_t passage;    /* chunk * CHUNK + offset, or NOT_KEPT */
	int16_t offset;     /* of the date */
	bool locked;        /* written while locked */
};

/* What one core has for itself; the query is everybody's and does not change. */
struct looker {
	const struct query *query;
	struct buf fold;
	bool with_title;
};

struct search {
	struct ctx *ctx;
	struct query query;
	struct looker lookers[STORE_HANDS];
	struct progress progress;
	struct buf fold, chunks[CHUNKS];
	size_t nchunks;     /* the last of them is being filled */
	bool full;          /* no more passages are kept */
	struct blocks hits;
};

/* ---- what is looked for ---- */

static int
ask(struct ctx *ctx, struct buf *words)
{
	int rc;

	if (tty_is(STDIN_FILENO))
		rc = tty_line(&ctx->err, "search for: ", words);
	else
		rc = file_read_fd(&ctx->err, STDIN_FILENO, "standard input", QUERY_MAX, words);
	if (!rc)
		rc = text_check(&ctx->err, (const char *)words->p, words->n, QUERY_MAX);
	return rc;
}

/* ---- hits ---- */

/* u16 passage, u16 title, u16 from, u16 to (within the passage), u16 where it was cut, then their bytes. */
static void
put_passage(struct buf *b, struct found f, struct slice title, bool with_title)
{
	struct slice p;
	size_t shift;

	if (f.to - f.from > MATCH_KEPT)
		f.to = f.from + text_cut(f.part.p + f.from, f.to - f.from, MATCH_KEPT);
	p = query_passage(&f, BEFORE, AFTER);
	shift = p.n > 0 ? (size_t)(p.p - f.part.p) : 0;
	title.n = with_title ? text_cut(title.p, title.n, TITLE_KEPT) : 0;
	buf_u16(b, (uint16_t)p.n);
	buf_u16(b, (uint16_t)title.n);
	buf_u16(b, (uint16_t)(f.from - shift));
	buf_u16(b, (uint16_t)(f.to - shift));
	buf_u16(b, (shift > 0 ? CUT_BEFORE : 0) | (shift + p.n < f.part.n ? CUT_AFTER : 0));
	buf_slice(b, p);
	buf_slice(b, title);
}

static size_t
memory(const struct search *s)
{
	return blocks_memory(&s->hits) + s->nchunks * CHUNK;
}

/* The chunk that has room for a passage of so many bytes; NULL when there is none. */
static struct buf *
room(struct search *s, size_t n)
{
	struct buf *b = s->nchunks > 0 ? &s->chunks[s->nchunks - 1] : NULL;

	while (s->nchunks > 0 && memory(s) > ROOM) {
		buf_release(&s->chunks[--s->nchunks]);
		s->full = true;
	}
	if (s->full)
		return NULL;
	if (b && b->n + n <= CHUNK)
		return b;
	if (s->nchunks == CHUNKS || memory(s) + CHUNK > ROOM || !buf_reserve(&s->chunks[s->nchunks], CHUNK)) {
		s->full = true;
		return NULL;
	}
	return &s->chunks[s->nchunks++];
}

/* On any core: of a hit its place in time, and its passage behind it. */
static int
look(void *own, struct err *err, const struct entry *e, struct buf *out)
{
	struct looker *l = own;
	struct hit h = {
		.date_ms = entry_when(e).ms, .offset = entry_when(e).offset, .created_ms = e->created.ms, .id = e->id, .passage = NOT_KEPT,
		.locked = (e->flags & FLAG_LOCKED) != 0
	};

	if (!query_match(l->query, e, &l->fold))
		return buf_check(&l->fold, err);
	buf_add(out, &h, sizeof h);
	put_passage(out, query_where(l->query, e, &l->fold), e->title, l->with_title);
	return buf_check(out, err);
}

static int
keep(void *arg, struct err *err, const uint8_t *p, size_t n)
{
	struct search *s = arg;
	struct hit *h = blocks_add(&s->hits);
	struct buf *b;

	if (!h)
		return err_set(err, E_NOMEM, "search");
	memcpy(h, p, sizeof *h);
	b = room(s, n - sizeof *h);
	if (!b)
		return 0;
	h->passage = (int32_t)((s->nchunks - 1) * CHUNK + b->n);
	buf_add(b, p + sizeof *h, n - sizeof *h);
	return buf_check(b, err);
}

static int
tell(void *arg, struct err *err, uint64_t done, uint64_t total)
{
	struct search *s = arg;

	(void)err;
	progress_count(&s->progress, done, total, s->hits.n);
	return 0;
}

static int
newest_first(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	struct entry_key k = { x->date_ms, x->created_ms, x->id }, l = { y->date_ms, y->created_ms, y->id };

	return entry_key_cmp(&l, &k);
}

static int
oldest_first(const void *a, const void *b)
{
	return newest_first(b, a);
}

/* ---- showing ---- */

/* Characters, not bytes: what a program that reads JSON counts. */
static size_t
characters(struct slice s, size_t n)
{
	size_t c = 0;

	for (size_t i = 0; i < n && i < s.n; i++)
		c += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return c;
}

static void
show_json(struct ctx *ctx, const struct hit *h, struct slice passage, struct slice title, size_t from, size_t to)
{
	char text[WHEN_TEXT];
	struct json_out j;

	json_begin(&j, out_buf(ctx));
	json_open(&j, '{');
	id_text(h->id, text);
	json_key(&j, "id");
	json_text(&j, text);
	when_iso((struct when){ h->date_ms, h->offset }, text);
	json_key(&j, "date");
	json_text(&j, text);
	if (title.n) {
		json_key(&j, "title");
		json_slice(&j, title);
	}
	json_key(&j, "passage");
	json_slice(&j, passage);
	json_key(&j, "start");
	json_int(&j, (long long)characters(passage, from));
	json_key(&j, "end");
	json_int(&j, (long long)characters(passage, to));
	if (h->locked) {
		json_key(&j, "flags");
		json_open(&j, '[');
		json_text(&j, "locked");
		json_close(&j, ']');
	}
	json_close(&j, '}');
	out_str(ctx, "\n");
}

/* One piece of the line, no wider than what is left of it. */
static void
piece(struct ctx *ctx, struct slice s, enum ink ink, size_t *room)
{
	struct buf b = BUF_INIT;
	size_t n, used = 0;

	text_safe(&b, s.p, s.n, TEXT_ONE_LINE);
	n = *room == SIZE_MAX ? b.n : text_fit((const char *)b.p, b.n, *room, &used);
	if (n > 0 && ink != INK_PLAIN)
		out_ink(ctx, ink);
	buf_add(out_buf(ctx), b.p, n);
	if (n > 0 && ink != INK_PLAIN)
		out_ink(ctx, INK_PLAIN);
	if (*room != SIZE_MAX)
		*room = n < b.n ? 0 : *room - used;
	buf_release(&b);
}

/* How much of a passage is left out at its front, so that the match is in sight. */
static size_t
too_early(struct slice passage, size_t from, size_t to, size_t room)
{
	size_t at = 0;

	if (text_width(passage.p, to) + 2 <= room) /* a "…" at each end */
		return 0;
	while (at < from && text_width(passage.p + at, from - at) > room / 3)
		at += text_grapheme(passage.p + at, from - at);
	return at;
}

static void
show_line(struct ctx *ctx, const struct hit *h, struct slice passage, size_t from, size_t to, unsigned cut)
{
	char day[WHEN_TEXT], id[SHORT_ID + 1];
	size_t room = SIZE_MAX, head, front = 0;
	bool own_line = false;

	when_date((struct when){ h->date_ms, h->offset }, day);
	short_id(h->id, id);
	if (ctx->out.terminal && !ctx->plain) {
		own_line = ctx->out.columns < WIDE;
		head = own_line ? INDENT : strlen(day) + 2 + SHORT_ID + 2 + (h->locked ? strlen(LOCKED_MARK) : 0);
		room = (size_t)ctx->out.columns > head ? (size_t)ctx->out.columns - head : 0;
		front = too_early(passage, from, to, room);
		cut |= front ? CUT_BEFORE : 0;
	}
	out_ink(ctx, INK_DATE);
	out_str(ctx, day);
	out_ink(ctx, INK_PLAIN);
	out_str(ctx, "  ");
	out_ink(ctx, INK_ID);
	out_str(ctx, id);
	out_ink(ctx, INK_PLAIN);
	if (h->locked) {
		out_str(ctx, "  ");
		out_ink(ctx, INK_DIM);
		out_str(ctx, LOCKED_MARK);
		out_ink(ctx, INK_PLAIN);
		out_trim(ctx);
	}
	out_str(ctx, own_line ? "\n  " : "  ");
	if (cut & CUT_BEFORE)
		piece(ctx, slice_of("…"), INK_DIM, &room);
	piece(ctx, (struct slice){ passage.p + front, from - front }, INK_PLAIN, &room);
	piece(ctx, (struct slice){ passage.p + from, to - from }, INK_MATCH, &room);
	piece(ctx, (struct slice){ passage.p + to, passage.n - to }, INK_PLAIN, &room);
	if (cut & CUT_AFTER)
		piece(ctx, slice_of("…"), INK_DIM, &room);
	out_trim(ctx);
	out_str(ctx, "\n");
}

static void
show(struct ctx *ctx, const struct hit *h, const uint8_t *p)
{
	struct slice passage = { (const char *)p + PASSAGE_HEAD, get_u16(p) }, title = { passage.p + passage.n, get_u16(p + 2) };
	size_t from = get_u16(p + 4), to = get_u16(p + 6);

	if (ctx->json)
		show_json(ctx, h, passage, title, from, to);
	else
		show_line(ctx, h, passage, from, to, get_u16(p + 8));
}

/* A hit whose passage found no room: its row once more. */
static int
show_again(struct search *s, const struct hit *h, struct row *row)
{
	struct buf b = BUF_INIT;
	struct found f = { { NULL, 0 }, 0, 0 };
	int rc = store_get(&s->ctx->err, s->ctx->store, h->id, row);

	if (rc)
		return rc;
	if (query_match(&s->query, &row->e, &s->fold))
		f = query_where(&s->query, &row->e, &s->fold);
	put_passage(&b, f, row->e.title, s->ctx->json);
	rc = buf_check(&b, &s->ctx->err);
	if (!rc)
		show(s->ctx, h, b.p);
	buf_release(&b);
	return rc;
}

static int
show_all(struct search *s)
{
	struct ctx *ctx = s->ctx;
	size_t limit = ctx->filter.limit;
	struct row row = ROW_INIT;
	int rc = 0;

	blocks_sort(&s->hits, ctx->filter.reverse ? oldest_first : newest_first);
	for (size_t i = 0; !rc && i < s->hits.n && (!limit || i < limit); i++) {
		const struct hit *h = blocks_at(&s->hits, i);

		if (h->passage != NOT_KEPT && (size_t)h->passage / CHUNK < s->nchunks)
			show(ctx, h, s->chunks[h->passage / CHUNK].p + h->passage % CHUNK);
		else
			rc = show_again(s, h, &row);
		/* What may still go to a pager waits until the journal is closed. */
		if (!rc)
			rc = ctx->out.may_page ? buf_check(out_buf(ctx), &ctx->err) : out_drain(ctx);
	}
	row_release(&row);
	return rc;
}

static int
look_everywhere(struct search *s, const struct filter *f)
{
	struct scan_work work = { .look = look, .take = keep, .progress = tell, .arg = s };
	int rc;

	for (size_t i = 0; i < STORE_HANDS; i++) {
		s->lookers[i] = (struct looker){ .query = &s->query, .with_title = s->ctx->json };
		work.own[i] = &s->lookers[i];
	}
	progress_begin(&s->progress, s->ctx, "searching");
	rc = store_scan_many(&s->ctx->err, s->ctx->store, f, &work);
	progress_end(&s->progress);
	for (size_t i = 0; i < STORE_HANDS; i++)
		buf_release(&s->lookers[i].fold);
	return rc;
}

static int
search(struct search *s, const struct args *args)
{
	struct ctx *ctx = s->ctx;
	struct filter all = ctx->filter;
	int rc = store_begin(&ctx->err, ctx->store, STORE_READ);

	if (!rc)
		rc = filters_resolve(ctx, args);
	all.belief = ctx->filter.belief;
	all.limit = 0; /* of the hits, not of what is looked at */
	if (!rc)
		rc = look_everywhere(s, &all);
	out_begin(ctx, true);
	if (!rc)
		rc = show_all(s);
	bool none = !rc && s->hits.n == 0 && !ctx->json;
	size_t drafts = none ? drafts_waiting(ctx) : 0;

	store_rollback(ctx->store);
	if (drafts)
		say(ctx, "no entry has these words; what is unfinished is not searched: felt resume");
	else if (none)
		say(ctx, "nothing here has these words");
	return rc;
}

static int
run(struct ctx *ctx, struct args *args)
{
	struct search s = { .ctx = ctx, .hits = { .size = sizeof(struct hit) } };
	struct buf words = BUF_INIT;
	int rc = ask(ctx, &words);

	if (!rc)
		rc = query_parse(&ctx->err, &s.query, (const char *)words.p, words.n);
	if (!rc)
		rc = search(&s, args);
	query_release(&s.query);
	buf_release(&s.fold);
	for (size_t i = 0; i < CHUNKS; i++)
		buf_release(&s.chunks[i]);
	buf_release(&words);
	blocks_release(&s.hits);
	return rc;
}

const struct command cmd_search = {
	.name = "search", .group = "look back", .args = "", .summary = "find words in what was written",
	.needs = NEED_KEYS | TAKES_FILTERS | SHOWS_WORDS, .least = 0, .most = 0, .options = options, .run = run,
	.details =
		"The words are asked for at a prompt, or come from standard input; never from the command line. All of them must\n"
		"occur, in title, text, answers or tags; \"words in quotes\" as they stand; -word must not occur. Upper and lower\n"
		"case and accents do not matter. A part of a word is found too.\n"
		"\n"
		"With --json: id, date, title, passage, start and end of the match in it, counted in characters, and flags of what was written while locked.\n",
};
