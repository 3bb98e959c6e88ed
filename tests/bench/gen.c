/*
 * A diary that nobody wrote: the entries that `make bench` measures with.
 *
 *	gen N [SEED]
 *
 * In: a number.  Out: an export of felt's own schema (felt-export-1) on standard output, one entry a line, oldest
 * first.  The same number and seed give the same bytes on every machine.
 *
 * Texts have a mean of 1.2 KB with many short ones and a few long ones (log-normal), words of a Zipf vocabulary of
 * a few thousand pronounceable words, some with accents; every entry has two feelings of the vocabulary; titles and
 * tags sometimes; dates go evenly over ten years.  Two words never come out of the syllables, because they have an
 * x: `exactly` stands in half of the entries, `xylograph` in five.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 4000, WORD_MAX = 48, TEXT_LONGEST = 60000, RARE = 5, FEELINGS = 64, YEARS = 10, TAGS = 24 };

static const char common_word[] = "exactly", rare_word[] = "xylograph";
static const double text_mean = 1200, text_sigma = 0.75, zipf_shift = 2.7, zipf_power = 1.05;

/* 2016-11-22T00:00Z */
static const int64_t first_second = INT64_C(1479772800), day_seconds = 86400;

static const char *const feelings[FEELINGS] = {
	"joy.happy", "joy.delighted", "joy.excited", "joy.playful", "joy.proud", "joy.hopeful", "joy.amused", "joy.curious",
	"calm.calm", "calm.content", "calm.relieved", "calm.safe", "calm.rested", "calm.steady", "calm.grateful", "calm.free",
	"love.loving", "love.tender", "love.close", "love.trusting", "love.loved", "love.understood", "love.appreciated",
	"love.longing", "sadness.sad", "sadness.lonely", "sadness.disappointed", "sadness.hurt", "sadness.grieving",
	"sadness.rejected", "sadness.left-out", "sadness.hopeless", "fear.afraid", "fear.anxious", "fear.worried",
	"fear.overwhelmed", "fear.exposed", "fear.crowded", "fear.torn", "fear.on-guard", "anger.angry", "anger.irritated",
	"anger.frustrated", "anger.resentful", "anger.jealous", "anger.bitter", "anger.furious", "anger.disgusted",
	"shame.ashamed", "shame.guilty", "shame.embarrassed", "shame.inadequate", "shame.humiliated", "shame.self-conscious",
	"shame.unworthy", "shame.needy", "numb.numb", "numb.empty", "numb.blank", "numb.distant", "numb.shut-down",
	"numb.flat", "numb.drained", "numb.indifferent"
};
static const char *const tags[TAGS] = {
	"work", "family", "sleep", "mother", "friends", "running", "home", "money", "therapy", "music", "walk", "dream", "health",
	"letters", "café", "books", "garden", "city", "train", "sea", "winter", "brother", "party", "plans"
};

struct gen {
	uint64_t state;
	char words[WORDS][WORD_MAX];
	double below[WORDS];       /* the share of the words up to this one */
	char text[TEXT_LONGEST + 256];
	size_t n;                  /* of text */
	unsigned counted;          /* words in it */
};

/* ---- chance ---- */

/* splitmix64 (Vigna). */
static uint64_t
next(struct gen *g)
{
	uint64_t z = g->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static unsigned
below(struct gen *g, unsigned n)
{
	return (unsigned)((next(g) >> 32) * n >> 32);
}

static double
fraction(struct gen *g)
{
	return (double)(next(g) >> 11) / 9007199254740992.0;
}

static bool
one_in(struct gen *g, unsigned n)
{
	return below(g, n) == 0;
}

/* Box and Muller. */
static double
normal(struct gen *g)
{
	double a = fraction(g), b = fraction(g);

	return sqrt(-2 * log(1 - a)) * cos(6.283185307179586 * b);
}

/* ---- words ---- */

static void
syllable(struct gen *g, char *to, bool accent)
{
	static const char *const begins[] = { "b", "br", "c", "cl", "d", "dr", "f", "fr", "g", "gr", "h", "j", "k", "l", "m", "n", "p",
		"pl", "r", "s", "sh", "st", "t", "th", "tr", "v", "w", "" };
	static const char *const vowels[] = { "a", "e", "i", "o", "u", "e", "a", "ea", "ou", "ai" };
	static const char *const accents[] = { "é", "è", "ü", "ö", "ñi", "ça", "å", "ô" };
	static const char *const ends[] = { "", "", "", "n", "r", "s", "l", "nd", "m", "rn" };

	strcat(to, begins[below(g, sizeof begins / sizeof *begins)]);
	strcat(to, accent ? accents[below(g, sizeof accents / sizeof *accents)] : vowels[below(g, sizeof vowels / sizeof *vowels)]);
	strcat(to, ends[below(g, sizeof ends / sizeof *ends)]);
}

static bool
known(const struct gen *g, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(g->words[i], g->words[n]))
			return true;
	return false;
}

