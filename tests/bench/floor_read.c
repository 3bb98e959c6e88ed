/*
 * Floors of reading: the last 20 of the packs, a line of each entry, a word in every row, everything opened.
 */
#define _GNU_SOURCE /* memmem */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <utf8proc.h>

#include "floor.h"

enum { LAST = 20, PACK_HEAD = 56, DECOMPOSED = 32 };

bool
tlv_next(struct bytes_view *run, struct tlv *out)
{
	if (run->n < 6)
		return false;
	out->type = (unsigned)le(run->p, 2);
	out->n = (size_t)le(run->p + 2, 4);
	out->p = run->p + 6;
	if (out->n > run->n - 6)
		die("a run is too short");
	run->p += 6 + out->n;
	run->n -= 6 + out->n;
	return true;
}

void
row_parts(struct bytes_view row, struct bytes_view *meta, struct bytes_view *body)
{
	size_t n = row.n < 8 ? 0 : (size_t)le(row.p + 4, 4);

	if (row.n < 8 || n > row.n - 8)
		die("a row is too short");
	*meta = (struct bytes_view){ row.p + 8, n };
	*body = (struct bytes_view){ row.p + 8 + n, row.n - 8 - n };
}

void
each_head(struct floor *f, void (*fn)(void *arg, uint64_t id, unsigned kind, const uint8_t *head, struct bytes_view meta), void *arg)
{
	sqlite3_stmt *st = query(f, "SELECT n,pack FROM digest ORDER BY n");

	while (sqlite3_step(st) == SQLITE_ROW) {
		uint64_t n = (uint64_t)sqlite3_column_int64(st, 0);
		struct bytes_view sealed = blob(st, 1), p = unseal(f, PACK, n, sealed);

		sum_item(f, f->d, PACK, n, sealed.p, 1);
		f->packs++;
		for (p.p += 8, p.n -= 8; p.n >= PACK_HEAD;) {
			size_t meta = (size_t)le(p.p + 52, 4);
			if (meta > p.n - PACK_HEAD)
				die("a pack is too short");
			fn(arg, le(p.p, 8), p.p[8], p.p + 12, (struct bytes_view){ p.p + PACK_HEAD, meta });
			p.p += PACK_HEAD + meta;
			p.n -= PACK_HEAD + meta;
		}
	}
	sqlite3_finalize(st);
}

/* Types ascend: created is the first, date the second. */
struct place
place_of(uint64_t id, struct bytes_view meta)
{
	struct place p = { .id = id };
	struct tlv t;

	while (tlv_next(&meta, &t) && t.type <= 2)
		*(t.type == 1 ? &p.created : &p.date) = (int64_t)le(t.p, 8);
	return p;
}

int
place_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	if (x->created != y->created)
		return x->created < y->created ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* ---- list ---- */

/* The last ones in order, oldest first. */
struct last {
	struct place p[LAST];
	size_t n;
};

static void
keep(void *arg, uint64_t id, unsigned kind, const uint8_t *head, struct bytes_view meta)
{
	struct last *l = arg;
	struct place p = place_of(id, meta);
	size_t i;

	(void)head;
	if (kind != 1 || (l->n == LAST && place_cmp(&p, &l->p[0]) < 0))
		return;
	if (l->n == LAST)
		memmove(l->p, l->p + 1, --l->n * sizeof p);
	for (i = l->n++; i && place_cmp(&p, &l->p[i - 1]) < 0; i--)
		l->p[i] = l->p[i - 1];
	l->p[i] = p;
}

void
floor_list(struct floor *f)
{
	struct last l = { .n = 0 };

	each_head(f, keep, &l);
	check_sums(f, false, true);
	while (l.n--)
		printf("%lld %016llx\n", (long long)l.p[l.n].date, (unsigned long long)l.p[l.n].id);
}

/* ---- review ---- */

enum { FAMILIES = 32 };

