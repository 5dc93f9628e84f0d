// SPDX-License-Identifier: Apache-2.0
#include "daemon/elf_programs.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>
#include <set>

#include "bpf/instruction.h"
#include "daemon/elf_object.h"
#include "daemon/section_types.h"
#include "policy/input.h"
#include "policy/text.h"
#include "policy/vocabulary.h"

namespace watchbpf::daemon {

namespace {

using policy::ProgramText;

constexpr std::size_t kInstruction = sizeof(std::uint64_t);
// What the kernel takes of one program.
constexpr std::size_t kMostInstructions = 1'000'000;
// Of all programs together, so that a file cannot take all memory by naming one code often.
constexpr std::size_t kMostInAll = 8'000'000;

// What the loader puts into the source register (linux/bpf.h: BPF_PSEUDO_…).
constexpr std::uint32_t kMap = 1, kMapValue = 2, kCall = 1, kKfunc = 2, kFunction = 4;

std::vector<std::uint64_t> instructions_of(std::span<const char> bytes)
{
	std::vector<std::uint64_t> instructions(bytes.size() / kInstruction);
	if (!instructions.empty())
		std::memcpy(instructions.data(), bytes.data(), instructions.size() * kInstruction);
	return instructions;
}

std::uint64_t with_source(std::uint64_t instruction, std::uint32_t source)
{
	return (instruction & ~0xf000ull) | std::uint64_t{source} << 12;
}

std::int64_t signed_immediate(std::uint64_t instruction)
{
	return static_cast<std::int32_t>(wb_immediate(instruction));
}

// A function's place in its section, in instructions.
struct Function {
	std::uint32_t section = 0;
	std::uint64_t start = 0, length = 0;

	friend auto operator<=>(const Function &, const Function &) = default;
};

// Puts one program together as a loader does: its code, then each subprogram that it calls.
class Linking {
public:
	Linking(const ElfObject &object, const std::set<Function> &functions, ProgramText &program)
	    : object_(object), functions_(functions), program_(program)
	{
	}

	Result<void> run(const Function &entry)
	{
		wanted_.push_back(entry);
		seen_.insert(entry);
		for (std::size_t next = 0; next < wanted_.size(); next++) {
			const Function function = wanted_[next];
			if (program_.instructions.size() + function.length > kMostInstructions)
				return failure("more instructions than the kernel takes of one program");
			add(function);
			if (lost_)
				return failure("damaged object file: a call leads to no function");
		}
		return {};
	}

private:
	void add(const Function &function)
	{
		const auto code = instructions_of(object_.sections[function.section].bytes.subspan(
		    function.start * kInstruction, function.length * kInstruction));
		const auto section = object_.relocations.find(function.section);
		for (std::uint64_t i = 0; i < code.size(); i++) {
			const ElfRelocation *relocation = nullptr;
			if (section != object_.relocations.end()) {
				const auto found = section->second.find(function.start + i);
				relocation = found == section->second.end() ? nullptr : &found->second;
			}
			const std::uint64_t linked = link(code[i], relocation, function, function.start + i);
			program_.instructions.push_back(linked);
		}
	}

	std::uint64_t link(std::uint64_t instruction, const ElfRelocation *relocation,
			   const Function &function, std::uint64_t index)
	{
		if (wb_opcode(instruction) == (BPF_JMP | BPF_CALL))
			return link_call(instruction, relocation, function, index);
		if (wb_opcode(instruction) == (BPF_LD | BPF_IMM | BPF_DW) && relocation)
			return link_constant(instruction, object_.symbols[relocation->symbol]);
		return instruction;
	}

	std::uint64_t link_call(std::uint64_t instruction, const ElfRelocation *relocation,
				const Function &function, std::uint64_t index)
	{
		const auto here = static_cast<std::int64_t>(index);
		const std::int64_t offset = signed_immediate(instruction) + 1;
		if (!relocation) {
			if (wb_source(instruction) == kCall)
				want(function.section, here + offset);
			return instruction;
		}
		const ElfSymbol &symbol = object_.symbols[relocation->symbol];
		if (symbol.section == 0) {
			program_.kfuncs[position()] = symbol.name;
			return with_source(instruction, kKfunc);
		}
		want(symbol.section, static_cast<std::int64_t>(symbol.value / kInstruction) + offset);
		return with_source(instruction, kCall);
	}

	std::uint64_t link_constant(std::uint64_t instruction, const ElfSymbol &symbol)
	{
		if (symbol.section == 0) {
			program_.externs.insert(position());
			return instruction;
		}
		// Of no section of this file (SHN_COMMON): data that the linker places.
		if (symbol.section >= object_.sections.size()) {
			program_.maps.insert(".bss");
			return with_source(instruction, kMapValue);
		}
		const ElfSection &section = object_.sections[symbol.section];
		if (section.executable) {
			want(symbol.section,
			     static_cast<std::int64_t>(symbol.value / kInstruction) +
				 signed_immediate(instruction) / static_cast<std::int64_t>(kInstruction));
			return with_source(instruction, kFunction);
		}
		const bool map = section.name == ".maps" || section.name == "maps";
		program_.maps.insert(map ? symbol.name : section.name);
		return with_source(instruction, map ? kMap : kMapValue);
	}

	std::uint32_t position() const { return static_cast<std::uint32_t>(program_.instructions.size()); }

	void want(std::uint32_t section, std::int64_t instruction)
	{
		const auto index = static_cast<std::uint64_t>(instruction);
		const auto behind = functions_.upper_bound({section, index, kMostInstructions});
		const Function function = behind == functions_.begin() ? Function{} : *std::prev(behind);
		if (instruction < 0 || function.section != section ||
		    index - function.start >= function.length)
			lost_ = true;
		else if (seen_.insert(function).second)
			wanted_.push_back(function);
	}

