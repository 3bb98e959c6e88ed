/*
 * The picker's keys: from a list to a word, from a word to how strong it is and where it lies, and back.
 *
 * In: keys.  Out: what was chosen.  It must never choose by itself, or take a bare number from 1 to 10 without having
 * echoed it.  The laws are those of felt/term/picker.h.
 */
#include <stdio.h>
#include <string.h>

#include "picker_desk.h"

enum { STEP = 5, LONG_STEP = 10, MIDDLE = 50, WHOLE = 100 };

static void
say(struct picker_desk *d, const char *what)
{
	snprintf(d->say, sizeof d->say, "%s", what);
}

static void
finish(struct picker_desk *d, struct panel *panel, enum picker_end end)
{
	d->end = end;
	panel->over = true;
}

/* ---- the list ---- */

static void
relist(struct picker_desk *d)
{
	if (d->filter.n > 0)
		picker_list_filter(&d->list, d->p, d->filter.text);
	else if (d->family >= 0)
		picker_list_family(&d->list, d->p, (size_t)d->family);
	else
		picker_list_start(&d->list, d->p, d->n > 0);
	d->selected = d->top = 0;
}

static void
go_to(struct picker_desk *d, int family)
{
	panel_line_clear(&d->filter);
	d->family = family;
	d->page = PAGE_LIST;
	relist(d);
}

/* Back on the first page, on the family that was looked at. */
static void
leave_family(struct picker_desk *d)
{
	size_t family = (size_t)d->family;

	go_to(d, -1);
	for (size_t i = 0; i < d->list.n; i++)
		if (d->list.item[i].kind == ITEM_FAMILY && d->list.item[i].index == family)
			d->selected = i;
}

static size_t
find_picked(const struct picker_desk *d, const char *id)
{
	size_t i = 0;

	while (i < d->n && strcmp(d->picked[i].id, id) != 0)
		i++;
	return i;
}

static void
take_out(struct picker_desk *d)
{
	const struct picker_item *it = d->selected < d->list.n ? &d->list.item[d->selected] : NULL;
	size_t i;

	if (it == NULL || (it->kind != ITEM_WORD && it->kind != ITEM_ALONE))
		return;
	i = find_picked(d, picker_pick(d->p, it).id);
	if (i == d->n)
		return;
	d->n--;
	memmove(d->picked + i, d->picked + i + 1, (d->n - i) * sizeof *d->picked);
	say(d, "taken out again");
}

/* Puts the one that is being chosen among the chosen, and goes back to the first page. */
static void
put_pick(struct picker_desk *d)
{
	size_t i = find_picked(d, d->now.id);

	if (i == d->n)
		d->n++;
	d->picked[i] = d->now;
	go_to(d, -1);
	if (d->beneath != NULL && d->now.layer == PICKER_SURFACE)
		d->selected = 1; /* not "that is all": another one is on its way */
}

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
		put_pick(d);
		return;
	}
	d->layer_asked = true;
	d->layer_answer = 0;
	d->page = PAGE_LAYER;
}

static void
begin_pick(struct picker_desk *d, const struct picker_item *it)
{
	size_t i;

	d->now = picker_pick(d->p, it);
	d->row = it->kind == ITEM_WORD ? &d->p->rows[it->index] : NULL;
	i = find_picked(d, d->now.id);
	if (i == PICKER_MOST) {
		say(d, "that is as many as fit; delete takes one out");
		return;
	}
	panel_line_clear(&d->number);
	d->echoed = true;
	if (i < d->n) {
		d->now = d->picked[i];
		if (d->now.intensity != PICKER_NO_INTENSITY)
			d->number.n = (size_t)snprintf(d->number.text, sizeof d->number.text, "%u", (unsigned)d->now.intensity);
	}
	if (d->row != NULL && d->row->bare)
		put_pick(d);
	else
		d->page = PAGE_STRENGTH;
}

static void
enter_item(struct picker_desk *d, struct panel *panel)
{
	const struct picker_item *it = d->selected < d->list.n ? &d->list.item[d->selected] : NULL;

	if (it == NULL)
		say(d, "nothing here has that; backspace, or esc for all families");
	else if (it->kind == ITEM_DONE)
		finish(d, panel, PICKER_DONE);
	else if (it->kind == ITEM_FAMILY)
		go_to(d, (int)it->index);
	else
		begin_pick(d, it);
}

