/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Eve's library for LD_PRELOAD and LD_AUDIT: bpf() from inside the process that
 * loads it. Writes how that went to the file $EVE_MARKER; a secure exec ignores
 * both, so that for a tool there is no such file.
 */
#include <link.h>
#include <stdlib.h>

#include "act.h"

__attribute__((constructor)) static void run(void)
{
	const char *path = getenv("EVE_MARKER");
	FILE *marker = path ? fopen(path, "w") : NULL;
	int fd = create_map();

	if (!marker)
		return;
	fputs(fd >= 0 ? "allowed\n" : "denied\n", marker);
	fclose(marker);
	if (fd >= 0)
		close(fd);
}

/* Makes it a library that LD_AUDIT takes. */
unsigned int la_version(unsigned int version)
{
	return version;
}