	const ElfObject &object_;
	const std::set<Function> &functions_;
	ProgramText &program_;
	std::vector<Function> wanted_;
	std::set<Function> seen_;
	bool lost_ = false;
};

class Programs {
public:
	Programs(const ElfObject &object, const std::string &name, const ProgramKind &kind)
	    : object_(object), name_(name), kind_(kind)
	{
	}

	Result<std::vector<ProgramText>> run()
	{
		if (auto found = find_functions(); !found)
			return std::unexpected(found.error());
		for (const ElfSymbol *symbol : entries_)
			if (name_.empty() || symbol->name == name_)
				if (auto added = add(*symbol); !added)
					return std::unexpected(added.error());
		if (programs_.empty())
			return name_.empty() ? failure("no program in it") : no_such_program();
		return std::move(programs_);
	}

private:
	Result<void> find_functions()
	{
		for (const ElfSymbol &symbol : object_.symbols) {
			if (!symbol.function || symbol.section == 0 ||
			    symbol.section >= object_.sections.size() ||
			    !object_.sections[symbol.section].executable)
				continue;
			const ElfSection &section = object_.sections[symbol.section];
			if (symbol.size == 0 || symbol.size % kInstruction || symbol.value % kInstruction ||
			    symbol.value > section.bytes.size() ||
			    symbol.size > section.bytes.size() - symbol.value)
				return failure("damaged object file: function " +
					       policy::in_quotes(symbol.name) + " lies outside its section");
			functions_.insert(place_of(symbol));
			if (section.name != ".text" && !symbol.local)
				entries_.push_back(&symbol);
		}
		return {};
	}

	static Function place_of(const ElfSymbol &symbol)
	{
		return {symbol.section, symbol.value / kInstruction, symbol.size / kInstruction};
	}

	std::unexpected<Error> no_such_program() const
	{
		std::vector<std::string_view> names;
		for (const ElfSymbol *symbol : entries_)
			names.push_back(symbol->name);
		const auto meant = policy::closest(name_, names);
		std::string hint;
		for (const auto &each : names)
			if (hint.size() < 400)
				hint += (hint.empty() ? "it has: " : ", ") + policy::printable(each);
		return failure("no program " + policy::in_quotes(name_) + " in it",
			       meant ? "did you mean " + policy::in_quotes(*meant) + "?" : hint);
	}

	Result<void> add(const ElfSymbol &symbol)
	{
		ProgramText program;
		program.name = symbol.name;
		program.section = object_.sections[symbol.section].name;
		if (const auto type = type_of_section(program.section)) {
			program.type = type->type;
			program.attach_type = type->attach_type;
			program.sleepable = type->sleepable;
			program.target = type->target;
			program.target_open = type->target_open;
		} else if (kind_.type != WB_NOT_KNOWN) {
			program.type = kind_.type;
			program.attach_type = kind_.attach_type;
			program.sleepable_open = true;
			program.target_open = kind_.type == WB_TYPE_TRACING;
		} else {
			return failure("section " + policy::in_quotes(program.section) +
					   " says no program type",
				       "add --type, or name another program with --name");
		}
		if (auto linked = Linking(object_, functions_, program).run(place_of(symbol)); !linked)
			return std::unexpected(
			    linked.error().within("program " + policy::in_quotes(symbol.name)));
		in_all_ += program.instructions.size();
		if (in_all_ > kMostInAll)
			return failure("too many instructions", "name one program with --name");
		programs_.push_back(std::move(program));
		return {};
	}

	const ElfObject &object_;
	const std::string &name_;
	const ProgramKind &kind_;
	std::set<Function> functions_;
	std::vector<const ElfSymbol *> entries_;
	std::vector<ProgramText> programs_;
	std::size_t in_all_ = 0;
};

Result<std::vector<ProgramText>> plain_program(const std::string &bytes, const std::string &name,
					       const ProgramKind &kind)
{
	if (bytes.empty() || bytes.size() % kInstruction)
		return failure("neither an object file nor whole instructions of 8 bytes each");
	if (bytes.size() / kInstruction > kMostInstructions)
		return failure("more instructions than the kernel takes of one program");
	if (kind.type == WB_NOT_KNOWN)
		return failure("instructions alone say no program type", "add --type: xdp, kprobe ...");
	ProgramText program;
	program.name = name;
	program.type = kind.type;
	program.attach_type = kind.attach_type;
	program.sleepable_open = true;
	program.target_open = kind.type == WB_TYPE_TRACING;
	program.instructions = instructions_of(bytes);
	return std::vector<ProgramText>{std::move(program)};
}

// The largest object files that are known have some megabytes, most of it debugging information.
constexpr std::size_t kMostBytes = 64u << 20;

} // namespace

Result<std::vector<ProgramText>> read_programs(const std::string &file, const std::string &name,
					       const ProgramKind &kind)
{
	auto bytes = policy::read_input(file, kMostBytes);
	if (!bytes)
		return std::unexpected(bytes.error());
	if (bytes->size() > kMostBytes)
		return failure(policy::printable(file) + ": larger than 64 MiB");
	auto programs = programs_in(std::move(*bytes), name, kind);
	if (!programs)
		return std::unexpected(programs.error().within(policy::printable(file)));
	return programs;
}

Result<std::vector<ProgramText>> programs_in(std::string bytes, const std::string &name,
					     const ProgramKind &kind)
{
	if (!bytes.starts_with("\x7f"
			       "ELF"))
		return plain_program(bytes, name, kind);
	const auto object = ElfObject::read(bytes);
	if (!object)
		return std::unexpected(object.error());
	return Programs(*object, name, kind).run();
}

} // namespace watchbpf::daemon
