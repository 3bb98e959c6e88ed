/*
 * Sealing into an age file, piece by piece.
 *
 * In: plaintext in pieces of any size, keys of those who may open it.  Out: the file in pieces.  Must never: write a chunk twice under
 * one counter, or end with an empty chunk behind a full one.
 */
#include "age_inner.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct age_writer {
	age_write_fn *write;
	void *arg;
	bool armored, ended;
	struct age_armor armor;
	struct secret *file_key, *key;
	uint64_t index;
	uint8_t *chunk, *sealed; /* AGE_CHUNK, AGE_SEALED */
	size_t n;
	crypto_generichash_state hash; /* over what went in */
	uint64_t bytes;
	uint8_t sum[32];
};

enum { SHOWN = 12 }; /* digits of the work factor */

static int
put(struct age_writer *w, struct err *err, const void *p, size_t n)
{
	return w->armored ? age_armor_write(&w->armor, err, p, n, w->write, w->arg) : w->write(w->arg, err, p, n);
}

/* ---- the header ---- */

static int
add_recipient(struct age_writer *w, struct err *err, struct buf *header, const uint8_t recipient[AGE_KEY])
{
	struct secret *mine = secret_new(AGE_KEY), *wrap = secret_new(32);
	uint8_t share[AGE_KEY], body[AGE_BODY];
	int rc = mine && wrap ? 0 : err_set(err, E_NOMEM, "age");

	if (!rc) {
		randombytes_buf(mine->p, mine->n);
		if (crypto_scalarmult_base(share, mine->p) || !age_x25519(wrap->p, mine->p, recipient, share, recipient))
			rc = err_set(err, E_USAGE, "that recipient is a key that anybody could open (of low order)");
	}
	if (!rc) {
		age_wrap(body, wrap->p, w->file_key->p);
		age_stanza_write(header, "X25519", share, sizeof share, NULL, body);
	}
	secret_free(mine);
	secret_free(wrap);
	return rc;
}

static int
add_passphrase(struct age_writer *w, struct err *err, struct buf *header, const struct secret *passphrase, int work)
{
	struct secret *wrap = NULL;
	uint8_t salt[AGE_SALT], body[AGE_BODY];
	char shown[SHOWN];
	int rc;

	randombytes_buf(salt, sizeof salt);
	rc = age_scrypt(err, passphrase, salt, work, &wrap);
	if (rc)
		return rc;
	snprintf(shown, sizeof shown, "%d", work);
	age_wrap(body, wrap->p, w->file_key->p);
	age_stanza_write(header, "scrypt", salt, sizeof salt, shown, body);
	secret_free(wrap);
	return 0;
}

static int
write_header(struct age_writer *w, struct err *err, const struct age_to *to)
{
	struct buf header = BUF_INIT;
	uint8_t mac[32], nonce[AGE_NONCE];
	int rc = 0;

	buf_str(&header, AGE_VERSION "\n");
	if (to->passphrase)
		rc = add_passphrase(w, err, &header, to->passphrase, to->work ? to->work : AGE_WORK);
	for (size_t i = 0; !rc && !to->passphrase && i < to->nrecipients; i++)
		rc = add_recipient(w, err, &header, to->recipients[i]);
	buf_str(&header, "---");
	if (!rc)
		rc = buf_check(&header, err);
	if (!rc) {
		age_mac(mac, w->file_key, header.p, header.n);
		buf_u8(&header, ' ');
		base64_add(&header, mac, sizeof mac, false);
		buf_u8(&header, '\n');
		randombytes_buf(nonce, sizeof nonce);
		buf_add(&header, nonce, sizeof nonce);
		w->key = age_payload_key(w->file_key, nonce);
		rc = w->key ? buf_check(&header, err) : err_set(err, E_NOMEM, "age");
	}
	if (!rc)
		rc = put(w, err, header.p, header.n);
	buf_release(&header);
	return rc;
}

