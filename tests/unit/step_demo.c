/*
 * The face of a step alone, for tests/pty/step.t: not a test by itself.
 *
 *	step_demo [options] text|line|list|scale|choices|notice|feelings TEXT RESULT
 *
 * Reads TEXT, asks, and writes RESULT: one line "end=... rc=... saves=... failed=... number=... chosen=...", then the text (of feelings:
 * one a line).  -t title -p progress -a above -n note -q question -h help -g page -d dim -e extra; -c LABEL|ABOUT a choice, -w N WORD a word
 * of the scale, -N a number and -C a choice (from 0) to begin with; -k one of many, -o own words, -1 the first step, -l in lines, -m MAX bytes,
 * -f so many saves fail at first, -s no save at all, -b ID a feeling to begin with, -r ID a word to propose.
 * Every save is written to RESULT.draft.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "felt/base/file.h"
#include "felt/crypt/secret.h"
#include "felt/model/feeling.h"
#include "felt/term/picker.h"
#include "felt/term/step.h"

enum { MOST = 40 };

struct demo {
	int saves, failed, failures, asked;
	const char *path;
	const char *proposed[PICKER_PROPOSED];
	size_t nproposed;
};

static int
save(void *arg, const char *text, size_t n, char say[200])
{
	struct demo *d = arg;

	d->saves++;
	if (d->failures > 0) {
		d->failures--;
		d->failed++;
		snprintf(say, 200, "no space: free some, then go on writing");
		return E_SPACE;
	}
	return file_replace(NULL, d->path, text, n);
}

static int
number(void *arg, const char *typed, uint8_t *out)
{
	(void)arg;
	return feeling_parse_intensity(NULL, typed, out);
}

static const char *
name(enum step_end end)
{
	static const char *const names[] = { "answered", "skipped", "back", "left", "extra", "hangup" };

	return names[end];
}

/* ---- feelings ---- */

static const struct picker_family families[] = { { "sadness", "Something dear is gone.", false }, { "fear", "Something may go wrong.", false } };
static const struct picker_row rows[] = {
	{ .id = "sadness.sad", .word = "sad", .about = "Something is lost.", .body = "", .family = 0 },
	{ .id = "sadness.lonely", .word = "lonely", .about = "Nobody is there.", .body = "hollow chest", .family = 0 },
	{ .id = "fear.anxious", .word = "anxious", .about = "Something may come.", .body = "", .family = 1 },
	{ .id = "other.unsure", .word = "not sure", .about = "You cannot tell, or not yet.", .body = "", .family = -1, .key = '?', .bare = true },
};

static size_t
propose(void *arg, const char *ids[PICKER_PROPOSED])
{
	struct demo *d = arg;

	d->asked++;
	memcpy(ids, d->proposed, sizeof d->proposed);
	return d->nproposed;
}

static int
pick(const struct step *s, struct demo *d, const struct picked *begin, size_t nbegin, struct buf *text, const char **end)
{
	static const char *const names[] = { "done", "left", "hangup", "back", "skip" };
	struct picker_step step = { s->title, s->progress, s->above, s->note, s->question, s->help, s->page, s->dim, s->first, propose, NULL, 0 };
	struct picker p = { .families = families, .nfamilies = 2, .rows = rows, .nrows = sizeof rows / sizeof rows[0], .intensity = number,
		.arg = d, .plain = s->plain, .begin = begin, .nbegin = nbegin, .step = &step };
	struct picked out[PICKER_MOST];
	enum picker_end e = PICKER_HANGUP;
	size_t n = 0;
	int rc = picker_run(NULL, &p, out, &n, &e);

	*end = names[e];
	for (size_t i = 0; i < n; i++)
		buf_printf(text, "%s %u %u\n", out[i].id, (unsigned)out[i].intensity, (unsigned)out[i].layer);
	return rc;
}

/* ---- the command line ---- */

int
main(int argc, char **argv)
{
	static const char *const faces[] = { "text", "line", "list", "scale", "choices", "notice", "feelings" };
	struct step_choice choices[MOST];
	struct step_word words[MOST];
	struct picked begin[PICKER_MOST];
	size_t nbegin = 0;
	bool chosen[MOST] = { false };
	struct demo d = { 0 };
	struct step s = { .title = "challenge", .question = "How true does it feel right now?", .choices = choices, .words = words, .number = number,
		.save = save, .arg = &d };
	struct step_answer a = { .chosen = chosen, .number = -1 };
	struct buf out = BUF_INIT;
	enum step_end end = STEP_END_HANGUP;
	const char *ended = NULL;
	char draft[4096], *bar;
	size_t face = 0;
	int o, rc;

	setlocale(LC_ALL, "");
	if (secret_init(NULL) != 0)
		return 1;
	while ((o = getopt(argc, argv, "t:p:a:n:q:h:g:d:e:c:w:N:C:ko1lm:f:sb:r:")) != -1) {
		switch (o) {
		case 't': s.title = optarg; break;
		case 'p': s.progress = optarg; break;
		case 'a': s.above = optarg; break;
		case 'n': s.note = optarg; break;
		case 'q': s.question = optarg; break;
		case 'h': s.help = optarg; break;
		case 'g': s.page = optarg; break;
		case 'd': s.dim = optarg; break;
		case 'e': s.extra = optarg; break;
		case 'c':
			bar = strchr(optarg, '|');
			if (bar != NULL)
				*bar++ = '\0';
			choices[s.nchoices++] = (struct step_choice){ optarg, bar };
			break;
		case 'w':
			words[s.nwords++] = (struct step_word){ atoi(optarg), strchr(optarg, ' ') + 1 };
			break;
		case 'N': a.number = atoi(optarg); break;
		case 'C': chosen[atoi(optarg)] = true; break;
		case 'k': s.many = true; break;
		case 'o': s.other = true; break;
		case '1': s.first = true; break;
		case 'l': s.plain = true; break;
		case 'm': s.max = (size_t)strtoul(optarg, NULL, 10); break;
		case 'f': d.failures = atoi(optarg); break;
		case 's': s.save = NULL; break;
		case 'b': begin[nbegin++] = (struct picked){ optarg, NULL, 60, PICKER_SURFACE }; break;
		case 'r': d.proposed[d.nproposed++] = optarg; break;
		default: return 1;
		}
	}
	if (argc - optind != 3)
		return 1;
	while (face < 6 && strcmp(faces[face], argv[optind]) != 0)
		face++;
	s.face = (enum step_face)face;
	snprintf(draft, sizeof draft, "%s.draft", argv[optind + 2]);
	d.path = draft;
	if (file_read(NULL, argv[optind + 1], TEXT_MAX, &a.text) != 0)
		return 1;
	rc = face == 6 ? pick(&s, &d, begin, nbegin, &a.text, &ended) : step_ask(NULL, &s, &a, &end);
	buf_printf(&out, "end=%s rc=%d saves=%d failed=%d number=%d asked=%d chosen=", ended ? ended : name(end), rc, d.saves, d.failed, a.number, d.asked);
	for (size_t i = 0; i < s.nchoices; i++)
		buf_printf(&out, "%d", chosen[i]);
	buf_str(&out, "\n");
	buf_add(&out, a.text.p, a.text.n);
	if (file_replace(NULL, argv[optind + 2], out.p, out.n) != 0)
		return 1;
	buf_release(&out);
	buf_release(&a.text);
	return 0;
}
