/*
 * Text into features: see ngram.h for the contract.
 *
 * Three passes over one sentence: bytes into tokens, negators and their reach, pairs.  What counts
 * as a letter is decided by ranges of code points here and nowhere else, so that no locale and no
 * version of a Unicode table can change a suggestion.
 */
#include "ngram.h"

#include <string.h>

enum { NEGATION_REACH = 3, RUN_MAX = 3, WORD_MAX = 24 };
enum { EDGE_LEFT = 1, EDGE_RIGHT = 2 }; /* stand for the word before the first and after the last */

/*
 * Words that carry no feeling of their own and are no explanation, sorted.  Some deny what follows;
 * besides these every word that ends in n't does.
 */
enum { PLAIN = 0, SELF = PERSON_SELF, OTHER = PERSON_OTHER, DENIES = 4 };

static const struct {
	char word[10];
	uint8_t is;
} small_words[] = {
	{ "a", PLAIN }, { "about", PLAIN }, { "after", PLAIN }, { "again", PLAIN }, { "aint", DENIES },
	{ "all", PLAIN }, { "also", PLAIN }, { "am", PLAIN }, { "an", PLAIN }, { "and", PLAIN }, { "any", PLAIN },
	{ "anymore", PLAIN }, { "are", PLAIN }, { "as", PLAIN }, { "at", PLAIN }, { "be", PLAIN },
	{ "because", PLAIN }, { "been", PLAIN }, { "before", PLAIN }, { "being", PLAIN }, { "but", PLAIN },
	{ "by", PLAIN }, { "can", PLAIN }, { "cannot", DENIES }, { "cant", DENIES }, { "could", PLAIN },
	{ "did", PLAIN }, { "didnt", DENIES }, { "do", PLAIN }, { "does", PLAIN }, { "doesnt", DENIES },
	{ "doing", PLAIN }, { "done", PLAIN }, { "dont", DENIES }, { "down", PLAIN }, { "each", PLAIN },
	{ "even", PLAIN }, { "every", PLAIN }, { "for", PLAIN }, { "from", PLAIN }, { "get", PLAIN }, { "go", PLAIN },
	{ "going", PLAIN }, { "got", PLAIN }, { "had", PLAIN }, { "hardly", DENIES }, { "has", PLAIN },
	{ "have", PLAIN }, { "havent", DENIES }, { "having", PLAIN }, { "he", OTHER }, { "he'd", OTHER },
	{ "he'll", OTHER }, { "he's", OTHER }, { "her", OTHER }, { "here", PLAIN }, { "hers", PLAIN },
	{ "him", PLAIN }, { "his", OTHER }, { "how", PLAIN }, { "i", SELF }, { "i'd", SELF }, { "i'll", SELF },
	{ "i'm", SELF }, { "i've", SELF }, { "if", PLAIN }, { "im", SELF }, { "in", PLAIN }, { "into", PLAIN },
	{ "is", PLAIN }, { "isnt", DENIES }, { "it", PLAIN }, { "it's", PLAIN }, { "its", PLAIN }, { "ive", SELF },
	{ "just", PLAIN }, { "let", PLAIN }, { "like", PLAIN }, { "made", PLAIN }, { "make", PLAIN },
	{ "makes", PLAIN }, { "me", SELF }, { "mine", SELF }, { "more", PLAIN }, { "most", PLAIN }, { "much", PLAIN },
	{ "my", SELF }, { "myself", SELF }, { "neither", DENIES }, { "never", DENIES }, { "no", DENIES },
	{ "nor", DENIES }, { "not", DENIES }, { "now", PLAIN }, { "of", PLAIN }, { "off", PLAIN }, { "on", PLAIN },
	{ "one", PLAIN }, { "only", PLAIN }, { "or", PLAIN }, { "other", PLAIN }, { "our", SELF }, { "ours", SELF },
	{ "out", PLAIN }, { "over", PLAIN }, { "own", PLAIN }, { "quite", PLAIN }, { "rather", PLAIN },
	{ "really", PLAIN }, { "s", PLAIN }, { "said", PLAIN }, { "same", PLAIN }, { "say", PLAIN }, { "she", OTHER },
	{ "she'd", OTHER }, { "she'll", OTHER }, { "she's", OTHER }, { "should", PLAIN }, { "so", PLAIN },
	{ "some", PLAIN }, { "still", PLAIN }, { "such", PLAIN }, { "t", PLAIN }, { "than", PLAIN },
	{ "that", PLAIN }, { "that's", PLAIN }, { "thats", PLAIN }, { "the", PLAIN }, { "their", OTHER },
	{ "them", PLAIN }, { "then", PLAIN }, { "there", PLAIN }, { "these", PLAIN }, { "they", OTHER },
	{ "they're", OTHER }, { "thing", PLAIN }, { "things", PLAIN }, { "this", PLAIN }, { "those", PLAIN },
	{ "to", PLAIN }, { "too", PLAIN }, { "under", PLAIN }, { "until", PLAIN }, { "up", PLAIN }, { "us", SELF },
	{ "very", PLAIN }, { "was", PLAIN }, { "wasnt", DENIES }, { "we", SELF }, { "we're", SELF },
	{ "were", PLAIN }, { "werent", DENIES }, { "what", PLAIN }, { "when", PLAIN }, { "where", PLAIN },
	{ "which", PLAIN }, { "while", PLAIN }, { "who", PLAIN }, { "why", PLAIN }, { "will", PLAIN },
	{ "with", PLAIN }, { "without", DENIES }, { "wont", DENIES }, { "would", PLAIN }, { "wouldnt", DENIES },
	{ "you", PLAIN }, { "you're", PLAIN }, { "your", PLAIN }, { "yours", PLAIN }
};

