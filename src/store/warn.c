/*
 * What is wrong with a journal and does not stop a read, told to whoever opened it: each thing once.
 */
#include "inner.h"

void
store_warn(struct store *s, enum store_warning what, uint64_t n)
{
	if (s->warned & 1u << what)
		return;
	s->warned |= 1u << what;
	if (s->env.warn)
		s->env.warn(s->env.warn_arg, what, n);
}
