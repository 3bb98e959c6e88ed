/*
 * What every fuzz target includes.  A target takes bytes of unknown honesty, hands them to one parser, and states what must
 * hold of the answer; what does not hold stops the program with its line.
 */
#ifndef FELT_TESTS_FUZZ_H
#define FELT_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Stays in every build, unlike assert. */
#define MUST(x) do { \
	if (!(x)) { \
		fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x); \
		abort(); \
	} \
} while (0)

/* The first byte chooses among several parsers of one file. */
static inline unsigned
choose(const uint8_t **p, size_t *n)
{
	unsigned c = *n ? **p : 0;

	if (*n) {
		++*p;
		--*n;
	}
	return c;
}

#endif
