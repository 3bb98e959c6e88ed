/*
 * The empty program: linked with the same libraries as felt it is the floor of every start, and what memory is
 * counted from.
 */
int
main(void)
{
	return 0;
}
