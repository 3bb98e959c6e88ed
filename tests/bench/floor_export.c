/*
 * Floor of the JSON export: packs, sort, every row in that order, DESIGN.md 8 written out.
 *
 * The entries come out byte for byte as felt writes them (bench.py compares), as far as generated entries go:
 * no fields, ratings, beliefs or second feelings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floor.h"

enum { DRAIN = 64 * 1024 };

struct list {
	struct place *p;
	size_t n, cap;
};

static void
gather(void *arg, uint64_t id, unsigned kind, const uint8_t *head, struct bytes_view meta)
{
	struct list *l = arg;

	(void)head;
	if (kind != 1)
		return;
	if (l->n == l->cap && !(l->p = realloc(l->p, (l->cap = 2 * l->cap + 1024) * sizeof *l->p)))
		die("memory");
	l->p[l->n++] = place_of(id, meta);
}

/* ---- pieces ---- */

static void
str(struct bytes *b, const char *s)
{
	add(b, s, strlen(s));
}

static void
number(struct bytes *b, unsigned long v, int width)
{
	uint8_t digits[20];
	int n = 0;

	do
		digits[19 - n++] = (uint8_t)('0' + v % 10);
	while ((v /= 10) || n < width);
	add(b, digits + 20 - n, (size_t)n);
}

#define LANES(b) (UINT64_C(0x0101010101010101) * (b))

/* What felt escapes: quote, backslash, C0, DEL, and beyond ASCII a few that generated texts do not have. */
static void
text(struct bytes *b, struct bytes_view s)
{
	uint8_t *to = room(b, 6 * s.n + 2), *begin = to;

	*to++ = '"';
	for (size_t i = 0; i < s.n;) {
		uint64_t w;

		if (s.n - i >= 8 && (memcpy(&w, s.p + i, 8),
			!(((w - LANES(0x20)) | ((w ^ LANES('"')) - LANES(1)) | ((w ^ LANES('\\')) - LANES(1)) | ((w ^ LANES(0x7f)) - LANES(1))) & ~w &
			LANES(0x80)))) {
			memcpy(to, &w, 8);
			to += 8;
			i += 8;
			continue;
		}
		uint8_t c = s.p[i++];
		if (c == '"' || c == '\\') {
			*to++ = '\\';
			*to++ = c;
		} else if (c == '\n') {
			*to++ = '\\';
			*to++ = 'n';
		} else if (c < 0x20 || c == 0x7f) {
			die("a character that generated texts do not have");
		} else {
			*to++ = c;
		}
	}
	*to++ = '"';
	b->n += (size_t)(to - begin);
}

static void
id_text(struct bytes *b, uint64_t id)
{
	uint8_t out[13];

	for (int i = 12; i >= 0; i--, id >>= 5)
		out[i] = (uint8_t)"0123456789abcdefghjkmnpqrstvwxyz"[id & 31];
	add(b, out, sizeof out);
}

static void
when(struct bytes *b, const uint8_t *p)
{
	int64_t ms = (int64_t)le(p, 8), offset = (int16_t)le(p + 8, 2), s = ms / 1000 + offset * 60, day = s / 86400, rest = s % 86400;
	int64_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t m = (5 * doy + 2) / 153, month = m < 10 ? m + 3 : m - 9;

	str(b, "\"");
	number(b, (unsigned long)(yoe + era * 400 + (month <= 2)), 4);
	str(b, "-");
	number(b, (unsigned long)month, 2);
	str(b, "-");
	number(b, (unsigned long)(doy - (153 * m + 2) / 5 + 1), 2);
	str(b, "T");
	number(b, (unsigned long)(rest / 3600), 2);
	str(b, ":");
	number(b, (unsigned long)(rest / 60 % 60), 2);
	str(b, ":");
	number(b, (unsigned long)(rest % 60), 2);
	if (ms % 1000) {
		str(b, ".");
		number(b, (unsigned long)(ms % 1000), 3);
	}
	str(b, offset < 0 ? "-" : "+");
	offset = offset < 0 ? -offset : offset;
	number(b, (unsigned long)(offset / 60), 2);
	str(b, ":");
	number(b, (unsigned long)(offset % 60), 2);
	str(b, "\"");
}

