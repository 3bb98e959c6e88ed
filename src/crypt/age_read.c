/*
 * Opening an age file: the header, a key that fits, then the payload chunk by chunk.
 *
 * In: bytes of unknown honesty, keys.  Out: plaintext, each chunk only after it verified.  Must never: derive a key at a cost that the file
 * alone has chosen, or let an end pass that is not the end.
 */
#include "age_inner.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 512 }; /* first look at a header */

static int
damaged(struct err *err, const char *what)
{
	return err_set(err, E_AGE_DAMAGE, "%s", what);
}

/* ---- the header ---- */

/* Reads until the header is there; what came along of the payload goes to `sealed`. */
static int
read_header(struct age_reader *r, struct err *err)
{
	size_t n = 0, got = 0, piece = PIECE;
	int rc;

	while ((rc = age_header_end(err, r->header.p, r->header.n, &n)) == 0) {
		uint8_t *p = buf_extend(&r->header, piece);

		if (!p)
			return err_set(err, E_NOMEM, "age header");
		rc = age_source_fill(&r->source, err, p, piece, &got);
		buf_truncate(&r->header, r->header.n - piece + got);
		if (rc)
			return rc;
		if (got == 0)
			return err_set(err, E_INPUT, "age header: it is cut off");
		piece = piece < AGE_CHUNK ? 2 * piece : piece;
	}
	if (rc < 0)
		return rc;
	r->have = r->header.n - n;
	if (r->have)
		memcpy(r->sealed, r->header.p + n, r->have);
	buf_truncate(&r->header, n);
	return age_header_parse(err, r->header.p, n, &r->parsed);
}

static int
read_nonce(struct age_reader *r, struct err *err)
{
	size_t got = 0;
	int rc = 0;

	if (r->have < AGE_NONCE)
		rc = age_source_fill(&r->source, err, r->sealed + r->have, AGE_NONCE - r->have, &got);
	r->have += got;
	if (!rc && r->have < AGE_NONCE)
		rc = err_set(err, E_INPUT, "age header: the file ends right behind it");
	if (rc)
		return rc;
	memcpy(r->nonce, r->sealed, AGE_NONCE);
	r->have -= AGE_NONCE;
	memmove(r->sealed, r->sealed + AGE_NONCE, r->have);
	r->payload = r->header.n + AGE_NONCE;
	return 0;
}

int
age_open(struct err *err, age_read_fn *read, void *arg, struct age_reader **out)
{
	struct age_reader *r = calloc(1, sizeof *r);
	int rc;

	*out = NULL;
	if (!r)
		return err_set(err, E_NOMEM, "age");
	/* A piece of the header may bring up to AGE_CHUNK bytes of the payload along. */
	r->sealed = malloc(AGE_SEALED);
	r->chunk = malloc(AGE_CHUNK);
	rc = r->sealed && r->chunk ? age_source_begin(&r->source, err, read, arg) : err_set(err, E_NOMEM, "age");
	if (!rc)
		rc = read_header(r, err);
	if (!rc)
		rc = read_nonce(r, err);
	if (rc)
		age_reader_free(r);
	else
		*out = r;
	return rc;
}

void
age_reader_free(struct age_reader *r)
{
	if (!r)
		return;
	secret_free(r->key);
	age_header_release(&r->parsed);
	buf_release(&r->header);
	age_again_free(r->again);
	if (r->chunk)
		wipe(r->chunk, AGE_CHUNK);
	free(r->chunk);
	free(r->sealed);
	free(r);
}

/* ---- keys ---- */

bool
age_wants_passphrase(const struct age_reader *r)
{
	return age_is_scrypt(&r->parsed.stanzas[0]);
}

int
age_unlock_file_key(struct age_reader *r, struct err *err, const struct secret *file_key)
{
	uint8_t mac[32];

	age_mac(mac, file_key, r->header.p, r->parsed.maced);
	if (sodium_memcmp(mac, r->parsed.mac, sizeof mac))
		return damaged(err, "age header: it was altered");
	r->key = age_payload_key(file_key, r->nonce);
	return r->key ? 0 : err_set(err, E_NOMEM, "age");
}

int
age_unlock_passphrase(struct age_reader *r, struct err *err, const struct secret *passphrase, int most)
{
	const struct age_stanza *s = &r->parsed.stanzas[0];
	struct secret *wrap = NULL, *file_key;
	uint8_t salt[AGE_SALT];
	int work, rc;

	if (!age_is_scrypt(s))
		return err_set(err, E_AGE_KEY, "it is sealed for keys, not with a passphrase\n--age-identity FILE names the file of the key");
	age_stanza_salt(s, salt, &work);
	if (work > AGE_WORK_MOST)
		return err_set(err, E_INPUT, "age header: its passphrase asks for more memory than any felt would use");
	if (work > most)
		return err_num(err, E_KDF_LIMIT, UINT64_C(1024) << work, "scrypt");
	file_key = secret_new(AGE_FILE_KEY);
	rc = file_key ? age_scrypt(err, passphrase, salt, work, &wrap) : err_set(err, E_NOMEM, "age");
	if (!rc && !age_unwrap(file_key->p, wrap->p, s->body))
		rc = err_set(err, E_AGE_KEY, "that passphrase does not open it\nit is taken exactly as typed, hyphens included");
	if (!rc)
		rc = age_unlock_file_key(r, err, file_key);
	secret_free(wrap);
	secret_free(file_key);
	return rc;
}

