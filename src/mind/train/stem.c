/*
 * Stems: what "disappoint", "disappointed" and "disappointing" share.
 *
 * Each word of the vocabulary has a second feature in training, its stem; what the stem has learned
 * is added to the word's own weights at the end, so that a rare form leans on its kin and the program
 * itself need not know what a stem is.
 */
#include <string.h>

#include "../ngram.h"
#include "vocab.h"

static const char *const endings[] = { "ing", "edly", "ed", "ies", "ly", "ness", "ment", "es", "s", "e", "y" };

/* The stem of a folded word in out; its length, 0 when the word is too short to have one. */
static size_t
stem_of(const char *shown, char out[40])
{
	size_t n = 0;

	for (; shown[n] && n < 39; n++) {
		out[n] = shown[n] >= 'A' && shown[n] <= 'Z' ? (char)(shown[n] + 32) : shown[n];
		if ((out[n] < 'a' || out[n] > 'z') && out[n] != '\'')
			return 0;
	}
	if (n < 4)
		return 0;
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t e = strlen(endings[i]);

		if (n > e + 2 && memcmp(out + n - e, endings[i], e) == 0) {
			n -= e;
			break;
		}
	}
	if (n > 3 && out[n - 1] == out[n - 2])
		n--;
	if (n > 3 && (out[n - 1] == 'e' || out[n - 1] == 'y' || out[n - 1] == 'i'))
		n--;
	return n < 3 ? 0 : n;
}

void
vocab_stems(struct vocab *v)
{
	char stem[40];
	size_t len, words = v->n;

	v->words = words;
	for (size_t i = 0; i < words; i++) {
		struct row *r = &v->row[i];
		uint32_t hash;
		long at;

		r->stem = -1;
		if (r->pair || r->edge || (len = stem_of(r->shown, stem)) == 0)
			continue;
		hash = features_word(stem, len) ^ 0x7374656dU; /* no word's hash */
		if ((at = vocab_find(v, hash)) < 0)
			at = vocab_add(v, hash);
		v->row[i].stem = (int32_t)at; /* the rows may have moved */
		v->row[at].stem = -1;
	}
}