int
age_seal_begin(struct err *err, const struct age_to *to, age_write_fn *write, void *arg, struct age_writer **out)
{
	struct age_writer *w = calloc(1, sizeof *w);
	int rc;

	*out = NULL;
	if (!w)
		return err_set(err, E_NOMEM, "age");
	w->write = write;
	w->arg = arg;
	w->armored = to->armor;
	w->file_key = secret_new(AGE_FILE_KEY);
	w->chunk = malloc(AGE_CHUNK);
	w->sealed = malloc(AGE_SEALED);
	crypto_generichash_init(&w->hash, NULL, 0, sizeof w->sum);
	if (!w->file_key || !w->chunk || !w->sealed) {
		rc = err_set(err, E_NOMEM, "age");
	} else if (!to->passphrase && to->nrecipients == 0) {
		rc = err_set(err, E_USAGE, "an age file is for somebody: a recipient, or a passphrase");
	} else {
		randombytes_buf(w->file_key->p, w->file_key->n);
		rc = write_header(w, err, to);
	}
	if (rc)
		age_writer_free(w);
	else
		*out = w;
	return rc;
}

/* ---- the payload ---- */

static int
flush(struct age_writer *w, struct err *err, bool last)
{
	size_t n = w->n;

	age_chunk_seal(w->sealed, w->key, w->index++, last, w->chunk, n);
	w->n = 0;
	return put(w, err, w->sealed, n + AGE_TAG);
}

int
age_seal(struct age_writer *w, struct err *err, const void *p, size_t n)
{
	const uint8_t *from = p;
	int rc = 0;

	if (n == 0)
		return 0;
	crypto_generichash_update(&w->hash, from, n);
	w->bytes += n;
	while (!rc && n > 0) {
		size_t room = AGE_CHUNK - w->n, used = n < room ? n : room;

		/* A full chunk waits until it is known that it is not the last one. */
		if (room == 0) {
			rc = flush(w, err, false);
			continue;
		}
		memcpy(w->chunk + w->n, from, used);
		w->n += used;
		from += used;
		n -= used;
	}
	return rc;
}

int
age_seal_end(struct age_writer *w, struct err *err)
{
	int rc = flush(w, err, true);

	if (!rc && w->armored)
		rc = age_armor_end(&w->armor, err, w->write, w->arg);
	crypto_generichash_final(&w->hash, w->sum, sizeof w->sum);
	w->ended = true;
	return rc;
}

/* ---- reading it back ---- */

static int
compare(const struct age_writer *w, struct err *err, struct age_reader *r)
{
	crypto_generichash_state hash;
	uint8_t sum[32], *p = malloc(AGE_CHUNK);
	uint64_t bytes = 0;
	size_t got = 0;
	int rc = p ? 0 : err_set(err, E_NOMEM, "age");

	crypto_generichash_init(&hash, NULL, 0, sizeof sum);
	while (!rc && !(rc = age_read(r, err, p, AGE_CHUNK, &got)) && got) {
		crypto_generichash_update(&hash, p, got);
		bytes += got;
	}
	crypto_generichash_final(&hash, sum, sizeof sum);
	if (!rc && (bytes != w->bytes || sodium_memcmp(sum, w->sum, sizeof sum)))
		rc = E_AGE_DAMAGE;
	if (p)
		wipe(p, AGE_CHUNK);
	free(p);
	return rc;
}

int
age_seal_check(const struct age_writer *w, struct err *err, age_read_fn *read, void *arg)
{
	struct age_reader *r = NULL;
	int rc = age_open(err, read, arg, &r);

	if (!rc)
		rc = age_unlock_file_key(r, err, w->file_key);
	if (!rc)
		rc = compare(w, err, r);
	age_reader_free(r);
	/* It was right when it left: what is wrong happened on the way to the disk and back. */
	if (rc == E_INPUT || rc == E_AGE_DAMAGE || rc == E_AGE_KEY)
		rc = err_set(err, E_IO, "the sealed file does not read back as it was written");
	return rc;
}

void
age_writer_free(struct age_writer *w)
{
	if (!w)
		return;
	secret_free(w->file_key);
	secret_free(w->key);
	if (w->chunk)
		wipe(w->chunk, AGE_CHUNK);
	free(w->chunk);
	free(w->sealed);
	wipe(w, sizeof *w);
	free(w);
}
