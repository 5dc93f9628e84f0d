// SPDX-License-Identifier: Apache-2.0
#include "policy/question_words.h"

#include <linux/bpf.h>

#include <algorithm>

#include "policy/reader_limits.h"
#include "policy/reader_maps.h"
#include "policy/text.h"
#include "policy/vocabulary.h"
#include "policy/where_table.h"
#include "policy/yaml_item.h"

namespace watchbpf::policy {

namespace {

using Names = std::vector<std::string_view>;

std::string hint_for(std::string_view word, const Names &known)
{
	const auto meant = closest(word, known);
	return meant ? "did you mean '" + *meant + "'?" : "known: " + listed(known);
}

std::string hint_for_helper(std::string_view word)
{
	const auto meant = closest(word.starts_with("bpf_") ? word.substr(4) : word, helper_names());
	return meant ? "did you mean '" + *meant + "'?" : "`man bpf-helpers` lists them";
}

// The kernel's own spelling is as good as ours.
std::string without_prefix(std::string_view word, std::string_view prefix)
{
	std::string text(word);
	for (char &letter : text)
		if (letter >= 'A' && letter <= 'Z')
			letter = static_cast<char>(letter - 'A' + 'a');
	return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// Reads one question; every answer of its functions may also be an error in the report.
class Words {
public:
	Words(const QuestionWords &words, const Policy &policy, const Host &host, Report &report)
	    : words_(words), policy_(policy), host_(host), report_(report)
	{
	}

	Question read()
	{
		Question question;
		if (const QuestionKind *kind = kind_of()) {
			question.act = kind->act;
			refuse_others(*kind);
			kind->act == Act::kExec ? read_exec(question) : read_request(question);
		}
		return question;
	}

	bool failed() const { return failed_; }

private:
	const Said *find(std::string_view key) const
	{
		const auto said = std::ranges::find(words_.said, key, &Said::key);
		return said == words_.said.end() ? nullptr : &*said;
	}

	bool flag(std::string_view key) const { return find(key); }

	void error(const Said *said, std::string code, std::string message, std::string hint)
	{
		failed_ = true;
		std::string item = words_.prefix + (said ? said->key : "");
		while (!said && (item.ends_with('.') || item.ends_with('-')))
			item.pop_back();
		if (words_.prefix.starts_with('-')) // an option
			std::ranges::replace(item, '_', '-');
		report_.error(said ? said->place : words_.place, std::move(item), std::move(code),
			      std::move(message), std::move(hint));
	}

	const QuestionKind *kind_of()
	{
		const QuestionKind *found = nullptr;
		for (const QuestionKind &kind : question_kinds()) {
			const Said *said = find(kind.keys[0]);
			if (said && found)
				error(said, "question",
				      "'" + said->key + "' and '" + std::string(found->keys[0]) +
					  "' are two questions",
				      "ask one at a time");
			if (said && !found)
				found = &kind;
		}
		if (!found)
			error(nullptr, "question", "nothing is asked",
			      "say one of 'command', 'exec', 'trace' and 'sysctl'");
		return found;
	}

	void refuse_others(const QuestionKind &kind)
	{
		for (const Said &said : words_.said) {
			const bool starts_another =
			    std::ranges::any_of(question_kinds(), [&](const QuestionKind &other) {
				    return other.keys[0] == said.key;
			    });
			if (std::ranges::find(kind.keys, said.key) == kind.keys.end() && !starts_another)
				error(&said, "question",
				      "'" + said.key + "' says nothing about '" + std::string(kind.keys[0]) +
					  "'",
				      "remove it");
		}
	}

	// `nobody`: the word for no tool.
	std::uint32_t tool(const Said *said, std::string_view nobody = "untrusted")
	{
		if (said->text == nobody)
			return WB_UNTRUSTED;
		const auto position = std::ranges::find(policy_.tools, said->text, &Tool::name);
		if (position != policy_.tools.end())
			return static_cast<std::uint32_t>(position - policy_.tools.begin()) + 1;
		Names known = {nobody};
		for (const Tool &tool : policy_.tools)
			known.push_back(tool.name);
		error(said, "unknown-tool", "no tool " + in_quotes(said->text) + " in the policy",
		      hint_for(said->text, known));
		return WB_UNTRUSTED;
	}

	std::uint32_t number(const Said *said, std::optional<std::uint32_t> named, std::string_view what,
			     const Names &known)
	{
		if (named)
			return *named;
		if (const auto plain = number_of(said->text))
			return *plain;
		const bool type = said->key == "type";
		const auto meant = type ? program_type_meant(said->text) : std::nullopt;
		error(said,
		      "unknown-" + (type                      ? "program-type"
				    : said->key == "map_type" ? "map-type"
							      : said->key),
		      "unknown " + std::string(what) + " " + in_quotes(said->text),
		      hint_for(meant.value_or(said->text), known));
		return WB_NOT_KNOWN;
	}

	void read_request(Question &question)
	{
		if (const Said *said = find("tool"))
			question.tool = tool(said);
		else if (question.act != Act::kSysctl)
			error(nullptr, "missing-key", "'tool' is missing",
			      "say who asks: a tool of the policy, or 'untrusted'");
		if (const Said *said = find("trace"))
			question.target = tool(said);
		question.own = flag("own");
		question.nested = flag("nested");
		if (const Said *said = find("command")) {
			question.command =
			    number(said, command_number(said->text), "command", command_words());
			if (question.command != WB_NOT_KNOWN) {
				question.command == BPF_PROG_LOAD ? read_load(question) : refuse_load_keys();
				read_object(question);
			}
		}
	}

	void read_load(Question &question)
	{
		const Said *type = find("type"), *attach = find("attach");
		if (type)
			question.program.type =
			    number(type, program_type_number(without_prefix(type->text, "bpf_prog_type_")),
				   "program type", program_type_names());
		else
			error(nullptr, "missing-key", "'type' is missing",
			      "say which program type is loaded: 'xdp', 'tracing' ...");
		if (attach)
			question.program.attach_type =
			    number(attach, attach_type_said(without_prefix(attach->text, "bpf_")),
				   "attach type", attach_type_names());
		for (const Said &said : words_.said)
			read_about_program(said, question.program);
	}

	// The words of the keys below `programs`, with the same meaning.
	void read_about_program(const Said &said, ProgramQuestion &program)
	{
		if (said.key == "effects") {
			const auto effect = effect_bit(said.text);
			program.effects |= effect ? 1u << *effect : 0;
			if (!effect)
				error(&said, "unknown-effect", "unknown effect " + in_quotes(said.text),
				      hint_for(said.text, effect_words()));
		} else if (said.key == "helpers") {
			const auto helper = helper_number(said.text);
			if (helper)
				program.helpers.set(*helper);
			else
				error(&said, "unknown-helper", "unknown helper " + in_quotes(said.text),
				      hint_for_helper(said.text));
		} else if (said.key == "kfuncs") {
			const Id kfunc = id(said, host_.kfunc);
			program.kfuncs.push_back({kfunc.name, kfunc.number});
		} else if (said.key == "target") {
			program.target = said.text;
		} else if (said.key == "instructions") {
			program.instructions = instructions(said);
		} else if (said.key == "signed") {
			read_signature(said, program);
		}
	}

	std::uint32_t instructions(const Said &said)
	{
		const auto number = number_of(said.text);
		if (number && *number > 0 && *number != WB_NOT_KNOWN)
			return *number;
		error(&said, "instructions", "'instructions' cannot be " + in_quotes(said.text),
		      "write how many it has, such as 4096");
		return WB_NOT_KNOWN;
	}

	void read_signature(const Said &said, ProgramQuestion &program)
	{
		const auto keyring = keyring_of(said.text);
		if (!keyring)
			error(&said, "signed", "'signed' cannot be " + in_quotes(said.text),
			      "write 'system-keyring' or the serial of a keyring; left out, it has no "
			      "signature");
		program.keyring = keyring.value_or(0);
		program.signature = program.keyring ? WB_SIGNATURE_KEY : WB_SIGNATURE_SYSTEM;
	}

	void refuse_load_keys()
	{
		for (const std::string_view key : keys_of_loads())
			if (const Said *said = find(key))
				error(said, "question", "only 'load' has a '" + std::string(key) + "'",
				      "remove it");
	}

	std::optional<std::size_t> one_of(const Said *said, std::span<const std::string_view> words)
	{
		const auto word = std::ranges::find(words, said->text);
		if (word != words.end())
			return static_cast<std::size_t>(word - words.begin());
		error(said, "unknown-value", in_quotes(said->key) + " cannot be " + in_quotes(said->text),
		      hint_for(said->text, {words.begin(), words.end()}));
		return std::nullopt;
	}

	void read_object(Question &question)
	{
		const std::uint32_t command = question.command;
		const bool by_id = command == BPF_MAP_GET_FD_BY_ID || command == BPF_PROG_GET_FD_BY_ID;
		const bool pins = command == BPF_OBJ_PIN || command == BPF_OBJ_GET;
		if (const Said *own = find("own"); own && !by_id && command != BPF_OBJ_GET)
			error(own, "question", "only commands that open something can meet watchbpf's own",
			      "ask for 'open-map', 'open-program' or 'get-pin'");
		if (const Said *said = only(pins, "object", "only 'pin' and 'get-pin' have an 'object'"))
			if (const auto object = one_of(said, kQuestionObjects))
				question.object.pinned = static_cast<Pinned>(*object);
		read_owner(question);
	}

	void read_owner(Question &question)
	{
		const std::uint32_t command = question.command;
		ObjectQuestion &object = question.object;
		const bool load = command == BPF_PROG_LOAD;
		const wb_object_kind kind = kind_of_object(command, object.pinned);
		// No hook of the kernel sees a link that a pin leads to.
		const bool unseen = command == BPF_OBJ_GET && kind == WB_OBJECT_LINK;
		const bool opens_map =
		    kind == WB_OBJECT_MAP && (command == BPF_OBJ_GET || command == BPF_MAP_GET_FD_BY_ID);
		if (const Said *said = only(load || (kind != WB_OBJECT_NONE && !unseen), "owner",
					    "nothing asks for the owner here"))
			object.owner = tool(said, kUnowned);
		if (const Said *said = only(load || kind == WB_OBJECT_MAP, "map", "it is about no map"))
			object.map = map_name(said);
		if (const Said *said = only(load || opens_map, "access",
					    "only 'open-map', 'get-pin' and 'load' have an 'access'"))
			if (const auto access = one_of(said, kQuestionAccesses))
				object.access = *access ? WB_ACCESS_READ_WRITE : WB_ACCESS_READ;
		if (const Said *said =
			only(command == BPF_MAP_CREATE, "map_type", "only 'create' has a 'map_type'"))
			object.map_type =
			    number(said, map_type_number(without_prefix(said->text, "bpf_map_type_")),
				   "map type", map_type_names());
		if (const Said *map = find("map"); load && map && !object.owner)
			error(map, "question", "the map of a 'load' is asked about if it is another owner's",
			      "say with 'owner' whose it is, or remove it");
	}

	// The word, if this question has such a one; else what is wrong with it.
	const Said *only(bool has_it, std::string_view key, std::string wrong)
	{
		const Said *said = find(key);
		if (said && !has_it)
			error(said, "question", std::move(wrong), "remove it");
		return has_it ? said : nullptr;
	}

	std::string map_name(const Said *said)
	{
		const std::string problem =
		    said->text.ends_with('*') ? "is not one map's" : map_name_problem(said->text);
		if (!problem.empty())
			error(said, "map-name", "map name " + in_quotes(said->text) + " " + problem,
			      "write it as `bpftool map` shows it, such as 'ct_map_tcp4'");
		return said->text;
	}

	Id id(const Said &said, const decltype(Host::user_id) &number)
	{
		const auto found = number ? number(said.text) : failure("names are not resolved here");
		if (!found)
			error(&said, said.key == "kfuncs" ? "unknown-kfunc" : "unknown-" + said.key,
			      found.error().message, found.error().hint);
		return {said.text, found.value_or(0)};
	}

	void read_exec(Question &question)
	{
		ExecQuestion &exec = question.exec;
		question.tool = tool(find("exec"));
		exec.unsealed = flag("unsealed");
		exec.script = flag("script");
		exec.traced = flag("traced");
		exec.shares_fs = flag("shares_fs");
		exec.seccomp_notify = flag("seccomp_notify");
		exec.sealed_late = flag("sealed_late");
		exec.container = flag("container");
		if (const Said *said = find("user"))
			exec.user = id(*said, host_.user_id);
		for (const Said &said : words_.said)
			if (said.key == "group")
				exec.groups.push_back(id(said, host_.group_id));
		if (const Said *said = find("cgroup"))
			read_cgroup(*said, exec.cgroup);
	}

	void read_cgroup(const Said &said, std::vector<std::string> &levels)
	{
		if (said.text == "/")
			return;
		levels = split_cgroup(said.text);
		if (levels.empty())
			error(&said, "cgroup", "cgroup " + in_quotes(said.text) + " is no path",
			      "write it from the root on, as /proc/PID/cgroup has it: "
			      "/system.slice/ssh.service");
	}

	const QuestionWords &words_;
	const Policy &policy_;
	const Host &host_;
	Report &report_;
	bool failed_ = false;
};

} // namespace

std::optional<Question> question_of(const QuestionWords &words, const Policy &policy, const Host &host,
				    Report &report)
{
	Words reading(words, policy, host, report);
	Question question = reading.read();
	return reading.failed() ? std::nullopt : std::optional(std::move(question));
}

} // namespace watchbpf::policy
