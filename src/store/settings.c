/*
 * Settings rows: a few, and every command that shows feelings asks for one, mostly to learn that there is none.
 *
 * Only the packs say which rows are settings, so the first to ask goes through all of them.  What was found is remembered in
 * the pin with the tag of the manifest it holds for, carried on by every commit of ours, and forgotten when another
 * machine has written.
 *
 * Law: what the pin says is believed only with the very manifest it was learnt from, and a row only with its tag; whoever
 * changes the pin can hide own words, which are then shown by their ids, and nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "inner.h"

void
settings_forget(struct store *s)
{
	free(s->settings);
	s->settings = NULL;
	s->nsettings = 0;
	s->have_settings = false;
}

static int
add(struct err *err, struct store *s, struct pin_setting one)
{
	struct pin_setting *more = realloc(s->settings, (s->nsettings + 1) * sizeof *more);

	if (!more)
		return err_set(err, E_NOMEM, "settings");
	s->settings = more;
	s->settings[s->nsettings++] = one;
	return 0;
}

int
settings_begin(struct err *err, struct store *s)
{
	int rc = 0;

	settings_forget(s);
	if (!s->m.valid || !s->pin.has_settings || memcmp(s->pin.settings_at, s->m.tag, TAG_SIZE))
		return 0;
	for (size_t i = 0; i < s->pin.nsettings && !rc; i++)
		rc = add(err, s, s->pin.settings[i]);
	s->have_settings = !rc;
	return rc;
}

int
settings_note(struct err *err, struct store *s, uint64_t id, uint8_t kind, const uint8_t head[SEAL_HEAD])
{
	struct pin_setting one = { id, get_u64(head + NONCE_SIZE) };

	if (!s->have_settings)
		return 0;
	for (size_t i = 0; i < s->nsettings; i++)
		if (s->settings[i].id == id) {
			s->settings[i] = kind == KIND_SETTINGS ? one : s->settings[--s->nsettings];
			return 0;
		}
	return kind == KIND_SETTINGS ? add(err, s, one) : 0;
}

void
settings_to_pin(const struct store *s, struct pin *p)
{
	struct pin_setting *copy = s->nsettings ? malloc(s->nsettings * sizeof *copy) : NULL;

	free(p->settings);
	p->settings = NULL;
	p->nsettings = 0;
	p->has_settings = s->have_settings && (copy || !s->nsettings);
	if (!p->has_settings)
		return;
	if (copy)
		memcpy(copy, s->settings, s->nsettings * sizeof *copy);
	p->settings = copy;
	p->nsettings = s->nsettings;
	memcpy(p->settings_at, s->m.tag, TAG_SIZE);
}

static int
collect(void *arg, struct err *err, const struct head *h)
{
	struct store *s = arg;

	if (!h) {
		s->nsettings = 0;
		return 0;
	}
	return h->e->kind == KIND_SETTINGS ? add(err, s, (struct pin_setting){ h->e->id, get_u64(h->head + NONCE_SIZE) }) : 0;
}

/* Only what is true of the pin's own state is added to it. */
static int
remember(void *arg, struct pin *p)
{
	const struct store *s = arg;

	if (!p->present || p->generation != s->m.generation || memcmp(p->manifest, s->m.tag, TAG_SIZE))
		return E_CONFLICT;
	settings_to_pin(s, p);
	return 0;
}

static int
need(struct err *err, struct store *s)
{
	int rc = s->have_settings ? 0 : packs_flush(err, s);

	if (rc || s->have_settings)
		return rc;
	settings_forget(s);
	rc = heads_each(err, s, 0, collect, s);
	if (rc)
		return rc;
	s->have_settings = true;
	/* a pin that cannot be written costs time at the next question, nothing else */
	if (!s->writing && s->env.state && s->m.valid && !s->env.ignore_pin && !(s->warned & 1u << WARN_PACK_DAMAGED))
		pin_update(NULL, s->env.state, s->keys->journal_id, false, remember, s);
	return 0;
}

int
store_setting(struct err *err, struct store *s, const char *name, struct row *out)
{
	uint8_t head[SEAL_HEAD];
	int rc = need(err, s);

	for (size_t i = 0; i < s->nsettings && !rc; i++) {
		rc = row_fetch(err, s, s->settings[i].id, head, &out->plain);
		if (rc == E_ID_UNKNOWN || (!rc && (get_u64(head + NONCE_SIZE) != s->settings[i].tag ||
			row_decode(out->plain.p, out->plain.n, true, &out->e) || out->e.kind != KIND_SETTINGS)))
			return err_num(err, E_DAMAGE, 1, "the settings");
		out->e.id = s->settings[i].id;
		if (!rc && slice_is(entry_field(&out->e, "name"), name))
			return 0;
	}
	return rc ? rc : err_set(err, E_ID_UNKNOWN, "setting");
}
