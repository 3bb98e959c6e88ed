/*
 * The picker's second half: how strong a feeling is, and whether another one lies beneath it.
 *
 * In: keys.  Out: the intensity and the layer of the one that is being chosen.  It must never take a bare number from 1 to
 * 10 without having echoed it, or ask for a layer twice.  The laws are those of felt/term/picker.h.
 */
#include <stdio.h>
#include <string.h>

#include "picker_desk.h"

enum { STEP = 5, LONG_STEP = 10, MIDDLE = 50, WHOLE = 100 };

/* ---- where it goes ---- */

static bool
has_no_layer(const struct picker_desk *d)
{
	if (d->row != NULL)
		return d->row->bare || d->row->no_layer;
	for (size_t i = 0; i < d->p->nfamilies; i++)
		if (strcmp(d->p->families[i].name, d->now.id) == 0)
			return d->p->families[i].no_layer;
	return false;
}

/* Law 3. */
static void
after_strength(struct picker_desk *d)
{
	if (has_no_layer(d) || d->layer_asked) {
		if (d->beneath != NULL && !has_no_layer(d)) {
			d->now.layer = PICKER_UNDER;
			d->beneath = NULL;
		}
		picker_put(d);
		return;
	}
	d->layer_asked = true;
	d->layer_answer = 0;
	d->page = PAGE_LAYER;
}

/* ---- how strong ---- */

bool
picker_echo(const char *typed, char *out, size_t n)
{
	size_t len = strspn(typed, "0123456789");
	int v = len == 1 ? typed[0] - '0' : len == 2 && typed[0] == '1' && typed[1] == '0' ? 10 : 0;

	if (typed[len] != '\0' || v == 0)
		return false;
	snprintf(out, n, "%d of 100. For %d of 10 type %d/10.", v, v, v);
	return true;
}

static void
step_number(struct picker_desk *d, int by)
{
	uint8_t now;
	int v = d->number.n > 0 && d->p->intensity(d->p->arg, d->number.text, &now) == 0 ? now + by : MIDDLE;

	v = v < 0 ? 0 : v > WHOLE ? WHOLE : v;
	d->number.n = (size_t)snprintf(d->number.text, sizeof d->number.text, "%d", v);
	d->echoed = true; /* it stands there as "5 of 100" */
}

static void
take_number(struct picker_desk *d)
{
	d->now.intensity = PICKER_NO_INTENSITY;
	if (d->number.n > 0 && d->p->intensity(d->p->arg, d->number.text, &d->now.intensity) != 0) {
		snprintf(d->say, sizeof d->say, "0 to 100, 70%%, 7/10, 3/5, or slight to overwhelming");
		return;
	}
	if (!d->echoed && picker_echo(d->number.text, d->say, sizeof d->say)) {
		d->echoed = d->number.anew = true;
		return;
	}
	after_strength(d);
}

void
picker_strength(struct picker_desk *d, const char *typed)
{
	d->page = PAGE_STRENGTH;
	if (typed == NULL)
		return;
	panel_line_clear(&d->number);
	d->number.n = (size_t)snprintf(d->number.text, sizeof d->number.text, "%s", typed);
	d->echoed = false;
	take_number(d);
}

void
picker_strength_key(struct picker_desk *d, struct panel *panel, const struct compose_event *ev)
{
	if (panel_line_key(&d->number, ev, &panel->keys)) {
		d->echoed = false;
		return;
	}
	switch (ev->key) {
	case TYPED_GO_LEFT:
		step_number(d, -STEP);
		break;
	case TYPED_GO_RIGHT:
		step_number(d, STEP);
		break;
	case TYPED_GO_DOWN:
		step_number(d, -LONG_STEP);
		break;
	case TYPED_GO_UP:
		step_number(d, LONG_STEP);
		break;
	case TYPED_NEWLINE:
	case TYPED_DONE:
		take_number(d);
		break;
	case TYPED_ESCAPE:
	case TYPED_STOP:
		d->page = PAGE_LIST;
		break;
	default:
		break;
	}
}

/* ---- which layer ---- */

const char *const picker_layer_answers[LAYER_ANSWERS] = {
	"only this one", "yes, another one lies beneath it", "this one lies beneath another"
};

void
picker_layer_question(const char *word, char *out, size_t n)
{
	snprintf(out, n, "%s: is there another feeling beneath it?", word);
}

static void
take_layer(struct picker_desk *d)
{
	d->now.layer = (uint8_t)d->layer_answer;
	if (d->now.layer == PICKER_SURFACE)
		d->beneath = d->now.word;
	picker_put(d);
}

void
picker_layer_key(struct picker_desk *d, const struct compose_event *ev)
{
	switch (ev->key) {
	case TYPED_GO_UP:
		d->layer_answer -= d->layer_answer > 0;
		break;
	case TYPED_GO_DOWN:
	case TYPED_TABULATOR:
		d->layer_answer += d->layer_answer + 1 < LAYER_ANSWERS;
		break;
	case TYPED_TEXT:
		if (ev->text[0] < '1' || ev->text[0] >= '1' + LAYER_ANSWERS)
			break;
		d->layer_answer = (size_t)(ev->text[0] - '1');
		take_layer(d);
		break;
	case TYPED_ESCAPE:
	case TYPED_STOP:
		d->layer_answer = 0;
		take_layer(d);
		break;
	case TYPED_NEWLINE:
	case TYPED_DONE:
		take_layer(d);
		break;
	default:
		break;
	}
}

/* ---- what was chosen ---- */

void
picker_chosen(const struct picked *picked, size_t n, struct buf *out)
{
	static const char *const layers[] = { "", " (surface)", " (under)" };

	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "%s%s", i > 0 ? ", " : "", picked[i].word);
		if (picked[i].intensity != PICKER_NO_INTENSITY)
			buf_printf(out, " %u", (unsigned)picked[i].intensity);
		buf_str(out, layers[picked[i].layer]);
	}
}