/* What a folded word is among the small words, -1 if it is none. */
static int
small_word(const char *w, size_t n)
{
	size_t lo = 0, hi = sizeof small_words / sizeof small_words[0];

	if (n >= sizeof small_words[0].word)
		return -1;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = memcmp(small_words[mid].word, w, n);

		if (c == 0)
			c = small_words[mid].word[n];
		if (c == 0)
			return small_words[mid].is;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return -1;
}

/* The finisher of MurmurHash3: FNV alone leaves the high bits of short words alike. */
static uint32_t
mix(uint32_t h)
{
	h ^= h >> 16;
	h *= 0x85ebca6bU;
	h ^= h >> 13;
	h *= 0xc2b2ae35U;
	return h ^ h >> 16;
}

static uint32_t
hash_bytes(const char *s, size_t n)
{
	uint32_t h = 0x811c9dc5U;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)s[i]) * 0x01000193U;
	return mix(h);
}

uint32_t
features_word(const char *word, size_t n)
{
	return hash_bytes(word, n);
}

uint32_t
features_negated(uint32_t hash)
{
	return mix(hash ^ 0x6e6f745fU);
}

uint32_t
features_pair(uint32_t a, uint32_t b)
{
	return mix(a * 0x9e3779b1U + (b ^ 0x70616972U));
}

/* One code point; a broken byte is itself plus 0x110000.  Returns its length. */
static size_t
code_point(const char *s, size_t n, uint32_t *cp)
{
	const uint8_t *u = (const uint8_t *)s;
	size_t len = u[0] < 0x80 ? 1 : u[0] >= 0xf0 && u[0] < 0xf5 ? 4 : u[0] >= 0xe0 && u[0] < 0xf0 ? 3 :
	    u[0] >= 0xc2 && u[0] < 0xe0 ? 2 : 0;

	if (len == 1) {
		*cp = u[0];
		return 1;
	}
	*cp = 0x110000U + u[0];
	if (len == 0 || len > n)
		return 1;
	for (size_t i = 1; i < len; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 1;
	*cp = len == 2 ? u[0] & 0x1fU : len == 3 ? u[0] & 0x0fU : u[0] & 0x07U;
	for (size_t i = 1; i < len; i++)
		*cp = *cp << 6 | (u[i] & 0x3fU);
	return len;
}

static bool
is_letter(uint32_t c)
{
	return (c | 0x20) - 'a' < 26 || (c >= 0xc0 && c < 0x250 && c != 0xd7 && c != 0xf7);
}

static bool
is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2019;
}

static bool
is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || (c >= 0x2000 && c <= 0x200b) || c == 0x202f || c == 0xfeff;
}

/*
 * A word from *at: letters, apostrophes between letters.  The folded bytes go into `fold` as far
 * as they fit: a word of more than WORD_MAX bytes is no word that a model knows.
 */
static size_t
read_word(const char *text, size_t n, size_t *at, char fold[WORD_MAX])
{
	size_t i = *at, len = 0;
	unsigned same = 0;
	uint32_t before = 0, c, next;

	while (i < n) {
		size_t step = code_point(text + i, n - i, &c), put = step;

		if (is_apostrophe(c)) {
			if (i + step >= n || (code_point(text + i + step, n - i - step, &next), !is_letter(next)))
				break;
			c = '\'';
		} else if (!is_letter(c)) {
			break;
		}
		if (c < 0x80) {
			c = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
			put = 1;
		}
		same = c == before ? same + 1 : 0;
		before = c;
		if (same < 2 && len + put <= WORD_MAX) {
			if (put == 1)
				fold[len] = (char)c;
			else
				memcpy(fold + len, text + i, put);
			len += put;
		}
		i += step;
	}
	*at = i;
	return len;
}

