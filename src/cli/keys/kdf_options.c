/*
 * How much each guess at a passphrase shall cost: --kdf-memory and --kdf-passes.
 */
#include <string.h>

#include "cli/frame.h"

/* Digits only, no sign, no overflow; *rest is what follows. */
static bool
digits(const char *s, uint64_t *n, const char **rest)
{
	const char *start = s;

	for (*n = 0; *s >= '0' && *s <= '9'; s++) {
		if (*n > (UINT64_MAX - 9) / 10)
			return false;
		*n = *n * 10 + (uint64_t)(*s - '0');
	}
	*rest = s;
	return s > start;
}

/* "256M", "1G", "65536K", or bytes. */
static bool
size(const char *s, uint64_t *out)
{
	static const struct { char letter; unsigned shift; } units[] = {
		{ 'K', 10 }, { 'k', 10 }, { 'M', 20 }, { 'm', 20 }, { 'G', 30 }, { 'g', 30 },
	};
	const char *rest;
	unsigned shift = 0;

	if (!digits(s, out, &rest))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0] && *rest; i++)
		if (*rest == units[i].letter) {
			shift = units[i].shift;
			rest++;
			break;
		}
	if (!*rest || (shift && !strcmp(rest, "iB"))) {
		if (*out > UINT64_MAX >> shift)
			return false;
		*out <<= shift;
		return true;
	}
	return false;
}

int
kdf_from_args(struct err *err, const struct args *a, struct kdf_cost *cost)
{
	const char *memory = args_value(a, "kdf-memory"), *passes = args_value(a, "kdf-passes"), *rest;
	uint64_t n;

	if (memory && !size(memory, &cost->memory))
		return err_set(err, E_USAGE, "--kdf-memory wants a size from 64M to 4G");
	if (passes) {
		if (!digits(passes, &n, &rest) || *rest || n > UINT32_MAX)
			return err_set(err, E_USAGE, "--kdf-passes wants a number from 2 to 16");
		cost->passes = (uint32_t)n;
	}
	return memory || passes ? kdf_check_write(err, *cost) : 0;
}
