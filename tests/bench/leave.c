/* SPDX-License-Identifier: Apache-2.0 */
/* A program that is executed for its own sake, linked statically and not. */
int main(void)
{
	return 0;
}
