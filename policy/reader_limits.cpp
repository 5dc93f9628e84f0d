// SPDX-License-Identifier: Apache-2.0
// A limit that is read wrong would let programs through, or none: each word is held
// against the list it comes from, or against the form that the kernel gives it.
#include "policy/reader_limits.h"

#include <algorithm>

#include "policy/reader_value.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::policy {

namespace {

constexpr std::uint32_t kEveryEffect = (1u << WB_EFFECT_COUNT) - 1;

bool is_function_letter(char letter)
{
	return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
	       (letter >= '0' && letter <= '9') || letter == '_' || letter == '.' || letter == '$';
}

bool is_function(std::string_view name)
{
	return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
	       std::ranges::all_of(name, is_function_letter);
}

std::string hint_for(std::string_view word, const std::vector<std::string_view> &known, bool list_them)
{
	if (const auto meant = closest(word, known))
		return "did you mean '" + *meant + "'?";
	return list_them ? "known: " + listed(known) : "`man bpf-helpers` lists them";
}

bool check_attach(const YamlItem &item, std::string_view name, const Guard &guard)
{
	const auto number = attach_type_said(name);
	if (!number) {
		item.error("unknown-attach", "unknown attach type " + in_quotes(name),
			   hint_for(name, attach_type_names(), true));
		return false;
	}
	if (!attach_type_is_guard(*number) || guard.programs)
		return true;
	item.error("guard-type", "attach type " + in_quotes(name) + " could switch watchbpf off", kGuardHint);
	return false;
}

std::string target_problem(std::string_view name)
{
	const std::string_view start = name.ends_with('*') ? name.substr(0, name.size() - 1) : name;
	if (name == "*")
		return "is every function's";
	if (!is_function(start))
		return "is no name of a kernel function";
	if (start.size() > kLongestTarget)
		return "has more than " + std::to_string(kLongestTarget) + " bytes";
	return {};
}

bool check_target(const YamlItem &item, std::string_view name)
{
	const std::string problem = target_problem(name);
	if (problem.empty())
		return true;
	item.error("target", "target " + in_quotes(name) + " " + problem,
		   name == "*" ? "remove it"
			       : "write it as /proc/kallsyms shows it, such as 'vfs_read', or its "
				 "beginning: 'vfs_*'");
	return false;
}

bool check_effect(const YamlItem &item, std::string_view word)
{
	const auto effect = effect_bit(word);
	if (!effect)
		item.error("unknown-effect", "unknown effect " + in_quotes(word),
			   hint_for(word, effect_words(), true));
	else if (*effect == WB_EFFECT_GUARD)
		item.error("guard-type", "effect 'guard' could switch watchbpf off and can't be listed",
			   "the tool's own key says it: 'guard: true' lets its programs have it");
	return effect && *effect != WB_EFFECT_GUARD;
}

bool check_helper(const YamlItem &item, std::string_view name)
{
	if (helper_number(name))
		return true;
	const std::string_view bare = name.starts_with("bpf_") ? name.substr(4) : name;
	item.error("unknown-helper", "unknown helper " + in_quotes(name),
		   hint_for(bare, helper_names(), false));
	return false;
}

bool check_kfunc(const YamlItem &item, std::string_view name)
{
	if (is_function(name) && name.size() <= kLongestKfunc)
		return true;
	item.error("kfunc", in_quotes(name) + " is no name of a kernel function",
		   "write it as the kernel has it, such as 'bpf_task_from_pid'");
	return false;
}

std::uint32_t effects_in(const std::vector<Word> &words)
{
	std::uint32_t effects = 0;
	for (const Word &word : words)
		effects |= 1u << *effect_bit(word.text);
	return effects;
}

// What this build does not know could be what is left out: `unknown` goes with it.
void read_effects_without(const YamlItem &item, ProgramLimits &limits)
{
	const Key keys[] = {{"without", [&](const YamlItem &value) {
				     limits.effects = kEveryEffect &
						      ~effects_in(read_words(value, check_effect)) &
						      ~(WB_DOES_UNKNOWN | WB_DOES_GUARD);
			     }}};
	if (read_mapping(item, keys, {}) && item.node().children.empty())
		item.error("missing-key", "'effects' says nothing",
			   "write a list of those that are allowed, or 'without: [...]'");
}

void read_effects(const YamlItem &item, ProgramLimits &limits)
{
	if (item.is(YamlKind::kMapping))
		read_effects_without(item, limits);
	else
		limits.effects = effects_in(read_words(item, check_effect, EmptyList::kNone));
}

std::optional<std::uint32_t> number_in(std::string_view text, std::uint32_t least, std::uint32_t most)
{
	const auto number = number_of(std::string(text));
	if (!number || *number < least || *number > most || text.starts_with('0'))
		return std::nullopt;
	return *number;
}

void read_instructions(const YamlItem &item, ProgramLimits &limits)
{
	const auto text = item.scalar();
	if (!text)
		return;
	const auto number = item.node().plain ? number_in(*text, 1, kMostInstructions) : std::nullopt;
	if (number)
		limits.max_instructions = *number;
	else
		item.error("instructions", in_quotes(item.key()) + " cannot be " + in_quotes(*text),
			   "write a number from 1 to " + std::to_string(kMostInstructions) +
			       ", without quotes");
}

void read_signed(const YamlItem &item, ProgramLimits &limits)
{
	const auto text = item.scalar();
	if (!text)
		return;
	if (const auto keyring = keyring_of(*text))
		limits.keyring = *keyring;
	else
		item.error("signed", "'signed' cannot be " + in_quotes(*text),
			   "write '" + std::string(kSystemKeyring) +
			       "', or the serial of a keyring as `keyctl show` prints it, from " +
			       std::to_string(kFirstSerial) + " on");
}

} // namespace

