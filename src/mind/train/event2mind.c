/*
 * Event2Mind: a short event and what several people thought its person felt.
 *
 * "PersonX forgets PersonY's birthday" becomes "i forgot her birthday" and "i forget her birthday",
 * because a journal is written by its person and mostly about what has happened.  Reactions are
 * free text; reactions.txt says which words of them mean which family and label.
 */
#include "corpus.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reaction {
	char word[40];
	size_t n;
	int family, label; /* -1 none; family -2: joy or calm, undecided */
};

struct reactions {
	struct reaction *r;
	size_t n;
};

/* base form, past; sorted by nothing: read once per event at a developer's desk */
static const char *const irregular[][2] = {
	{ "am", "was" }, { "be", "was" }, { "beat", "beat" }, { "become", "became" }, { "begin", "began" }, { "bend", "bent" },
	{ "bet", "bet" }, { "bite", "bit" }, { "blow", "blew" }, { "break", "broke" }, { "bring", "brought" },
	{ "build", "built" }, { "burst", "burst" }, { "buy", "bought" }, { "catch", "caught" }, { "choose", "chose" },
	{ "come", "came" }, { "cost", "cost" }, { "cut", "cut" }, { "deal", "dealt" }, { "dig", "dug" }, { "do", "did" },
	{ "draw", "drew" }, { "drink", "drank" }, { "drive", "drove" }, { "eat", "ate" }, { "fall", "fell" },
	{ "feed", "fed" }, { "feel", "felt" }, { "fight", "fought" }, { "find", "found" }, { "fit", "fit" }, { "fly", "flew" },
	{ "forget", "forgot" }, { "forgive", "forgave" }, { "freeze", "froze" }, { "get", "got" }, { "give", "gave" },
	{ "go", "went" }, { "grow", "grew" }, { "hang", "hung" }, { "have", "had" }, { "hear", "heard" }, { "hide", "hid" },
	{ "hit", "hit" }, { "hold", "held" }, { "hurt", "hurt" }, { "keep", "kept" }, { "know", "knew" }, { "lay", "laid" },
	{ "lead", "led" }, { "leave", "left" }, { "lend", "lent" }, { "let", "let" }, { "lie", "lied" }, { "lose", "lost" },
	{ "make", "made" }, { "mean", "meant" }, { "meet", "met" }, { "pay", "paid" }, { "put", "put" }, { "quit", "quit" },
	{ "read", "read" }, { "ride", "rode" }, { "ring", "rang" }, { "rise", "rose" }, { "run", "ran" }, { "say", "said" },
	{ "see", "saw" }, { "sell", "sold" }, { "send", "sent" }, { "set", "set" }, { "shake", "shook" }, { "shoot", "shot" },
	{ "show", "showed" }, { "shut", "shut" }, { "sing", "sang" }, { "sit", "sat" }, { "sleep", "slept" },
	{ "speak", "spoke" }, { "spend", "spent" }, { "spread", "spread" }, { "stand", "stood" }, { "steal", "stole" },
	{ "stick", "stuck" }, { "strike", "struck" }, { "swear", "swore" }, { "sweep", "swept" }, { "swim", "swam" },
	{ "take", "took" }, { "teach", "taught" }, { "tear", "tore" }, { "tell", "told" }, { "think", "thought" },
	{ "throw", "threw" }, { "understand", "understood" }, { "wake", "woke" }, { "wear", "wore" }, { "win", "won" },
	{ "write", "wrote" }
};

static int
ends(const char *w, size_t n, const char *end)
{
	size_t e = strlen(end);

	return n > e && memcmp(w + n - e, end, e) == 0;
}

/* "forgets" -> "forget", "tries" -> "try", "has" -> "have"; in place, returns the length */
static size_t
verb_base(char *w, size_t n)
{
	if (strcmp(w, "is") == 0)
		return strcpy(w, "am"), 2;
	if (strcmp(w, "has") == 0)
		return strcpy(w, "have"), 4;
	if (n > 4 && ends(w, n, "ies"))
		return strcpy(w + n - 3, "y"), n - 2;
	if (ends(w, n, "sses") || ends(w, n, "xes") || ends(w, n, "zzes") || ends(w, n, "ches") || ends(w, n, "shes") || ends(w, n, "oes"))
		n -= 2;
	else if (ends(w, n, "s") && !ends(w, n, "ss"))
		n--;
	w[n] = '\0';
	return n;
}

