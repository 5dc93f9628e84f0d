// SPDX-License-Identifier: Apache-2.0
#include "daemon/elf_object.h"

#include <gelf.h>
#include <libelf.h>

#include <bit>
#include <cstring>
#include <memory>
#include <optional>

namespace watchbpf::daemon {

namespace {

struct EndElf {
	void operator()(Elf *elf) const { elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, EndElf>;

struct Header {
	GElf_Shdr fields{};
	std::span<const char> bytes;
};

std::unexpected<Error> damaged(const std::string &what)
{
	return failure("damaged object file: " + what);
}

// Entries of a table, copied out because nothing says that they are aligned.
template <typename Entry>
std::vector<Entry> entries_of(std::span<const char> bytes)
{
	std::vector<Entry> entries(bytes.size() / sizeof(Entry));
	if (!entries.empty())
		std::memcpy(entries.data(), bytes.data(), entries.size() * sizeof(Entry));
	return entries;
}

bool is_for_bpf(const GElf_Ehdr &header)
{
	constexpr unsigned char kOwnOrder =
	    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
	return header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == kOwnOrder &&
	       header.e_type == ET_REL && (header.e_machine == EM_BPF || header.e_machine == EM_NONE);
}

class Reading {
public:
	explicit Reading(Elf *elf) : elf_(elf) {}

	Result<ElfObject> run()
	{
		GElf_Ehdr header{};
		if (!gelf_getehdr(elf_, &header))
			return damaged("no header");
		if (!is_for_bpf(header))
			return failure("not an object file for BPF on this machine",
				       "compile it with clang -target bpf, and don't link it");
		if (auto read = read_sections(); !read)
			return std::unexpected(read.error());
		if (auto read = read_symbols(); !read)
			return std::unexpected(read.error());
		for (const Header &section : headers_)
			if (section.fields.sh_type == SHT_REL)
				if (auto read = read_relocations(section); !read)
					return std::unexpected(read.error());
		return std::move(object_);
	}

private:
	Result<void> read_sections()
	{
		std::size_t names = 0;
		if (elf_getshdrstrndx(elf_, &names))
			return damaged("no section names");
		headers_.emplace_back();
		object_.sections.emplace_back();
		for (Elf_Scn *section = nullptr; (section = elf_nextscn(elf_, section));) {
			Header header;
			if (!gelf_getshdr(section, &header.fields))
				return damaged("a section without header");
			const char *name = elf_strptr(elf_, names, header.fields.sh_name);
			const Elf_Data *data = elf_rawdata(section, nullptr);
			if (!name || !data)
				return damaged("a section lies outside the file");
			if (header.fields.sh_type != SHT_NOBITS && data->d_buf)
				header.bytes = {static_cast<const char *>(data->d_buf), data->d_size};
			headers_.push_back(header);
			object_.sections.push_back(
			    {name, (header.fields.sh_flags & SHF_EXECINSTR) != 0, header.bytes});
		}
		return {};
	}

	Result<void> read_symbols()
	{
		for (const Header &header : headers_) {
			if (header.fields.sh_type != SHT_SYMTAB)
				continue;
			if (!object_.symbols.empty())
				return damaged("two symbol tables");
			for (const Elf64_Sym &entry : entries_of<Elf64_Sym>(header.bytes)) {
				const char *name = elf_strptr(elf_, header.fields.sh_link, entry.st_name);
				if (!name)
					return damaged("a symbol without a name");
				add_symbol(entry, name);
			}
		}
		return {};
	}

	void add_symbol(const Elf64_Sym &entry, std::string name)
	{
		const unsigned type = ELF64_ST_TYPE(entry.st_info);
		// A section's own symbol goes by the section's name.
		if (type == STT_SECTION && entry.st_shndx < object_.sections.size())
			name = object_.sections[entry.st_shndx].name;
		object_.symbols.push_back({.name = std::move(name),
					   .value = entry.st_value,
					   .size = entry.st_size,
					   .section = entry.st_shndx,
					   .function = type == STT_FUNC,
					   .local = ELF64_ST_BIND(entry.st_info) == STB_LOCAL});
	}

	Result<void> read_relocations(const Header &header)
	{
		const std::uint32_t section = header.fields.sh_info;
		if (section >= object_.sections.size())
			return damaged("relocations of no section");
		if (!object_.sections[section].executable)
			return {};
		for (const Elf64_Rel &entry : entries_of<Elf64_Rel>(header.bytes)) {
			const std::uint64_t symbol = ELF64_R_SYM(entry.r_info);
			if (symbol >= object_.symbols.size())
				return damaged("a relocation names no symbol");
			object_.relocations[section][entry.r_offset / sizeof(std::uint64_t)] = {
			    static_cast<std::uint32_t>(ELF64_R_TYPE(entry.r_info)),
			    static_cast<std::uint32_t>(symbol)};
		}
		return {};
	}

	Elf *elf_;
	std::vector<Header> headers_;
	ElfObject object_;
};

} // namespace

Result<ElfObject> ElfObject::read(std::string &bytes)
{
	elf_version(EV_CURRENT);
	const ElfHandle elf(elf_memory(bytes.data(), bytes.size()));
	if (!elf || elf_kind(elf.get()) != ELF_K_ELF)
		return damaged("no ELF file");
	return Reading(elf.get()).run();
}

} // namespace watchbpf::daemon