/* One step back; on the first page out, after a second esc when something was chosen. */
static void
step_back(struct picker_desk *d, struct panel *panel, bool escaped)
{
	if (d->filter.n > 0) {
		panel_line_clear(&d->filter);
		relist(d);
	} else if (d->family >= 0) {
		leave_family(d);
	} else if (d->n == 0 || escaped) {
		finish(d, panel, PICKER_LEFT);
	} else {
		d->escaped = true;
		say(d, "esc again: leave without them");
	}
}

static void
move_by(struct picker_desk *d, long by)
{
	long to = (long)d->selected + by, last = (long)d->list.n - 1;

	d->selected = to < 0 || last < 0 ? 0 : to > last ? (size_t)last : (size_t)to;
}

static void
on_list_key(struct picker_desk *d, struct panel *panel, const struct compose_event *ev, bool escaped)
{
	if (ev->key == TYPED_RUB_LEFT && d->filter.n == 0) {
		if (d->family >= 0)
			leave_family(d);
		return;
	}
	if (panel_line_key(&d->filter, ev, &panel->keys)) {
		relist(d);
		return;
	}
	switch (ev->key) {
	case TYPED_GO_UP:
		move_by(d, -1);
		break;
	case TYPED_GO_DOWN:
	case TYPED_TABULATOR:
		move_by(d, 1);
		break;
	case TYPED_PAGE_UP:
		move_by(d, -LONG_STEP);
		break;
	case TYPED_PAGE_DOWN:
		move_by(d, LONG_STEP);
		break;
	case TYPED_LINE_HOME:
	case TYPED_TOP:
		d->selected = 0;
		break;
	case TYPED_LINE_END:
	case TYPED_BOTTOM:
		move_by(d, (long)d->list.n);
		break;
	case TYPED_GO_LEFT:
		if (d->family >= 0)
			leave_family(d);
		break;
	case TYPED_GO_RIGHT:
		if (d->selected < d->list.n && d->list.item[d->selected].kind == ITEM_FAMILY)
			enter_item(d, panel);
		break;
	case TYPED_NEWLINE:
		enter_item(d, panel);
		break;
	case TYPED_RUB_RIGHT:
		take_out(d);
		break;
	case TYPED_DONE:
		finish(d, panel, PICKER_DONE);
		break;
	case TYPED_ESCAPE:
	case TYPED_STOP:
		step_back(d, panel, escaped);
		break;
	default:
		break;
	}
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
		say(d, "0 to 100, 70%, 7/10, 3/5, or slight to overwhelming");
		return;
	}
	if (!d->echoed && picker_echo(d->number.text, d->say, sizeof d->say)) {
		d->echoed = true;
		return;
	}
	after_strength(d);
}

static void
on_strength_key(struct picker_desk *d, struct panel *panel, const struct compose_event *ev)
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
	"only this one", "yes, another one lies beneath it", "it lies beneath the one that shows"
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
	put_pick(d);
}

static void
on_layer_key(struct picker_desk *d, const struct compose_event *ev)
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

/* ---- all of it ---- */

static void
on_key(void *desk, struct panel *panel, const struct compose_event *ev)
{
	struct picker_desk *d = desk;
	bool escaped = d->escaped;

	d->say[0] = '\0';
	d->escaped = false;
	switch (d->page) {
	case PAGE_LIST:
		on_list_key(d, panel, ev, escaped);
		break;
	case PAGE_STRENGTH:
		on_strength_key(d, panel, ev);
		break;
	case PAGE_LAYER:
		on_layer_key(d, ev);
		break;
	}
}

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

int
picker_run(struct err *err, const struct picker *p, struct picked out[PICKER_MOST], size_t *n, enum picker_end *end)
{
	struct picker_desk d = { .p = p, .family = -1, .end = PICKER_HANGUP };
	struct panel panel = { .draw = picker_draw, .key = on_key, .arg = &d };
	int rc;

	*n = 0;
	if (p->plain)
		return picker_in_lines(err, p, out, n, end);
	rc = picker_list_init(err, &d.list, p);
	if (rc == 0) {
		relist(&d);
		rc = panel_run(err, &panel);
	}
	picker_list_release(&d.list);
	panel_line_clear(&d.filter);
	panel_line_clear(&d.number);
	if (rc == E_USAGE)
		return picker_in_lines(err, p, out, n, end);
	*end = panel.hung_up ? PICKER_HANGUP : d.end;
	if (rc == 0 && *end == PICKER_DONE) {
		memcpy(out, d.picked, d.n * sizeof *out);
		*n = d.n;
	}
	return rc;
}