static void
classify(struct token *t, const char *w, size_t n)
{
	int is = small_word(w, n);

	t->negator = is == DENIES || (n > 3 && w[n - 3] == 'n' && w[n - 2] == '\'' && w[n - 1] == 't');
	t->function = is >= 0 || t->negator;
	t->person = is == SELF || is == OTHER ? (uint8_t)is : PERSON_NONE;
}

/* [NAME], [RELIGION]: how published texts hide who was meant.  Returns its end, or 0. */
static size_t
read_mask(const char *text, size_t n, size_t at)
{
	size_t i = at + 1;

	while (i < n && text[i] >= 'A' && text[i] <= 'Z')
		i++;
	return i < n && i > at + 2 && text[i] == ']' ? i + 1 : 0;
}

/* One token from *at, which is not white space. */
static void
read_token(const char *text, size_t n, size_t *at, struct token *t)
{
	char fold[WORD_MAX];
	uint32_t c;
	size_t step = code_point(text + *at, n - *at, &c), len, i = *at;

	memset(t, 0, sizeof *t);
	t->start = (uint32_t)*at;
	if (is_letter(c)) {
		t->kind = TOKEN_WORD;
		len = read_word(text, n, at, fold);
		t->hash = hash_bytes(fold, len);
		classify(t, fold, len);
	} else if (c == '[' && (len = read_mask(text, n, *at)) != 0) {
		t->kind = TOKEN_NAME;
		t->hash = hash_bytes("[name]", 6);
		*at = len;
	} else if (c >= '0' && c <= '9') {
		t->kind = TOKEN_DIGITS;
		while (i < n && text[i] >= '0' && text[i] <= '9')
			i++;
		len = i - *at < 4 ? i - *at : 4;
		t->hash = hash_bytes("0000", len);
		*at = i;
	} else if (c == '!' || c == '?' || c == '.') {
		t->kind = TOKEN_RUN;
		while (i < n && (text[i] == '!' || text[i] == '?' || text[i] == '.'))
			i++;
		len = i - *at < RUN_MAX ? i - *at : RUN_MAX;
		t->hash = hash_bytes(text + *at, len);
		*at = i;
	} else {
		t->kind = TOKEN_OTHER;
		t->hash = hash_bytes(text + *at, step);
		*at += step;
	}
	t->end = (uint32_t)*at;
}

/* Up to three words that may carry a feeling after a negator, as far as the clause goes. */
static void
mark_negation(struct token *tok, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!tok[i].negator)
			continue;
		unsigned left = NEGATION_REACH;

		for (size_t j = i + 1; j < n && left > 0; j++) {
			if (tok[j].kind == TOKEN_RUN || tok[j].kind == TOKEN_OTHER)
				break;
			if (tok[j].negator)
				break;
			if (tok[j].kind == TOKEN_WORD && !tok[j].function) {
				tok[j].negated = 1;
				left--;
			}
		}
	}
}

/* Ends a sentence: . ! ? or an ellipsis before white space or the end. */
static bool
is_stop(const char *text, size_t n, const struct token *t)
{
	uint32_t c;

	if (t->kind != TOKEN_RUN && !(t->end - t->start == 3 && memcmp(text + t->start, "\xe2\x80\xa6", 3) == 0))
		return false;
	if (t->end >= n)
		return true;
	code_point(text + t->end, n - t->end, &c);
	return is_space(c);
}

size_t
features_sentence(const char *text, size_t n, size_t *at, struct token tok[FEATURES_TOKENS])
{
	size_t i = *at, nt = 0;
	uint32_t c;

	while (i < n && nt < FEATURES_TOKENS) {
		size_t step = code_point(text + i, n - i, &c);

		if (is_space(c)) {
			i += step;
			if (nt > 0 && (c == '\n' || c == '\r'))
				break;
			continue;
		}
		read_token(text, n, &i, &tok[nt]);
		if (is_stop(text, n, &tok[nt++]))
			break;
	}
	*at = i;
	mark_negation(tok, nt);
	return nt;
}

size_t
features_ngrams(const struct token *tok, size_t ntok, struct ngram out[FEATURES_NGRAMS])
{
	size_t n = 0;

	for (size_t i = 0; i < ntok; i++) {
		out[n].hash = tok[i].negated ? features_negated(tok[i].hash) : tok[i].hash;
		out[n].first = out[n].last = (uint16_t)i;
		n++;
		if (i + 1 < ntok) {
			out[n].hash = features_pair(tok[i].hash, tok[i + 1].hash);
			out[n].first = (uint16_t)i;
			out[n].last = (uint16_t)(i + 1);
			n++;
		}
	}
	if (ntok > 0) {
		out[n].hash = features_pair(EDGE_LEFT, tok[0].hash);
		out[n].first = out[n].last = 0;
		n++;
		out[n].hash = features_pair(tok[ntok - 1].hash, EDGE_RIGHT);
		out[n].first = out[n].last = (uint16_t)(ntok - 1);
		n++;
	}
	return n;
}
