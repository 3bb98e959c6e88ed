/*
 * What somebody typed becomes a word, a family, an intensity, a layer, or an error with near words.
 *
 * An error carries what was typed, cut short and without control bytes, and nothing else of the
 * writer's; own words in it are words that were given to the vocabulary on purpose.
 */
#include <stdio.h>
#include <string.h>

#include "feeling_inner.h"

enum { NEAR_MAX = 5 };

static bool
begins(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool
spelling_begins(const struct feeling *f, const char *prefix)
{
	for (size_t i = 0; feeling_spellings[i].typed != NULL; i++)
		if (strcmp(feeling_spellings[i].id, f->id) == 0 && begins(feeling_spellings[i].typed, prefix))
			return true;
	return false;
}

/* The first NEAR_MAX words that s begins, and how many there are in all. */
static size_t
prefixed(const struct vocabulary *voc, const char *s, const struct feeling *hit[NEAR_MAX])
{
	const struct feeling *f;
	size_t n = 0;

	for (size_t i = 0; (f = feeling_nth(voc, i)) != NULL; i++) {
		/* an id only counts where the dot was typed, or "fea" would be eight words */
		const char *whole = strchr(s, '.') != NULL ? f->id : feeling_slug(f);

		if (!begins(whole, s) && !spelling_begins(f, s))
			continue;
		if (n < NEAR_MAX)
			hit[n] = f;
		n++;
	}
	return n;
}

static int
family_prefixed(const char *s)
{
	int found = -1;

	for (int i = 0; i < FEELING_FAMILIES; i++) {
		if (!begins(feeling_families[i].name, s))
			continue;
		if (found >= 0)
			return -1;
		found = i;
	}
	return found;
}

/* ---- near words ---- */

/*
 * Optimal string alignment: most typing mistakes are one of its four steps.
 */
size_t
spelling_distance(const char *a, const char *b)
{
	size_t row[3][FEELING_ID_MAX + 1];
	size_t *before = row[0], *above = row[1], *here = row[2], *spare;
	size_t na = strlen(a), nb = strlen(b);

	for (size_t j = 0; j <= nb; j++)
		above[j] = before[j] = j;
	for (size_t i = 1; i <= na; i++) {
		here[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t d = above[j - 1] + (a[i - 1] != b[j - 1]);

			if (above[j] + 1 < d)
				d = above[j] + 1;
			if (here[j - 1] + 1 < d)
				d = here[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < d)
				d = before[j - 2] + 1;
			here[j] = d;
		}
		spare = before;
		before = above;
		above = here;
		here = spare;
	}
	return above[nb];
}

/*
 * Up to NEAR_MAX words: what the typed word is an alias of, then what it may be a slip of, nearest
 * first and the table's order among equals.  The longer the word, the more slips are forgiven.
 */
static size_t
near(const struct vocabulary *voc, const char *s, const struct feeling *hit[NEAR_MAX])
{
	const struct feeling *f;
	size_t cost[NEAR_MAX] = { 0 };
	size_t limit = 1 + strlen(s) / 4;
	size_t kept = feeling_alias(s, hit), n = kept;

	for (size_t i = 0; (f = feeling_nth(voc, i)) != NULL; i++) {
		size_t d = spelling_distance(s, feeling_slug(f)), at = n;
		bool known = false;

		for (size_t k = 0; k < kept; k++)
			known = known || hit[k] == f;
		if (known || d > limit)
			continue;
		while (at > kept && cost[at - 1] > d)
			at--;
		if (at == NEAR_MAX)
			continue;
		if (n < NEAR_MAX)
			n++;
		for (size_t k = n - 1; k > at; k--) {
			hit[k] = hit[k - 1];
			cost[k] = cost[k - 1];
		}
		hit[at] = f;
		cost[at] = d;
	}
	return n;
}

static int
fail_near(struct err *err, enum err_code code, const char *typed, const struct feeling *const *hit, size_t n)
{
	char said[FEELING_ECHO], list[NEAR_MAX * (FEELING_ID_MAX + 2) + 1];
	size_t o = 0;

	feeling_echo(typed, said);
	if (n > NEAR_MAX)
		n = NEAR_MAX;
	for (size_t i = 0; i < n; i++) {
		int w = snprintf(list + o, sizeof(list) - o, "%s%s", i > 0 ? ", " : "", hit[i]->word);

		if (w < 0 || (size_t)w >= sizeof(list) - o)
			break;
		o += (size_t)w;
	}
	list[o] = '\0';
	return o == 0 ? err_set(err, code, "%s", said) : err_set(err, code, "%s (near: %s)", said, list);
}

/* ---- parsing ---- */

static int
parse(struct err *err, const struct vocabulary *voc, const char *typed, bool filter, const struct feeling **word, int *family)
{
	const struct feeling *hit[NEAR_MAX];
	const char *whole;
	char s[FEELING_SLUG];
	size_t n;

	*word = NULL;
	*family = -1;
	if (!feeling_tidy(typed, '-', s))
		return fail_near(err, E_FEELING_UNKNOWN, typed, NULL, 0);
	n = strlen(s);
	if (n == 0)
		return err_set(err, E_USAGE, "no feeling was named");

	if (s[n - 1] == '.') {
		*family = feeling_family_named(s, n - 1);
		if (*family >= 0)
			return 0;
	}
	if (filter && (*family = feeling_family_named(s, n)) >= 0)
		return 0;
	*word = feeling_spelled(voc, s);
	if (*word == NULL && (*family = feeling_family_named(s, n)) >= 0)
		return 0;
	if (*word == NULL) {
		/* an alias is proposed, never taken: "guilt" is not yet "guilty" */
		size_t hits = feeling_alias(s, hit) == 0 ? prefixed(voc, s, hit) : 0;

		if (hits > 1)
			return fail_near(err, E_FEELING_AMBIGUOUS, typed, hit, hits);
		if (hits == 1)
			*word = hit[0];
		else if ((*family = family_prefixed(s)) >= 0)
			return 0;
		else
			return fail_near(err, E_FEELING_UNKNOWN, typed, hit, near(voc, s, hit));
		/* "cal" filters like "calm" */
		whole = feeling_slug(hit[0]);
		if (filter && (*family = feeling_family_named(whole, strlen(whole))) >= 0) {
			*word = NULL;
			return 0;
		}
	}
	*family = feeling_family_shown(voc, (*word)->id, strlen((*word)->id));
	return 0;
}

int
feeling_parse(struct err *err, const struct vocabulary *voc, const char *typed, const struct feeling **word, int *family)
{
	return parse(err, voc, typed, false, word, family);
}

int
feeling_parse_filter(struct err *err, const struct vocabulary *voc, const char *typed, const struct feeling **word, int *family)
{
	return parse(err, voc, typed, true, word, family);
}

/* Digits at *s as a number up to 999, or -1; *s moves behind them. */
static int
number(const char **s)
{
	int v = -1;

	for (int i = 0; i < 3 && **s >= '0' && **s <= '9'; i++, (*s)++)
		v = (v < 0 ? 0 : v * 10) + (**s - '0');
	return v;
}

int
feeling_parse_intensity(struct err *err, const char *s, uint8_t *intensity)
{
	static const struct {
		const char *word;
		uint8_t value;
	} words[] = { { "slight", 20 }, { "some", 40 }, { "moderate", 60 }, { "strong", 80 }, { "overwhelming", 100 } };
	char t[FEELING_SLUG], said[FEELING_ECHO];
	const char *p = t;
	int v, of = 100;

	if (feeling_tidy(s, '-', t)) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strcmp(words[i].word, t) == 0) {
				*intensity = words[i].value;
				return 0;
			}
		/* a leading '-' is no dash between words here but a sign */
		v = strchr(s, '-') == NULL ? number(&p) : -1;
		if (v >= 0 && *p == '%') {
			p++;
		} else if (v >= 0 && *p == '/') {
			p++;
			of = number(&p);
		}
		if (v >= 0 && *p == '\0' && (of == 5 || of == 10 || of == 100) && v <= of) {
			*intensity = (uint8_t)(v * (100 / of));
			return 0;
		}
	}
	feeling_echo(s, said);
	return err_set(err, E_USAGE, "intensity '%s': 0 to 100, 70%%, 7/10, 3/5, slight, some, moderate, strong or overwhelming", said);
}

