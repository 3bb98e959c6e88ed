/*
 * Linux: the clock since boot, which goes on while the machine sleeps and which nobody sets back, and which boot it is.
 */
#undef _POSIX_C_SOURCE
#define _GNU_SOURCE /* CLOCK_BOOTTIME */

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/keys/cache.h"

/* "0b5c1c9e-....-....", hex digits and hyphens: 16 bytes of it. */
static bool
read_boot(uint8_t out[16])
{
	char text[64];
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
	size_t digits = 0;

	if (fd >= 0)
		close(fd);
	memset(out, 0, 16);
	for (ssize_t i = 0; i < n && digits < 32; i++) {
		const char *hex = "0123456789abcdef", *at = text[i] ? strchr(hex, text[i]) : NULL;
		if (!at)
			continue;
		out[digits / 2] = (uint8_t)(out[digits / 2] << 4 | (at - hex));
		digits++;
	}
	return digits == 32;
}

static int64_t
milliseconds(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct clocks
clocks_now(void)
{
	struct clocks c = { 0 };
	struct timespec wall = { 0 }, boot;

	clock_gettime(CLOCK_REALTIME, &wall);
	c.wall_ms = milliseconds(wall);
	if (clock_gettime(CLOCK_BOOTTIME, &boot) || !read_boot(c.boot))
		return c;
	c.has_boot = true;
	c.boot_ms = milliseconds(boot);
	return c;
}