std::optional<std::int32_t> keyring_of(std::string_view word)
{
	if (word == kSystemKeyring)
		return 0;
	const auto serial = number_in(word, kFirstSerial, kLastSerial);
	return serial ? std::optional(static_cast<std::int32_t>(*serial)) : std::nullopt;
}

std::optional<std::uint32_t> attach_type_said(std::string_view name)
{
	return name == kNoAttachType ? 0 : attach_type_number(name);
}

std::string_view key_of_limit(wb_limit limit)
{
	switch (limit) {
	case WB_LIMIT_EFFECTS:
		return "effects";
	case WB_LIMIT_HELPERS:
		return "helpers";
	case WB_LIMIT_KFUNCS:
		return "kfuncs";
	case WB_LIMIT_ATTACH:
		return "attach";
	case WB_LIMIT_TARGETS:
		return "targets";
	case WB_LIMIT_INSTRUCTIONS:
		return "max_instructions";
	case WB_LIMIT_SIGNED:
		return "signed";
	}
	return {};
}

std::vector<Key> keys_of_limits(const Guard &guard, ProgramLimits &limits)
{
	// A key that is there is asked, even if what it says was refused.
	const auto key = [&limits](wb_limit limit, YamlItem::Visit read) {
		return Key{key_of_limit(limit), [&limits, limit, read](const YamlItem &item) {
				   limits.places[limit] = item.key_place();
				   read(item);
			   }};
	};
	return {
	    key(WB_LIMIT_ATTACH,
		[&guard, &limits](const YamlItem &item) {
			const auto check = [&](const YamlItem &element, std::string_view name) {
				return check_attach(element, name, guard);
			};
			for (const Word &word : read_words(item, check))
				limits.attach.set(*attach_type_said(word.text));
		}),
	    key(WB_LIMIT_TARGETS,
		[&limits](const YamlItem &item) { limits.targets = read_words(item, check_target); }),
	    key(WB_LIMIT_EFFECTS, [&limits](const YamlItem &item) { read_effects(item, limits); }),
	    key(WB_LIMIT_HELPERS,
		[&limits](const YamlItem &item) {
			for (const Word &word : read_words(item, check_helper, EmptyList::kNone))
				limits.helpers.set(*helper_number(word.text));
		}),
	    key(WB_LIMIT_KFUNCS,
		[&limits](const YamlItem &item) {
			limits.kfuncs = read_words(item, check_kfunc, EmptyList::kNone);
		}),
	    key(WB_LIMIT_INSTRUCTIONS, [&limits](const YamlItem &item) { read_instructions(item, limits); }),
	    key(WB_LIMIT_SIGNED, [&limits](const YamlItem &item) { read_signed(item, limits); }),
	};
}

} // namespace watchbpf::policy