/* The frequent ones are short, as in every language. */
static void
make_words(struct gen *g)
{
	double sum = 0;

	for (int i = 0; i < WORDS; i++) {
		do {
			unsigned many = i < 120 ? 1 : i < 900 ? 1 + below(g, 2) : 2 + below(g, 2);

			g->words[i][0] = '\0';
			for (unsigned k = 0; k < many; k++)
				syllable(g, g->words[i], i > 60 && k + 1 == many && one_in(g, 15));
		} while (known(g, i));
		sum += pow(i + zipf_shift, -zipf_power);
		g->below[i] = sum;
	}
	for (int i = 0; i < WORDS; i++)
		g->below[i] /= sum;
}

static const char *
a_word(struct gen *g)
{
	double at = fraction(g);
	int low = 0, high = WORDS - 1;

	while (low < high) {
		int mid = (low + high) / 2;

		if (g->below[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return g->words[low];
}

/* ---- texts ---- */

static void
add(struct gen *g, const char *s)
{
	size_t n = strlen(s);

	memcpy(g->text + g->n, s, n);
	g->n += n;
}

static void
add_word(struct gen *g, const char *s, bool capital)
{
	size_t at = g->n;

	add(g, s);
	if (capital && g->text[at] >= 'a' && g->text[at] <= 'z')
		g->text[at] = (char)(g->text[at] - 'a' + 'A');
	if (one_in(g, 60))
		add(g, one_in(g, 3) ? "\u2019s" : "'s");
	g->counted++;
}

/* Between two words of a sentence. */
static void
add_between(struct gen *g)
{
	unsigned r = below(g, 200);

	add(g, r < 16 ? ", " : r < 18 ? " \u2014 " : r < 19 ? "; " : " ");
}

static void
make_text(struct gen *g, size_t length, const char *also)
{
	size_t also_at = also ? below(g, (unsigned)length) : SIZE_MAX;
	unsigned left = 0, sentences = 0;
	bool quoted = false;

	g->n = g->counted = 0;
	while (g->n < length) {
		bool begin = left == 0;

		if (begin && g->n > 0) {
			add(g, quoted ? ".\"" : one_in(g, 12) ? "?" : one_in(g, 12) ? "!" : ".");
			add(g, sentences > 2 && one_in(g, 4) ? (sentences = 0, "\n\n") : " ");
		} else if (!begin) {
			add_between(g);
		}
		if (begin) {
			left = 4 + below(g, 14);
			sentences++;
			if ((quoted = one_in(g, 30)))
				add(g, "\"");
		}
		left--;
		if (also && g->n >= also_at) {
			add_word(g, also, begin);
			also = NULL;
		} else {
			add_word(g, a_word(g), begin);
		}
	}
	if (also) {
		add(g, " ");
		add_word(g, also, false);
	}
	add(g, quoted ? ".\"" : ".");
	g->text[g->n] = '\0';
}

static size_t
text_length(struct gen *g)
{
	double n = exp(log(text_mean) - text_sigma * text_sigma / 2 + text_sigma * normal(g));

	return n < 30 ? 30 : n > TEXT_LONGEST ? TEXT_LONGEST : (size_t)n;
}

/* ---- written out ---- */

static void
put_json(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			putchar('\\');
		if (*s == '\n')
			fputs("\\n", stdout);
		else
			putchar(*s);
	}
	putchar('"');
}

static void
put_id(uint64_t id)
{
	for (int shift = 60; shift >= 0; shift -= 5)
		putchar("0123456789abcdefghjkmnpqrstvwxyz"[id >> shift & 31]);
}

struct civil {
	int64_t year, month, day;
};

/* Hinnant's algorithm. */
static struct civil
civil(int64_t seconds)
{
	int64_t z = seconds / day_seconds + 719468, era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t m = (5 * doy + 2) / 153, month = m < 10 ? m + 3 : m - 9;

	return (struct civil){ yoe + era * 400 + (month <= 2), month, doy - (153 * m + 2) / 5 + 1 };
}

/* Summer time from April to October is near enough. */
static void
put_when(int64_t utc)
{
	int64_t month = civil(utc).month, hours = month >= 4 && month <= 10 ? 2 : 1;
	int64_t wall = utc + hours * 3600, rest = wall % day_seconds;
	struct civil c = civil(wall);

	printf("\"%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64 ":%02" PRId64 "+%02" PRId64 ":00\"", c.year, c.month,
		c.day, rest / 3600, rest / 60 % 60, rest % 60, hours);
}

static void
put_feeling(struct gen *g, unsigned which)
{
	printf("{\"id\":\"%s\"", feelings[which]);
	if (!one_in(g, 10))
		printf(",\"intensity\":%u", 5 * (1 + below(g, 20)));
	if (one_in(g, 6))
		printf(",\"layer\":\"%s\"", one_in(g, 2) ? "surface" : "under");
	fputs(",\"source\":\"writer\"}", stdout);
}

static void
put_feelings(struct gen *g)
{
	unsigned a = below(g, FEELINGS), b = below(g, FEELINGS - 1);

	fputs(",\"feelings\":[", stdout);
	put_feeling(g, a);
	putchar(',');
	put_feeling(g, b + (b >= a));
	putchar(']');
}

static void
put_tags(struct gen *g)
{
	unsigned many = 1 + below(g, 3), first = below(g, TAGS);

	if (!one_in(g, 3))
		return;
	fputs(",\"tags\":[", stdout);
	for (unsigned i = 0; i < many; i++) {
		if (i)
			putchar(',');
		put_json(tags[(first + 7 * i) % TAGS]);
	}
	putchar(']');
}

static void
put_title(struct gen *g)
{
	unsigned many = 1 + below(g, 5);
	char title[6 * WORD_MAX] = "";

	if (!one_in(g, 3))
		return;
	for (unsigned i = 0; i < many; i++) {
		strcat(title, i ? " " : "");
		strcat(title, a_word(g));
	}
	fputs(",\"title\":", stdout);
	put_json(title);
}

/* The rare word stands in RARE entries, evenly spread. */
static bool
is_rare(long i, long n)
{
	long step = n / RARE > 0 ? n / RARE : 1;

	return i % step == step / 2 && i / step < RARE;
}

static size_t
put_entry(struct gen *g, long i, long n)
{
	int64_t span = YEARS * (int64_t)365 * day_seconds;
	int64_t date = first_second + (int64_t)(((double)i + fraction(g)) * (double)span / (double)n);
	int64_t created = date + below(g, 1800);
	uint64_t id = next(g) & INT64_MAX;

	make_text(g, text_length(g), is_rare(i, n) ? rare_word : one_in(g, 2) ? common_word : NULL);
	fputs(i ? ",\n{\"id\":\"" : "\n{\"id\":\"", stdout);
	put_id(id);
	fputs("\",\"kind\":\"entry\",\"created\":", stdout);
	put_when(created);
	fputs(",\"date\":", stdout);
	put_when(date);
	fputs(",\"modified\":", stdout);
	put_when(created);
	put_title(g);
	fputs(",\"text\":", stdout);
	put_json(g->text);
	put_feelings(g);
	put_tags(g);
	printf(",\"words\":%u}", g->counted);
	return g->n;
}

int
main(int argc, char **argv)
{
	static struct gen g;
	long n = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	size_t bytes = 0;

	if (n < 1 || argc > 3) {
		fputs("usage: gen N [SEED]\n", stderr);
		return 1;
	}
	g.state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	make_words(&g);
	fputs("{\"schema\":\"felt-export-1\",\"exported\":\"2026-11-22T12:00:00+01:00\",\"generator\":\"felt 1.0\",\"entries\":[", stdout);
	for (long i = 0; i < n; i++)
		bytes += put_entry(&g, i, n);
	fputs("\n],\"beliefs\":[],\"followups\":[],\"words\":[]}\n", stdout);
	fprintf(stderr, "%ld entries, mean text %.0f bytes\n", n, (double)bytes / (double)n);
	return fflush(stdout) || ferror(stdout);
}
