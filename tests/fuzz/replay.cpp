// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer where there is none: runs a target once over each file
// that it is given, and names the file first, so that the last line of a crash says
// which one it was.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "input.h"

int main(int count, char **names)
{
	for (int i = 1; i < count; i++) {
		std::ifstream file(names[i], std::ios::binary);
		if (!file) {
			std::perror(names[i]);
			return 1;
		}
		std::puts(names[i]);
		std::fflush(stdout);
		const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
		LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
	}
	return 0;
}
