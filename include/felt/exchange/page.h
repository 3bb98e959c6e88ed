/*
 * The page that is handed to a therapist: one HTML file, plain or sealed.
 *
 * A packet is plain values: entries, beliefs and follow-ups that were chosen, with everything masked and every name replaced
 * already by whoever hands it in.  The page is computed from these values alone (CARE.md 23): what is not in them
 * cannot be in a picture, a count or a table.  What was held back is told to the writer, never here.
 *
 *	struct page_packet p = { .made = now, .entries = items, .nentries = n, .voc = voc };
 *	rc = page_plain(err, &p, &out);                          a page that anybody can read
 *
 *	rc = words_passphrase(err, &words);                      felt/crypt/words.h
 *	rc = page_sealed(err, &p, words, &out);                  a page that opens with these words, in a browser
 *
 * Both hold the same tree of elements, attributes and texts: written as HTML here, built by the page's own script there
 * (FORMAT.md 7).  Neither asks anything of anywhere.  The plain page runs no script at all.
 *
 * Texts of people are shown as terminal previews show them (text_safe): what is invisible or turns the direction of writing
 * becomes <U+XXXX>, so nothing travels that the preview did not show.  A line end written CR LF becomes LF.  No text of a
 * person ever stands in an attribute, and no id of the journal stands in the page.
 */
#ifndef FELT_EXCHANGE_PAGE_H
#define FELT_EXCHANGE_PAGE_H

#include "felt/base/buf.h"
#include "felt/base/day.h"
#include "felt/crypt/secret.h"
#include "felt/model/entry.h"
#include "felt/model/feeling.h"

struct page_item {
	const struct entry *e;   /* borrowed until the call returns */
	bool fresh;              /* it was not in the packet before this one; counts only with has_last */
	struct slice left_out;   /* keys of fields that stay with the writer, one a line: of these the page does not say that nothing was noted */
};

struct page_packet {
	struct slice from, to;   /* names, one line each; empty: not said */
	struct slice note;       /* what the writer adds; may be empty */
	struct when made;        /* now */
	bool has_period;         /* a range of days was asked for: local days since 1970-01-01, both included */
	int64_t first_day, last_day;
	bool has_last;           /* there was a packet for this reader before */
	struct when last;        /* when it was made */
	/* Each oldest first; the kinds are not looked at.  An entry names a belief by its id (meta 11) and a follow-up its entry (meta 9);
	 * one that is not handed in is not mentioned. */
	const struct page_item *entries; size_t nentries;
	const struct page_item *beliefs; size_t nbeliefs;
	const struct page_item *followups; size_t nfollowups;
	const struct vocabulary *voc; /* own and moved words; NULL: none */
};

/* Appends the whole file. E_NOMEM. */
int page_plain(struct err *err, const struct page_packet *p, struct buf *out);

/*
 * The same, sealed; `words` is what words_passphrase gave.  About 0.4 s, on purpose.
 * E_TEXT_LONG with n = PAGE_SEAL_MAX when there is more than a browser opens comfortably (an age file takes any size); E_UNSAFE when the
 * library for AES-GCM cannot be loaded; E_NOMEM.
 */
int page_sealed(struct err *err, const struct page_packet *p, const struct secret *words, struct buf *out);

#endif
