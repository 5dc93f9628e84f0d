// SPDX-License-Identifier: Apache-2.0
// Prints libFuzzer's dictionary: the words of the language, from its own tables, and
// what is special to YAML.
#include <cstdio>
#include <string>
#include <string_view>

#include "policy/known_programs.h"
#include "policy/question_words.h"
#include "policy/reader_tool.h"
#include "policy/vocabulary.h"

using namespace watchbpf::policy;

namespace {

// The reader's keys and words stand in its functions, where they are read.
constexpr std::string_view kWords[] = {"version: 1\n",
				       "mode: ",
				       "audit",
				       "enforce",
				       "default: ",
				       "deny",
				       "introspection",
				       "include: ",
				       "variables:\n",
				       "signers:\n",
				       "certificate: ",
				       "tools:\n",
				       "identities:\n",
				       "digest: ",
				       "sha256:",
				       "sha512:",
				       "path: /",
				       "optional: true",
				       "signer: ",
				       "signature: /",
				       "programs:\n",
				       "types: ",
				       "maps: ",
				       "use: true",
				       "create: ",
				       "others:\n",
				       "unowned: ro",
				       "links: ",
				       "introspection: false",
				       "where:\n",
				       "users: ",
				       "groups: ",
				       "cgroup: /",
				       "unit: ",
				       "host: true",
				       "adopt: true",
				       "guard: ",
				       "nested",
				       "attach: ",
				       "targets: ",
				       "effects: ",
				       "without: ",
				       "helpers: ",
				       "kfuncs: ",
				       "max_instructions: ",
				       "signed: ",
				       "system-keyring",
				       "vfs_*",
				       ".service",
				       "/user.slice",
				       "cases:\n",
				       "policy: ",
				       "name: ",
				       "expect: ",
				       "allowed",
				       "denied",
				       "would-deny",
				       "reason: ",
				       "rule: ",
				       "built-in",
				       "untrusted",
				       "tools.",
				       "#### ",
				       "#### p.cases.yaml\n",
				       "${",
				       "$${",
				       "}",
				       "- ",
				       "? ",
				       ": ",
				       "&a ",
				       "*a",
				       "!!int ",
				       "<<: ",
				       "---\n",
				       "...\n",
				       "%YAML 1.2\n",
				       "|\n",
				       ">-\n",
				       "{",
				       "[",
				       "\t",
				       "\r\n",
				       "\xef\xbb\xbf",
				       "\xff\xfe",
				       "4294967295",
				       "~",
				       "0x10"};

void print(std::string_view word)
{
	std::putchar('"');
	for (const char byte : word)
		if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\')
			std::printf("\\x%02x", static_cast<unsigned char>(byte));
		else
			std::putchar(byte);
	std::puts("\"");
}

} // namespace

int main()
{
	for (const std::string_view word : kWords)
		print(word);
	for (const QuestionKey &key : question_keys())
		print(std::string(key.name) + ": ");
	for (const auto *words : {&program_type_names(), &command_words(), &attach_type_names(),
				  &reason_codes(), &effect_words(), &helper_names(), &map_type_names()})
		for (const std::string_view word : *words)
			print(word);
	for (const std::string_view key : later_keys())
		print(std::string(key) + ": ");
	for (const std::string_view name : names_of_everybody())
		print("/bin/" + std::string(name));
	return 0;
}