/* ---- an entry ---- */

static void
feeling(struct bytes *b, struct tlv t, bool first)
{
	str(b, first ? ",\"feelings\":[{\"id\":" : ",{\"id\":");
	text(b, (struct bytes_view){ t.p + 4, t.n - 4 });
	if (t.p[0] <= 100) {
		str(b, ",\"intensity\":");
		number(b, t.p[0], 1);
	}
	if (t.p[1])
		str(b, t.p[1] == 1 ? ",\"layer\":\"surface\"" : ",\"layer\":\"under\"");
	str(b, t.p[2] == 0 ? ",\"source\":\"writer\"}" : t.p[2] == 1 ? ",\"source\":\"suggestion\"}" : ",\"source\":\"import\"}");
}

/* The meta in the order of JSON: times and title, then the text, then what is left. */
static void
entry(struct bytes *b, uint64_t id, struct bytes_view row)
{
	struct bytes_view meta, body;
	struct tlv t, of_body = { 0 };
	unsigned last = 0;
	bool text_done = false;

	row_parts(row, &meta, &body);
	str(b, "{\"id\":\"");
	id_text(b, id);
	str(b, "\",\"kind\":\"entry\"");
	while (tlv_next(&meta, &t)) {
		if (t.type > 6 && !text_done) {
			text_done = true;
			if (tlv_next(&body, &of_body) && of_body.type == 1) {
				str(b, ",\"text\":");
				text(b, (struct bytes_view){ of_body.p, of_body.n });
			}
		}
		if ((last == 7 || last == 8) && t.type != last)
			str(b, "]");
		if (t.type <= 3) {
			str(b, t.type == 1 ? ",\"created\":" : t.type == 2 ? ",\"date\":" : ",\"modified\":");
			when(b, t.p);
		} else if (t.type == 6) {
			str(b, ",\"title\":");
			text(b, (struct bytes_view){ t.p, t.n });
		} else if (t.type == 7) {
			feeling(b, t, last != 7);
		} else if (t.type == 8) {
			str(b, last == 8 ? "," : ",\"tags\":[");
			text(b, (struct bytes_view){ t.p, t.n });
		} else if (t.type == 13) {
			str(b, ",\"words\":");
			number(b, (unsigned long)le(t.p, 4), 1);
		}
		last = t.type;
	}
	if (row.p[2] & 2)
		str(b, ",\"flags\":[\"imported\"]");
	str(b, "}");
}

static void
drain(struct bytes *b, size_t least)
{
	if (b->n < least)
		return;
	if (fwrite(b->p, 1, b->n, stdout) != b->n)
		die("standard output");
	b->n = 0;
}

void
floor_export(struct floor *f)
{
	struct list l = { NULL, 0, 0 };
	struct bytes out = { NULL, 0, 0 };
	sqlite3_stmt *st = query(f, "SELECT row FROM entry WHERE id=?");

	setvbuf(stdout, NULL, _IONBF, 0);
	each_head(f, gather, &l);
	if (l.n)
		qsort(l.p, l.n, sizeof *l.p, place_cmp);
	str(&out, "{\"schema\":\"felt-export-1\",\"exported\":\"2026-11-22T12:00:00+01:00\",\"generator\":\"felt 1.0\",\"entries\":[");
	for (size_t i = 0; i < l.n; i++) {
		sqlite3_bind_int64(st, 1, (int64_t)l.p[i].id);
		if (sqlite3_step(st) != SQLITE_ROW)
			die("a row is missing");
		struct bytes_view sealed = blob(st, 0);
		sum_item(f, f->s, ROW, l.p[i].id, sealed.p, 1);
		f->rows++;
		str(&out, i ? ",\n" : "\n");
		entry(&out, l.p[i].id, unseal(f, ROW, l.p[i].id, sealed));
		sqlite3_reset(st);
		drain(&out, DRAIN);
	}
	str(&out, "\n],\"beliefs\":[],\"followups\":[],\"words\":[]}\n");
	drain(&out, 0);
	check_sums(f, false, true);
}
