/*
 * How many cores this process may use, where only the number of those of the machine can be asked for, if at all.
 */
#include "cli/frame.h"

unsigned
cores_there(void)
{
	return 1;
}
