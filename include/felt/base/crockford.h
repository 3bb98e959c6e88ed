/*
 * Crockford base 32, lower or upper case, most significant bit first: ids, recovery keys, fingerprints.
 * Reading takes any case, O as 0, I and L as 1.
 */
#ifndef FELT_BASE_CROCKFORD_H
#define FELT_BASE_CROCKFORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value 0..31 of a character, or -1. */
int crockford_value(char c);
/* The first `bits` bits of p, counted from the top bit of p[0], as ceil(bits/5) characters, NUL-terminated; out holds
 * (bits+4)/5 + 1.  When bits is not a multiple of 5, zero bits go in front (the 64 of an id: 64 -> 65, 13 characters). */
void crockford_encode(const uint8_t *p, size_t bits, bool upper, char *out);

#endif
