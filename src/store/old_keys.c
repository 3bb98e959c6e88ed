/*
 * What a rotation keeps of earlier epochs: settings rows whose items `old` are an epoch and a key.
 *
 *	name `inbox`    secret keys of the inbox: a box that was on its way still opens
 *	name `import`   K7: an entry that was imported once is known again by its id
 *
 * In: such rows.  Out: keys in locked memory.  Must never: keep a key of rows or packs, or the root key.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "felt/store/rotate.h"
#include "inner.h"

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "EPOCH HEX" */
bool
old_key_parse(struct slice v, uint64_t *epoch, uint8_t key[KEY_SIZE])
{
	const char *p = v.p, *end = v.p + v.n;

	for (*epoch = 0; p < end && *p >= '0' && *p <= '9'; p++)
		*epoch = *epoch * 10 + (uint64_t)(*p - '0');
	if (p == v.p || end - p != 1 + 2 * KEY_SIZE || *p++ != ' ')
		return false;
	for (size_t i = 0; i < KEY_SIZE; i++, p += 2) {
		int hi = digit(p[0]), lo = digit(p[1]);
		if (hi < 0 || lo < 0)
			return false;
		key[i] = (uint8_t)(hi << 4 | lo);
	}
	return true;
}

static void
print_key(struct buf *out, uint64_t epoch, const uint8_t key[KEY_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	buf_printf(out, "%" PRIu64 " ", epoch);
	for (size_t i = 0; i < KEY_SIZE; i++) {
		buf_u8(out, (uint8_t)digits[key[i] >> 4]);
		buf_u8(out, (uint8_t)digits[key[i] & 15]);
	}
}

/* The row as it is, or a new one with its name alone. */
static int
find_or_begin(struct err *err, struct store *s, const char *name, struct row *row)
{
	int rc = store_setting(err, s, name, row);

	if (rc != E_ID_UNKNOWN)
		return rc;
	entry_reset(&row->e);
	row->e.id = store_new_id();
	row->e.kind = KIND_SETTINGS;
	row->e.created = when_at(s->env.now_ms, s->env.zone);
	row->e.has_created = true;
	return entry_add_field(&row->e, (struct entry_field){ FIELD_TEXT, slice_of("name"), slice_of(name) }) ? err_set(err, E_NOMEM, "settings") : 0;
}

int
old_key_keep(struct err *err, struct store *s, const char *name, const uint8_t key[KEY_SIZE])
{
	struct row row = ROW_INIT;
	struct buf item = BUF_INIT;
	int rc = find_or_begin(err, s, name, &row);

	print_key(&item, s->keys->epoch, key);
	if (!rc)
		rc = buf_check(&item, err);
	if (!rc && entry_add_field(&row.e, (struct entry_field){ FIELD_ITEM, slice_of("old"), buf_as_slice(&item) }))
		rc = err_set(err, E_NOMEM, "settings");
	if (!rc)
		rc = store_put(err, s, &row.e);
	row_release(&row);
	buf_release(&item);
	return rc;
}

static int
collect(struct err *err, const struct entry *e, struct secret **out)
{
	struct secret *all = secret_new(e->nfields * KEY_SIZE);
	uint64_t epoch;

	if (!all)
		return err_set(err, E_NOMEM, "settings");
	all->n = 0;
	for (size_t i = 0; i < e->nfields; i++)
		if (slice_is(e->fields[i].key, "old") && old_key_parse(e->fields[i].value, &epoch, all->p + all->n))
			all->n += KEY_SIZE;
	*out = all;
	return 0;
}

int
store_import_keys(struct err *err, struct store *s, struct secret **out)
{
	struct row row = ROW_INIT;
	bool mine = !s->open;
	int rc = mine ? store_begin(err, s, STORE_READ) : 0;

	*out = NULL;
	if (!rc)
		rc = store_setting(err, s, "import", &row);
	if (!rc)
		rc = collect(err, &row.e, out);
	if (rc == E_ID_UNKNOWN)
		rc = 0;
	row_release(&row);
	if (mine)
		store_rollback(s);
	return rc;
}
