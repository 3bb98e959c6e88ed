/*
 * How many cores this process may use, on Linux: those it was given (taskset, cpusets), not those the machine has.
 */
#define _GNU_SOURCE 1
#include <sched.h>
#include <unistd.h>

#include "cli/frame.h"

unsigned
cores_there(void)
{
	cpu_set_t set;
	long n;

	if (!sched_getaffinity(0, sizeof set, &set) && CPU_COUNT(&set) > 0)
		return (unsigned)CPU_COUNT(&set);
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 && n < 4096 ? (unsigned)n : 1;
}