/* One key at all stanzas.  1: it opened one, 0: none is for it. */
static int
try_identity(struct err *err, const struct age_header *h, const struct secret *identity, struct secret *wrap, struct secret *file_key)
{
	uint8_t share[AGE_KEY], mine[AGE_KEY];
	int rc = age_identity_recipient(identity, mine) ? err_set(err, E_INPUT, "this is not a key of age") : 0;

	for (size_t i = 0; !rc && i < h->n; i++) {
		if (!age_is_x25519(&h->stanzas[i]))
			continue;
		age_stanza_share(&h->stanzas[i], share);
		if (!age_x25519(wrap->p, identity->p, share, share, mine))
			rc = err_set(err, E_INPUT, "age header: an X25519 stanza has a key of low order");
		else
			rc = age_unwrap(file_key->p, wrap->p, h->stanzas[i].body);
	}
	return rc;
}

/* Nothing fits: why, as far as the header tells. */
static int
no_match(struct err *err, const struct age_header *h)
{
	bool x25519 = false, post_quantum = false;

	for (size_t i = 0; i < h->n; i++) {
		x25519 = x25519 || age_is_x25519(&h->stanzas[i]);
		post_quantum = post_quantum || slice_is(h->stanzas[i].type, "mlkem768x25519");
	}
	if (age_is_scrypt(&h->stanzas[0]))
		return err_set(err, E_AGE_KEY, "it is sealed with a passphrase, not for a key\nwithout --age-identity the passphrase is asked for");
	if (post_quantum && !x25519)
		return err_set(err, E_AGE_KEY, "it is for keys AGE-SECRET-KEY-PQ-1..., which need ML-KEM: libsodium 1.0.22 or newer\n"
			"a newer age opens it: age -d -i KEYFILE FILE");
	if (!x25519)
		return err_set(err, E_AGE_KEY, "it is for keys of another kind than felt has (plugins, ssh)\nage -d -i KEYFILE FILE may open it");
	return err_set(err, E_AGE_KEY, "it is not for any of the keys in that file");
}

int
age_unlock_keys(struct age_reader *r, struct err *err, const struct age_identities *ids)
{
	struct secret *wrap = secret_new(32), *file_key = secret_new(AGE_FILE_KEY);
	int rc = 0;

	if (!wrap || !file_key)
		rc = err_set(err, E_NOMEM, "age");
	for (size_t k = 0; !rc && k < ids->n; k++)
		rc = try_identity(err, &r->parsed, ids->key[k], wrap, file_key);
	if (rc == 1)
		rc = age_unlock_file_key(r, err, file_key);
	else if (rc == 0)
		rc = no_match(err, &r->parsed);
	secret_free(wrap);
	secret_free(file_key);
	return rc;
}

/* ---- the payload ---- */

static int
open_chunk(struct age_reader *r, struct err *err)
{
	size_t got = 0;
	int rc = age_source_fill(&r->source, err, r->sealed + r->have, AGE_SEALED - r->have, &got);
	bool whole;

	if (rc)
		return rc;
	r->have += got;
	whole = r->have == AGE_SEALED;
	if (r->have == 0)
		return damaged(err, "age payload: its end is missing");
	/* A whole chunk may be the last one all the same; nothing but its mark says so. */
	if (whole && age_chunk_open(r->chunk, r->key, r->index, false, r->sealed, r->have))
		r->last = false;
	else if (age_chunk_open(r->chunk, r->key, r->index, true, r->sealed, r->have))
		r->last = true;
	else
		return damaged(err, "age payload: it was altered or cut off");
	r->at = 0;
	r->n = r->have - AGE_TAG;
	r->have = 0;
	if (r->last && r->n == 0 && r->index > 0)
		return damaged(err, "age payload: its last piece is empty");
	r->bytes += r->n;
	r->index++;
	return 0;
}

static int
nothing_behind(struct age_reader *r, struct err *err)
{
	uint8_t one;
	size_t got = 0;
	int rc = age_source_fill(&r->source, err, &one, 1, &got);

	if (!rc && got)
		rc = damaged(err, "age payload: something stands behind its end");
	r->finished = !rc;
	return rc;
}

int
age_read(void *reader, struct err *err, uint8_t *p, size_t n, size_t *got)
{
	struct age_reader *r = reader;
	int rc = 0;

	*got = 0;
	if (r->failed)
		return damaged(err, "age payload: it was altered or cut off");
	while (!rc && r->at == r->n && !r->finished && n > 0)
		rc = r->last ? nothing_behind(r, err) : open_chunk(r, err);
	if (rc) {
		r->failed = true;
		r->at = r->n = 0;
		return rc;
	}
	*got = n < r->n - r->at ? n : r->n - r->at;
	if (*got)
		memcpy(p, r->chunk + r->at, *got);
	r->at += *got;
	return 0;
}