static int
parse_layer(struct err *err, const char *s, uint8_t *layer)
{
	char said[FEELING_ECHO];

	if (strcmp(s, "surface") == 0) {
		*layer = LAYER_SURFACE;
		return 0;
	}
	if (strcmp(s, "under") == 0) {
		*layer = LAYER_UNDER;
		return 0;
	}
	feeling_echo(s, said);
	return err_set(err, E_USAGE, "layer '%s': surface or under", said);
}

int
feeling_parse_tag(struct err *err, const struct vocabulary *voc, const char *typed, char *id, uint8_t *intensity, uint8_t *layer)
{
	char buf[FEELING_SLUG];
	char *at, *colon;
	const struct feeling *word;
	int family, rc;

	id[0] = '\0';
	*intensity = FEELING_NO_INTENSITY;
	*layer = LAYER_NONE;
	if (strlen(typed) >= sizeof(buf))
		return fail_near(err, E_FEELING_UNKNOWN, typed, NULL, 0);
	strcpy(buf, typed);
	at = strrchr(buf, '@');
	if (at != NULL)
		*at++ = '\0';
	colon = strchr(buf, ':');
	if (colon != NULL)
		*colon++ = '\0';

	rc = feeling_parse(err, voc, buf, &word, &family);
	if (rc == 0 && colon != NULL && word != NULL && family < 0)
		rc = err_set(err, E_USAGE, "'%s' is a whole answer and takes no intensity", word->word);
	if (rc == 0 && colon != NULL)
		rc = feeling_parse_intensity(err, colon, intensity);
	if (rc == 0 && at != NULL)
		rc = parse_layer(err, at, layer);
	if (rc == 0)
		strcpy(id, word != NULL ? word->id : feeling_families[family].name);
	return rc;
}
