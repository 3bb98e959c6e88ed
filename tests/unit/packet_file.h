/*
 * A packet out of files, for the tests of the page: NAME.json is an export, NAME.about beside it what a packet has besides.
 *
 *	from
 *	to
 *	the day of the packet before this one, or an empty line; what is of that day or later counts as new
 *	the period, two days, or an empty line
 *	the note, any number of lines
 */
#ifndef FELT_TESTS_PACKET_FILE_H
#define FELT_TESTS_PACKET_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "felt/base/file.h"
#include "felt/exchange/exchange.h"
#include "felt/exchange/page.h"

enum { PACKET_FILE_LARGEST = 80 << 20, PACKET_ITEMS_MOST = 4096 };

struct packet_file {
	struct buf json, about;
	size_t at;
	struct import_item *hold[PACKET_ITEMS_MOST];
	struct page_item items[3][PACKET_ITEMS_MOST];
	size_t n[3], held;
	struct vocabulary voc;
	struct page_packet packet;
};

static int
packet_bytes(void *arg, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct packet_file *f = arg;

	(void)err;
	*got = n < f->json.n - f->at ? n : f->json.n - f->at;
	if (*got)
		memcpy(p, f->json.p + f->at, *got);
	f->at += *got;
	return 0;
}

static struct slice
packet_line(struct slice *rest)
{
	const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
	struct slice line = { rest->p, end ? (size_t)(end - rest->p) : rest->n };

	rest->p += line.n + (end != NULL);
	rest->n -= line.n + (end != NULL);
	return line;
}

static bool
packet_when(struct slice s, struct when *out)
{
	return s.n > 0 && !when_parse_iso(NULL, s, out);
}

static void
packet_about(struct packet_file *f)
{
	struct slice rest = buf_as_slice(&f->about), period;
	struct when first, last;

	f->packet.from = packet_line(&rest);
	f->packet.to = packet_line(&rest);
	f->packet.has_last = packet_when(packet_line(&rest), &f->packet.last);
	period = packet_line(&rest);
	if (period.n == 21 && packet_when((struct slice){ period.p, 10 }, &first) && packet_when((struct slice){ period.p + 11, 10 }, &last)) {
		f->packet.has_period = true;
		f->packet.first_day = when_day(first);
		f->packet.last_day = when_day(last);
	}
	while (rest.n > 0 && rest.p[rest.n - 1] == '\n')
		rest.n--;
	f->packet.note = rest;
}

static int
packet_read(struct packet_file *f, struct err *err)
{
	struct import_json in = { .split = { .read = packet_bytes, .arg = f, .max = PACKET_FILE_LARGEST }, .voc = &f->voc };
	int rc = 1;

	while (rc > 0) {
		struct import_item *it = calloc(1, sizeof *it);
		size_t k;

		if (!it || f->held == PACKET_ITEMS_MOST)
			abort();
		f->hold[f->held++] = it;
		rc = import_json_next(&in, err, it);
		if (rc <= 0)
			break;
		k = it->e.kind == KIND_BELIEF ? 1 : it->e.kind == KIND_FOLLOWUP ? 2 : 0;
		f->items[k][f->n[k]++] = (struct page_item){ .e = &it->e, .fresh = f->packet.has_last && when_day(entry_when(&it->e)) >= when_day(f->packet.last) };
	}
	import_json_release(&in);
	return rc;
}

/* Reads `json` and, where it is there, `about`. */
static int
packet_file_open(struct packet_file *f, struct err *err, const char *json, const char *about)
{
	int rc = file_read(err, json, PACKET_FILE_LARGEST, &f->json);

	if (!rc && about && file_read(NULL, about, PACKET_FILE_LARGEST, &f->about))
		buf_clear(&f->about);
	if (rc)
		return rc;
	packet_about(f);
	rc = packet_read(f, err);
	f->packet.made = (struct when){ INT64_C(1795374845000), 60 }; /* 2026-11-22T20:14:05+01:00 */
	f->packet.entries = f->items[0];
	f->packet.nentries = f->n[0];
	f->packet.beliefs = f->items[1];
	f->packet.nbeliefs = f->n[1];
	f->packet.followups = f->items[2];
	f->packet.nfollowups = f->n[2];
	f->packet.voc = &f->voc;
	return rc;
}

static void
packet_file_close(struct packet_file *f)
{
	for (size_t i = 0; i < f->held; i++) {
		import_item_release(f->hold[i]);
		free(f->hold[i]);
	}
	vocabulary_release(&f->voc);
	buf_release(&f->json);
	buf_release(&f->about);
	memset(f, 0, sizeof *f);
}

#endif