/* A line for each entry, or one for each of its families. */
struct line {
	struct place p;
	size_t family, at, n;
};
struct review {
	struct bytes text;
	struct line *lines;
	size_t n, cap;
	bool by_family;
	struct { char name[32]; } families[FAMILIES];
	size_t nfamilies;
};

static void
add_line(struct review *r, struct line l)
{
	if (r->n == r->cap && !(r->lines = realloc(r->lines, (r->cap = 2 * r->cap + 1024) * sizeof *r->lines)))
		die("memory");
	r->lines[r->n++] = l;
}

static size_t
family_of(struct review *r, struct bytes_view id)
{
	const uint8_t *dot = memchr(id.p, '.', id.n);
	size_t n = dot ? (size_t)(dot - id.p) : id.n, i = 0;

	if (n >= sizeof r->families[0].name)
		die("a family");
	while (i < r->nfamilies && (strncmp(r->families[i].name, (const char *)id.p, n) || r->families[i].name[n]))
		i++;
	if (i == FAMILIES)
		die("families");
	if (i == r->nfamilies)
		memcpy(r->families[r->nfamilies++].name, id.p, n);
	return i;
}

/* Day, id, feelings with their numbers, title or first line. */
static void
write_line(void *arg, uint64_t id, unsigned kind, const uint8_t *head, struct bytes_view meta)
{
	struct review *r = arg;
	struct line l = { .p = place_of(id, meta), .at = r->text.n };
	struct bytes_view words = { NULL, 0 };
	uint32_t families = 0;
	char out[96];
	struct tlv t;
	struct tm day;

	(void)head;
	if (kind != 1)
		return;
	gmtime_r(&(time_t){ (time_t)(l.p.date / 1000) }, &day);
	add(&r->text, out, (size_t)snprintf(out, sizeof out, "%04d-%02d-%02d  %08llx  ", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday,
		(unsigned long long)(id >> 32)));
	while (tlv_next(&meta, &t)) {
		if (t.type == 6 || (t.type == 15 && !words.n))
			words = (struct bytes_view){ t.p, t.n };
		if (t.type != 7)
			continue;
		families |= UINT32_C(1) << family_of(r, (struct bytes_view){ t.p + 4, t.n - 4 });
		add(&r->text, t.p + 4, t.n - 4);
		add(&r->text, out, (size_t)snprintf(out, sizeof out, " %u, ", (unsigned)t.p[0]));
	}
	add(&r->text, words.p, words.n);
	add(&r->text, "\n", 1);
	l.n = r->text.n - l.at;
	if (!r->by_family)
		add_line(r, l);
	for (; r->by_family && families; families >>= 1, l.family++)
		if (families & 1)
			add_line(r, l);
}

static int
line_cmp(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->family != y->family ? (x->family < y->family ? -1 : 1) : place_cmp(&y->p, &x->p);
}

void
floor_review(struct floor *f, bool by_family)
{
	struct review r = { .by_family = by_family };

	each_head(f, write_line, &r);
	check_sums(f, false, true);
	if (r.n)
		qsort(r.lines, r.n, sizeof *r.lines, line_cmp);
	for (size_t i = 0; i < r.n; i++) {
		if (by_family && (i == 0 || r.lines[i].family != r.lines[i - 1].family))
			printf("%s%s\n", i ? "\n" : "", r.families[r.lines[i].family].name);
		fwrite(r.text.p + r.lines[i].at, 1, r.lines[i].n, stdout);
	}
}

/* ---- search ---- */

#define LANES(b) (UINT64_C(0x0101010101010101) * (b))

