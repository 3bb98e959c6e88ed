/*
 * What went wrong, as a value (err.h).
 *
 * In: a code, an errno, a number, a few words about the subject.  Out: a filled `struct err`.
 * Must never: print, exit, or make a sentence; sentences are made in src/cli/report.c.
 *
 * The words are formatted into a local array first, so that a caller may pass err->subject itself
 * as an argument when it adds to what a lower layer said.
 */
#include "felt/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A subject that was cut may end inside a UTF-8 sequence; drop that piece, keep whole characters. */
static void
drop_torn_end(char *s, size_t n)
{
	size_t i = n;

	while (i > 0 && n - i < 3 && ((unsigned char)s[i - 1] & 0xc0) == 0x80)
		i--;
	if (i > 0 && (unsigned char)s[i - 1] >= 0xc0)
		s[i - 1] = '\0';
}

static void fill(struct err *err, enum err_code code, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void
fill(struct err *err, enum err_code code, const char *fmt, va_list ap)
{
	char text[sizeof err->subject];
	int n = -1;

	text[0] = '\0';
	if (fmt != NULL)
		n = vsnprintf(text, sizeof text, fmt, ap);
	if (n < 0)
		text[0] = '\0';
	else if ((size_t)n >= sizeof text)
		drop_torn_end(text, sizeof text - 1);
	err->code = code;
	err->sys = 0;
	err->n = 0;
	memcpy(err->subject, text, sizeof text);
}

int
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (err != NULL) {
		va_start(ap, fmt);
		fill(err, code, fmt, ap);
		va_end(ap);
	}
	return code;
}

int
err_sys(struct err *err, enum err_code code, const char *fmt, ...)
{
	int sys = errno;
	va_list ap;

	/* A full disk needs other advice than a broken one, wherever it was met. */
	if (sys == ENOSPC || sys == EDQUOT)
		code = E_SPACE;
	else if (sys == ENOMEM)
		code = E_NOMEM;
	if (err != NULL) {
		va_start(ap, fmt);
		fill(err, code, fmt, ap);
		va_end(ap);
		err->sys = sys;
	}
	errno = sys;
	return code;
}

int
err_num(struct err *err, enum err_code code, unsigned long long n, const char *fmt, ...)
{
	va_list ap;

	if (err != NULL) {
		va_start(ap, fmt);
		fill(err, code, fmt, ap);
		va_end(ap);
		err->n = n;
	}
	return code;
}
