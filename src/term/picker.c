/*
 * The picker's keys: from a list to a word and back.  How strong it is and where it lies stands in picker_rate.c.
 *
 * In: keys.  Out: what was chosen.  It must never choose by itself.  The laws are those of felt/term/picker.h.
 */
#include <stdio.h>
#include <string.h>

#include "picker_desk.h"

enum { PAGE = 10 };

static void
say(struct picker_desk *d, const char *what)
{
	snprintf(d->say, sizeof d->say, "%s", what);
}

void
picker_leave(struct picker_desk *d, struct panel *panel, enum picker_end end)
{
	d->end = end;
	panel->over = true;
}

/* ---- the list ---- */

/* The words that were proposed, and behind them the one that was said. */
static void
list_proposed(struct picker_desk *d)
{
	size_t index[PICKER_PROPOSED + 1], n = 0;

	for (size_t i = 0; i < d->nproposed; i++)
		index[n++] = picker_find(d->p, d->proposed[i]);
	for (size_t i = 0; i < d->p->nrows; i++)
		if (picker_is_unsure(d->p, &d->p->rows[i]) && n <= d->nproposed)
			index[n++] = i;
	picker_list_rows(&d->list, index, n);
}

/* "ashamed:80": what stands behind the colon is how strong it is, as for -f; NULL: nothing. */
static const char *
typed_strength(const struct picker_desk *d)
{
	const char *colon = d->filter.n > 0 ? strchr(d->filter.text, ':') : NULL;

	if (colon == NULL || colon == d->filter.text)
		return NULL;
	colon += 1 + strspn(colon + 1, " ");
	return *colon != '\0' ? colon : NULL;
}

static void
filter(struct picker_desk *d)
{
	struct panel_line word = d->filter;
	char *colon = strchr(word.text, ':');

	if (colon != NULL && colon > word.text)
		*colon = '\0';
	picker_list_filter(&d->list, d->p, word.text);
	panel_line_clear(&word);
}

static void
relist(struct picker_desk *d)
{
	if (d->filter.n > 0)
		filter(d);
	else if (d->nproposed > 0)
		list_proposed(d);
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
	d->nproposed = 0;
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

void
picker_put(struct picker_desk *d)
{
	size_t i = find_picked(d, d->now.id);

	if (i == d->n)
		d->n++;
	d->picked[i] = d->now;
	go_to(d, -1);
	if (d->beneath != NULL && d->now.layer == PICKER_SURFACE)
		d->selected = 1; /* not "that is all": another one is on its way */
}

static void
begin_pick(struct picker_desk *d, const struct picker_item *it)
{
	const char *strength = typed_strength(d);
	size_t i;

	if (it->kind == ITEM_WORD && picker_propose(d, &d->p->rows[it->index])) {
		panel_line_clear(&d->filter);
		relist(d);
		return;
	}
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
	if (d->p->words_only || (d->row != NULL && d->row->bare))
		picker_put(d);
	else
		picker_strength(d, strength);
}

static void
enter_item(struct picker_desk *d, struct panel *panel)
{
	const struct picker_item *it = d->selected < d->list.n ? &d->list.item[d->selected] : NULL;

	if (it == NULL)
		say(d, "nothing here has that; backspace, or esc for all families");
	else if (it->kind == ITEM_DONE)
		picker_leave(d, panel, PICKER_DONE);
	else if (it->kind == ITEM_FAMILY && typed_strength(d) != NULL)
		begin_pick(d, &(struct picker_item){ ITEM_ALONE, it->index, 0 });
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
	} else if (d->nproposed > 0) {
		go_to(d, -1);
	} else if (escaped || (d->n == 0 && d->p->step == NULL)) {
		picker_leave(d, panel, PICKER_LEFT);
	} else {
		d->escaped = true;
		say(d, d->p->step != NULL ? "esc again: leave it for later" : "esc again: leave without them");
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
		move_by(d, -PAGE);
		break;
	case TYPED_PAGE_DOWN:
		move_by(d, PAGE);
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
		picker_leave(d, panel, PICKER_DONE);
		break;
	case TYPED_ESCAPE:
	case TYPED_STOP:
		step_back(d, panel, escaped);
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
	if (d->p->step != NULL && picker_step_key(d, panel, ev))
		return;
	switch (d->page) {
	case PAGE_LIST:
		on_list_key(d, panel, ev, escaped);
		break;
	case PAGE_STRENGTH:
		picker_strength_key(d, panel, ev);
		break;
	case PAGE_LAYER:
		picker_layer_key(d, ev);
		break;
	}
}

int
picker_run(struct err *err, const struct picker *p, struct picked out[PICKER_MOST], size_t *n, enum picker_end *end)
{
	struct picker_desk d = { .p = p, .family = -1, .end = PICKER_HANGUP };
	struct panel panel = { .draw = picker_draw, .key = on_key, .arg = &d, .stage = p->stage };
	int rc;

	*n = 0;
	if (p->plain)
		return picker_in_lines(err, p, out, n, end);
	if (p->step != NULL) {
		panel.lock = p->step->lock;
		panel.lock_arg = p->arg;
		panel.idle_ms = p->step->idle_ms;
	}
	rc = picker_list_init(err, &d.list, p);
	if (rc == 0) {
		picker_begin(&d);
		relist(&d);
		rc = panel_run(err, &panel);
	}
	picker_list_release(&d.list);
	panel_line_clear(&d.filter);
	panel_line_clear(&d.number);
	buf_release(&d.page_text);
	buf_release(&d.head);
	buf_release(&d.chosen);
	if (rc == E_USAGE)
		return picker_in_lines(err, p, out, n, end);
	*end = panel.hung_up ? PICKER_HANGUP : d.end;
	if (rc == 0 && (*end == PICKER_DONE || p->step != NULL)) {
		memcpy(out, d.picked, d.n * sizeof *out);
		*n = d.n;
	}
	return rc;
}