static void
verb_past(char *w, size_t n)
{
	static const char vowels[] = "aeiou";

	for (size_t i = 0; i < sizeof irregular / sizeof irregular[0]; i++)
		if (strcmp(w, irregular[i][0]) == 0) {
			strcpy(w, irregular[i][1]);
			return;
		}
	if (n > 0 && w[n - 1] == 'e')
		strcpy(w + n, "d");
	else if (n > 2 && w[n - 1] == 'y' && !strchr(vowels, w[n - 2]))
		strcpy(w + n - 1, "ied");
	else if (n >= 3 && n <= 4 && strchr(vowels, w[n - 2]) && !strchr(vowels, w[n - 3]) && !strchr("aeiouwxy", w[n - 1])) {
		w[n + 1] = '\0';
		w[n] = w[n - 1];
		strcpy(w + n + 1, "ed");
	} else {
		strcpy(w + n, "ed");
	}
}

size_t
event_personal(const char *event, size_t n, int past, char *out, size_t cap)
{
	size_t len = 0, i = 0;
	int verb = 0, first = 1;
	uint32_t seed = 0;

	for (size_t k = 0; k < n; k++)
		seed = seed * 31 + (uint8_t)event[k];
	while (i < n) {
		char w[64];
		size_t s = i, wn;

		while (i < n && event[i] != ' ')
			i++;
		wn = i - s < 48 ? i - s : 48;
		memcpy(w, event + s, wn);
		w[wn] = '\0';
		while (i < n && event[i] == ' ')
			i++;
		for (size_t k = 0; strncmp(w, "Person", 6) && w[k]; k++)
			w[k] = (char)tolower((unsigned char)w[k]);
		if (strcmp(w, "PersonX") == 0) {
			strcpy(w, first || verb == 0 ? "i" : "me");
			verb = first ? 1 : verb;
		} else if (strcmp(w, "PersonX's") == 0) {
			strcpy(w, "my");
		} else if (strcmp(w, "PersonY") == 0 || strcmp(w, "PersonZ") == 0) {
			strcpy(w, first ? (seed % 2 ? "she" : "he") : seed % 4 == 0 ? "[NAME]" : seed % 2 ? "her" : "him");
		} else if (strcmp(w, "PersonY's") == 0 || strcmp(w, "PersonZ's") == 0) {
			strcpy(w, seed % 4 == 0 ? "[NAME]'s" : seed % 2 ? "her" : "his");
		} else if (strncmp(w, "__", 2) == 0) {
			strcpy(w, "it");
		} else if (verb == 1 && !ends(w, wn, "ly") && strcmp(w, "never") && strcmp(w, "always") && strcmp(w, "also")) {
			verb = strcmp(w, "ca") == 0 || strcmp(w, "can") == 0 || strcmp(w, "wo") == 0 || strcmp(w, "will") == 0 ? 3 : 2;
			wn = verb_base(w, wn);
			if (past && verb == 2)
				verb_past(w, wn);
		}
		first = 0;
		wn = strlen(w);
		if (len + wn + 2 > cap)
			break;
		if (len > 0)
			out[len++] = ' ';
		memcpy(out + len, w, wn);
		len += wn;
	}
	out[len] = '\0';
	return len;
}

static int
index_of(const char *const *names, int n, const char *w)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], w) == 0)
			return i;
	return w[0] == '?' ? -2 : -1;
}

