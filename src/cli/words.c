/*
 * Sizes, times and paths as people are told of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/frame.h"

void
words_size(uint64_t bytes, char out[WORDS_MAX])
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	uint64_t unit = 1024;
	size_t i = 0;

	if (bytes < 1024) {
		snprintf(out, WORDS_MAX, "%" PRIu64 " bytes", bytes);
		return;
	}
	while (i + 1 < sizeof units / sizeof units[0] && bytes / unit >= 1024) {
		unit *= 1024;
		i++;
	}
	uint64_t whole = bytes / unit, tenth = bytes % unit * 10 / unit;
	if (whole >= 10 || tenth == 0)
		snprintf(out, WORDS_MAX, "%" PRIu64 " %s", whole, units[i]);
	else
		snprintf(out, WORDS_MAX, "%" PRIu64 ".%" PRIu64 " %s", whole, tenth, units[i]);
}

void
words_ago(int64_t now_ms, int64_t then_ms, char out[WORDS_MAX])
{
	static const struct { int64_t seconds; const char *one; } units[] = {
		{ 365 * 86400, "year" }, { 30 * 86400, "month" }, { 7 * 86400, "week" }, { 86400, "day" }, { 3600, "hour" },
		{ 60, "minute" },
	};
	int64_t s = (now_ms - then_ms) / 1000;

	if (s < 0) {
		snprintf(out, WORDS_MAX, "in the future");
		return;
	}
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		int64_t n = s / units[i].seconds;
		if (n > 0) {
			snprintf(out, WORDS_MAX, "%" PRId64 " %s%s ago", n, units[i].one, n == 1 ? "" : "s");
			return;
		}
	}
	snprintf(out, WORDS_MAX, "just now");
}

const char *
words_span(int64_t seconds, char out[WORDS_MAX])
{
	static const struct { int64_t seconds; const char *one; } units[] = { { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		int64_t n = seconds / units[i].seconds;
		seconds %= units[i].seconds;
		if (n > 0 && at < WORDS_MAX)
			at += (size_t)snprintf(out + at, WORDS_MAX - at, "%s%" PRId64 " %s%s", at ? " " : "", n, units[i].one, n == 1 ? "" : "s");
	}
	return out;
}

void
words_path(const char *path, char out[PATH_WORDS])
{
	struct buf safe = BUF_INIT;
	struct slice s;

	text_safe(&safe, path, strlen(path), TEXT_ONE_LINE);
	s = buf_as_slice(&safe);
	size_t keep = text_cut(s.p, s.n, PATH_WORDS - 3);
	snprintf(out, PATH_WORDS, "'%.*s'", (int)keep, keep ? s.p : "");
	buf_release(&safe);
}