/* ASCII goes eight bytes at a time; the rest is decomposed, loses its marks and its case.  to has 4 bytes for each of s. */
static size_t
fold(uint8_t *to, const uint8_t *s, size_t n)
{
	uint8_t *begin = to;

	for (size_t i = 0; i < n;) {
		uint64_t w;
		utf8proc_int32_t c, parts[DECOMPOSED];
		int last = UTF8PROC_BOUNDCLASS_START;

		if (n - i >= 8 && (memcpy(&w, s + i, 8), !(w & LANES(0x80)))) {
			w |= ((w + LANES(0x80 - 'A')) & ~(w + LANES(0x7f - 'Z')) & LANES(0x80)) >> 2;
			memcpy(to, &w, 8);
			to += 8;
			i += 8;
			continue;
		}
		if (s[i] < 0x80) {
			*to++ = (uint8_t)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 0x20 : s[i]);
			i++;
			continue;
		}
		utf8proc_ssize_t len = utf8proc_iterate(s + i, (utf8proc_ssize_t)(n - i), &c);
		if (len < 1)
			die("not UTF-8");
		utf8proc_ssize_t many = utf8proc_decompose_char(c, parts, DECOMPOSED,
			UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_CASEFOLD, &last);
		for (utf8proc_ssize_t k = 0; k < many; k++)
			to += utf8proc_encode_char(parts[k], to);
		i += (size_t)len;
	}
	return (size_t)(to - begin);
}

static bool
holds(struct bytes *folded, struct tlv t, const char *word)
{
	folded->n = 0;
	uint8_t *to = room(folded, 18 * t.n + 8); /* the longest decomposition there is */
	size_t n = fold(to, t.p, t.n);

	return memmem(to, n, word, strlen(word)) != NULL;
}

void
floor_search(struct floor *f, const char *word)
{
	sqlite3_stmt *st = query(f, "SELECT id,row FROM entry ORDER BY id");
	struct bytes folded = { NULL, 0, 0 };
	unsigned long found = 0;

	while (sqlite3_step(st) == SQLITE_ROW) {
		uint64_t id = (uint64_t)sqlite3_column_int64(st, 0);
		struct bytes_view sealed = blob(st, 1), row = unseal(f, ROW, id, sealed), meta, body;
		struct tlv t;
		bool here = false;

		sum_item(f, f->s, ROW, id, sealed.p, 1);
		f->rows++;
		row_parts(row, &meta, &body);
		while (tlv_next(&meta, &t))
			here = (t.type == 6 && holds(&folded, t, word)) || here;
		while (tlv_next(&body, &t))
			here = (t.type == 1 && holds(&folded, t, word)) || here;
		found += here;
	}
	check_sums(f, true, false);
	printf("%lu\n", found);
}

/* ---- verify ---- */

struct named {
	uint64_t id;
	uint8_t head[HEAD];
};
struct names {
	struct named *p;
	size_t n, cap;
};

static void
remember(void *arg, uint64_t id, unsigned kind, const uint8_t *head, struct bytes_view meta)
{
	struct names *all = arg;

	(void)kind;
	(void)meta;
	if (all->n == all->cap && !(all->p = realloc(all->p, (all->cap = 2 * all->cap + 1024) * sizeof *all->p)))
		die("memory");
	all->p[all->n].id = id;
	memcpy(all->p[all->n++].head, head, HEAD);
}

static int
by_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* Every row, in the order of ids, is the one its pack names. */
void
floor_verify(struct floor *f)
{
	struct names all = { NULL, 0, 0 };
	sqlite3_stmt *st;
	size_t i = 0;

	each_head(f, remember, &all);
	if (all.n)
		qsort(all.p, all.n, sizeof *all.p, by_id);
	st = query(f, "SELECT id,row FROM entry ORDER BY id");
	for (; sqlite3_step(st) == SQLITE_ROW; i++) {
		uint64_t id = (uint64_t)sqlite3_column_int64(st, 0);
		struct bytes_view sealed = blob(st, 1);

		unseal(f, ROW, id, sealed);
		sum_item(f, f->s, ROW, id, sealed.p, 1);
		f->rows++;
		if (i == all.n || all.p[i].id != id || memcmp(all.p[i].head, sealed.p, HEAD))
			die("a row is not the one its pack names");
	}
	check_sums(f, true, true);
	printf("%zu\n", i);
}