static void
reactions_read(struct reactions *t, const char *own)
{
	size_t n;
	char *buf = read_file(own, "reactions.txt", &n), *save = NULL;

	t->r = xcalloc(1024, sizeof *t->r);
	for (char *line = strtok_r(buf, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char fam[16], lab[20];
		struct reaction *r = &t->r[t->n];

		if (line[0] == '#')
			continue;
		if (t->n == 1024 || sscanf(line, "%39[^\t]\t%15[^\t]\t%19s", r->word, fam, lab) != 3)
			die("not a reaction:", line);
		r->n = strlen(r->word);
		r->family = index_of(family_name, FAMILIES, fam);
		r->label = index_of(label_name, LABELS, lab);
		t->n++;
	}
	free(buf);
}

/* The longest known phrase inside one reaction, whole words only. */
static const struct reaction *
reaction_find(const struct reactions *t, const char *s, size_t n)
{
	const struct reaction *best = NULL;

	for (size_t i = 0; i + 1 < n + 1; i++) {
		if (i > 0 && isalpha((unsigned char)s[i - 1]))
			continue;
		for (size_t k = 0; k < t->n; k++) {
			const struct reaction *r = &t->r[k];

			if (i + r->n <= n && memcmp(s + i, r->word, r->n) == 0 && (i + r->n == n || !isalpha((unsigned char)s[i + r->n])) &&
			    (best == NULL || r->n > best->n))
				best = r;
		}
	}
	return best;
}

/* The next field of a CSV line, unquoted into out. */
static const char *
csv_field(const char *p, char *out, size_t cap)
{
	size_t n = 0;
	int quoted = *p == '"';

	p += quoted;
	for (; *p && (quoted || (*p != ',' && *p != '\n' && *p != '\r')); p++) {
		if (quoted && *p == '"') {
			if (p[1] != '"') {
				p++;
				break;
			}
			p++;
		}
		if (n + 1 < cap)
			out[n++] = *p;
	}
	out[n] = '\0';
	return *p == ',' ? p + 1 : p;
}

struct votes {
	unsigned votes, undecided, family[FAMILIES], label[LABELS];
};

/* Counts what one annotator wrote: ["sad", "left out"] */
static void
votes_add(struct votes *v, const struct reactions *t, char *json)
{
	uint64_t fam = 0, lab = 0;
	int undecided = 0, any = 0;

	for (char *p = strchr(json, '"'); p; p = strchr(p, '"')) {
		char *e = strchr(++p, '"');
		const struct reaction *r;

		if (e == NULL)
			break;
		for (char *q = p; q < e; q++)
			*q = (char)tolower((unsigned char)*q);
		any = 1;
		r = reaction_find(t, p, (size_t)(e - p));
		if (r && r->family >= 0)
			fam |= 1ULL << r->family;
		if (r && r->family == -2)
			undecided = 1;
		if (r && r->label >= 0)
			lab |= 1ULL << r->label;
		p = e + 1;
	}
	if (!any)
		return;
	v->votes++;
	v->undecided += (unsigned)undecided;
	for (int i = 0; i < FAMILIES; i++)
		v->family[i] += (unsigned)(fam >> i & 1);
	for (int i = 0; i < LABELS; i++)
		v->label[i] += (unsigned)(lab >> i & 1);
}

/* A third of the annotators make a yes; a smaller share leaves the column unknown. */
static void
event_add(struct corpus *c, const char *event, const struct votes *v)
{
	char text[512];
	uint64_t yes = 0, known = 0;

	if (v->votes == 0 || strncmp(event, "PersonX", 7) != 0)
		return;
	for (int i = 0; i < FAMILIES; i++) {
		if (v->family[i] * 3 >= v->votes)
			yes |= 1ULL << (LABELS + i);
		if (v->family[i] * 3 >= v->votes || (v->family[i] == 0 && !(i < 2 && v->undecided)))
			known |= 1ULL << (LABELS + i);
	}
	if (yes >> LABELS)
		yes |= 1ULL << ANY;
	if (yes >> LABELS || (known >> LABELS == (1U << FAMILIES) - 1 && v->undecided == 0))
		known |= 1ULL << ANY;
	for (int i = 0; i < LABELS; i++) {
		if (v->label[i] * 3 >= v->votes)
			yes |= 1ULL << i;
		if (v->label[i] * 3 >= v->votes || v->label[i] == 0)
			known |= 1ULL << i;
	}
	for (int past = 0; past < 2; past++) {
		size_t n = event_personal(event, strlen(event), past, text, sizeof text);

		if (past && n + 1 < sizeof text) /* one form as a sentence, one without its end, as people write both */
			text[n++] = '.';
		corpus_add(c, text, n, yes, known, 0.5f, SOURCE_E2M);
	}
	c->doc[c->ndoc - 1].fold = c->doc[c->ndoc - 2].fold;
}

void
event_read(struct corpus *c, const char *data, const char *own)
{
	static const char *const names[] = { "event2mind/train.csv", "event2mind/dev.csv" };
	struct reactions t = { NULL, 0 };

	reactions_read(&t, own);
	for (size_t f = 0; f < 2; f++) {
		size_t n;
		char *buf = read_file(data, names[f], &n), last[512] = "";
		struct votes v = { 0 };

		for (const char *p = strchr(buf, '\n'); p && p[1];) {
			char source[64], event[512], intent[2048], emotion[2048];

			p = csv_field(csv_field(csv_field(csv_field(p + 1, source, sizeof source), event, sizeof event), intent, sizeof intent),
			    emotion, sizeof emotion);
			p = strchr(p, '\n'); /* the fields that follow hold no line ends */
			if (strcmp(event, last) != 0) {
				event_add(c, last, &v);
				memset(&v, 0, sizeof v);
				strcpy(last, event);
			}
			votes_add(&v, &t, emotion);
		}
		event_add(c, last, &v);
		free(buf);
	}
	free(t.r);
}
