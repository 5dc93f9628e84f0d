// SPDX-License-Identifier: Apache-2.0
// What is said about each mistake: code, place, item and hint.
#include "policy/reader.h"

#include <catch2/catch.hpp>

#include "diagnostics_of.h"

using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

// Lines 1 to 5 of most cases; what is wrong starts in line 6 with four spaces.
const std::string kTool = "version: 1\ntools:\n  alice:\n    identities:\n      - path: /a\n";
const std::string kIdentity = "version: 1\ntools:\n  alice:\n    identities:\n";

struct Mistake {
	const char *name;
	std::string text;
	std::vector<std::string> problems; // summary()
	std::vector<std::string> says{};   // parts of what is rendered
};

const Mistake kMistakes[] = {
    // The document.
    {.name = "no version",
     .text = "mode: audit\n",
     .problems = {"missing-key 1:1"},
     .says = {"'version' is missing", "version: 1"}},
    {.name = "other version",
     .text = "version: 2\n",
     .problems = {"version 1:10"},
     .says = {"version '2' is not known"}},
    {.name = "version in quotes", .text = "version: '1'\n", .problems = {"version 1:10"}},
    {.name = "version as a fraction", .text = "version: 1.0\n", .problems = {"version 1:10"}},
    {.name = "version as a list",
     .text = "version: [1]\n",
     .problems = {"wrong-type 1:10"},
     .says = {"'version' must be a single value, not a list"}},
    {.name = "version empty",
     .text = "version:\nmode: audit\n",
     .problems = {"wrong-type 1:1"},
     .says = {"but is empty"}},
    {.name = "a list for a policy",
     .text = "- version: 1\n",
     .problems = {"wrong-type 1:1"},
     .says = {"a policy must be a mapping, not a list"}},
    {.name = "a word for a policy", .text = "hello\n", .problems = {"wrong-type 1:1"}},
    {.name = "misspelt key",
     .text = "version: 1\ndefualt: deny\n",
     .problems = {"unknown-key 2:1"},
     .says = {"did you mean 'default'?"}},
    {.name = "unknown key",
     .text = "version: 1\nqqqqqq: deny\n",
     .problems = {"unknown-key 2:1"},
     .says = {"known here: 'version', 'mode', 'default', 'signers' and 'tools'"}},
    {.name = "unknown mode",
     .text = "version: 1\nmode: Enforce\n",
     .problems = {"unknown-value 2:7"},
     .says = {"did you mean 'enforce'?"}},
    {.name = "unknown default",
     .text = "version: 1\ndefault: allow\n",
     .problems = {"unknown-value 2:10"},
     .says = {"possible: 'deny' and 'introspection'"}},
    {.name = "empty mode", .text = "version: 1\nmode: ~\n", .problems = {"wrong-type 2:1"}},
    {.name = "tools as a list", .text = "version: 1\ntools:\n  - alice\n", .problems = {"wrong-type 3:3"}},
    {.name = "tools empty", .text = "version: 1\ntools:\n", .problems = {"wrong-type 2:1"}},
    {.name = "repeated key",
     .text = "version: 1\nmode: audit\nmode: enforce\n",
     .problems = {"duplicate-key 3:1"},
     .says = {"key 'mode' is defined twice, first at line 2"}},
    {.name = "repeated key, other quotes",
     .text = "version: 1\n\"version\": 1\n",
     .problems = {"duplicate-key 2:1"}},
    // Tools.
    {.name = "repeated tool",
     .text = kTool + "  alice:\n    maps: 7\n",
     .problems = {"duplicate-key 6:3"},
     .says = {"tool 'alice' is defined twice, first at line 3", "in tools\n"}},
    {.name = "tool of nothing", .text = "version: 1\ntools:\n  alice:\n", .problems = {"wrong-type 3:3"}},
    {.name = "tool without identities",
     .text = "version: 1\ntools:\n  alice:\n    maps: true\n",
     .problems = {"missing-key 3:3"},
     .says = {"tool 'alice' has no 'identities'"}},
    {.name = "misspelt identities",
     .text = "version: 1\ntools:\n  alice:\n    identites: []\n",
     .problems = {"missing-key 3:3", "unknown-key 4:5"},
     .says = {"in tools.alice\n", "did you mean 'identities'?"}},
    {.name = "repeated key of a tool",
     .text = kTool + "    maps: true\n    maps: true\n",
     .problems = {"duplicate-key 7:5"}},
    // Identities.
    {.name = "no identity", .text = kIdentity + "      []\n", .problems = {"missing-identity 5:7"}},
    {.name = "identities as a mapping",
     .text = kIdentity + "      path: /a\n",
     .problems = {"wrong-type 5:7"}},
    {.name = "identities as a word",
     .text = "version: 1\ntools:\n  a:\n    identities: /a\n",
     .problems = {"wrong-type 4:17"},
     .says = {"'identities' must be a list, not a single value"}},
    {.name = "identity as a word",
     .text = kIdentity + "      - /a\n",
     .problems = {"wrong-type 5:9"},
     .says = {"in tools.alice.identities[0]"}},
    {.name = "identity of nothing",
     .text = kIdentity + "      - {}\n",
     .problems = {"missing-key 5:9"},
     .says = {"neither 'digest' nor 'path'"}},
    {.name = "bad digest",
     .text = kIdentity + "      - path: /a\n      - digest: sha256:abc\n",
     .problems = {"digest 6:17"},
     .says = {"has 3 hex digits, 64 expected", "in tools.alice.identities[1].digest"}},
    {.name = "digest as a list",
     .text = kIdentity + "      - digest: [x]\n",
     .problems = {"wrong-type 5:17"}},
    {.name = "relative path",
     .text = kIdentity + "      - path: usr/bin/a\n",
     .problems = {"path 5:15"},
     .says = {"is not absolute"}},
    {.name = "empty path",
     .text = kIdentity + "      - path: ''\n",
     .problems = {"path 5:15"},
     .says = {"is empty"}},
    {.name = "path with ..",
     .text = kIdentity + "      - path: /usr/../bin/a\n",
     .problems = {"path 5:15"},
     .says = {"did you mean '/bin/a'?"}},
    {.name = "path with .", .text = kIdentity + "      - path: /usr/./a\n", .problems = {"path 5:15"}},
    {.name = "path with //", .text = kIdentity + "      - path: //usr/a\n", .problems = {"path 5:15"}},
    {.name = "path with / at its end",
     .text = kIdentity + "      - path: /usr/a/\n",
     .problems = {"path 5:15"},
     .says = {"names a directory"}},
    {.name = "path with NUL",
     .text = kIdentity + "      - path: \"/a\\0b\"\n",
     .problems = {"path 5:15"},
     .says = {"'/a\\x00b'"}},
    {.name = "path too long",
     .text = kIdentity + "      - path: /" + std::string(5000, 'a') + "\n",
     .problems = {"path 5:15"}},
    // Signers.
    {.name = "signers as a list", .text = "version: 1\nsigners: [a]\n", .problems = {"wrong-type 2:10"}},
    {.name = "signer as a path",
     .text = "version: 1\nsigners:\n  ours: /a.pem\n",
     .problems = {"wrong-type 3:9"}},
    {.name = "signer without a certificate",
     .text = "version: 1\nsigners:\n  ours: {}\n",
     .problems = {"missing-key 3:3"},
     .says = {"signer 'ours' has no 'certificate'"}},
    {.name = "signer with a relative path",
     .text = "version: 1\nsigners:\n  ours: {certificate: a.pem}\n",
     .problems = {"path 3:23"},
     .says = {"in signers.ours.certificate"}},
    {.name = "signer name with blanks",
     .text = "version: 1\nsigners:\n  our own: {certificate: /a.pem}\n",
     .problems = {"signer-name 3:3"}},
    {.name = "signer twice",
     .text = "version: 1\nsigners:\n  a: {certificate: /a}\n  a: {certificate: /b}\n",
     .problems = {"duplicate-key 4:3"}},
    {.name = "signed identity without a path",
     .text = kIdentity + "      - {signer: ours}\n",
     .problems = {"missing-key 5:9"},
     .says = {"'signer' stands without 'path'"}},
    {.name = "signature of nobody",
     .text = kIdentity + "      - {path: /a, signature: /a.p7s}\n",
     .problems = {"missing-key 5:9"},
     .says = {"write 'signer: NAME'"}},
    {.name = "empty signer, which must not mean none",
     .text = kIdentity + "      - {path: /a, signer: ''}\n",
     .problems = {"unknown-signer 5:28"}},
    {.name = "signer and digest",
     .text = kIdentity + "      - {path: /a, signer: ours, digest: sha256:" + hex64('a') + "}\n",
     .problems = {"two-proofs 5:9"}},
    {.name = "signature with a relative path",
     .text = kIdentity + "      - {path: /a, signer: ours, signature: a.p7s}\n",
     .problems = {"path 5:45"}},
    // Programs and maps.
    {.name = "programs as a list", .text = kTool + "    programs: [xdp]\n", .problems = {"wrong-type 6:15"}},
    {.name = "types as a word",
     .text = kTool + "    programs: {types: xdp}\n",
     .problems = {"wrong-type 6:23"},
     .says = {"write '[a, b]'"}},
    {.name = "misspelt type",
     .text = kTool + "    programs: {types: [xpd]}\n",
     .problems = {"unknown-program-type 6:24"},
     .says = {"did you mean 'xdp'?", "in tools.alice.programs.types[0]"}},
    {.name = "the kernel's spelling",
     .text = kTool + "    programs: {types: [BPF_PROG_TYPE_SCHED_CLS]}\n",
     .problems = {"unknown-program-type 6:24"},
     .says = {"did you mean 'sched_cls'?"}},
    {.name = "a number for a type",
     .text = kTool + "    programs: {types: [6]}\n",
     .problems = {"unknown-program-type 6:24"},
     .says = {"known: 'socket_filter',"}},
    {.name = "a mapping for a type",
     .text = kTool + "    programs: {types: [{xdp: 1}]}\n",
     .problems = {"wrong-type 6:24"}},
    {.name = "guard types",
     .text = kTool + "    programs: {types: [lsm, ext, xdp, syscall]}\n",
     .problems = {"guard-type 6:24", "guard-type 6:29", "guard-type 6:39"},
     .says = {"program type 'lsm' could switch watchbpf off and can't be granted in this version"}},
    {.name = "maps: yes",
     .text = kTool + "    maps: yes\n",
     .problems = {"unknown-value 6:11"},
     .says = {"write 'true' or 'false'"}},
    {.name = "maps: True", .text = kTool + "    maps: True\n", .problems = {"unknown-value 6:11"}},
    {.name = "maps: 'true'", .text = kTool + "    maps: 'true'\n", .problems = {"unknown-value 6:11"}},
    {.name = "maps: 1", .text = kTool + "    maps: 1\n", .problems = {"unknown-value 6:11"}},
    {.name = "maps of nothing", .text = kTool + "    maps: {}\n", .problems = {"wrong-type 6:11"}},
    {.name = "maps as a list", .text = kTool + "    maps: [ro]\n", .problems = {"wrong-type 6:11"}},
    {.name = "maps with an unknown key",
     .text = kTool + "    maps: {foo: 1}\n",
     .problems = {"unknown-key 6:12"}},
};

} // namespace

TEST_CASE("each mistake has its code, place, item and hint", "[reader]")
{
	for (const Mistake &mistake : kMistakes) {
		const ReadPolicy result = read(mistake.text);
		const std::string text = rendered(result);
		INFO(mistake.name << "\n" << text);
		CHECK_FALSE(result.policy);
		CHECK(summary(result.diagnostics) == mistake.problems);
		for (const std::string &part : mistake.says)
			CHECK_THAT(text, Contains(part));
		for (const Diagnostic &diagnostic : result.diagnostics)
			CHECK_FALSE(diagnostic.hint.empty());
	}
}
