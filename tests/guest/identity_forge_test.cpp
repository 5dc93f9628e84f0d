// SPDX-License-Identifier: Apache-2.0
// A file with Alice's digest and Eve's code: see forge.c.
#include <catch2/catch.hpp>

#include "beats.h"
#include "stage.h"

using namespace watchbpf::guest;

TEST_CASE("forge: code written into the cache of a sealed copy is not alice")
{
	const Scene scene;
	const std::string fake = scene.path("fake");
	const Command act = {"sh", "-c",
			     "set -e; " + stage::forge() + " " + scene.alice() + " " + fake +
				 "; test \"$(fsverity measure " + fake +
				 " | cut -d' ' -f1)\" = \"$(fsverity measure " + scene.alice() +
				 " | cut -d' ' -f1)\"; " + fake + " || { echo denied; exit 1; }"};
	beats(scene, {is_denied("forged", act, "sealed-late")});
}
