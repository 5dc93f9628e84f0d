// SPDX-License-Identifier: Apache-2.0
// Questions to the running kernel's own type information.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct btf;

namespace watchbpf::daemon {

struct FreeBtf {
	void operator()(btf *btf) const;
};
using OwnedBtf = std::unique_ptr<btf, FreeBtf>;

class VmlinuxBtf {
public:
	VmlinuxBtf();
	~VmlinuxBtf();

	bool loaded() const { return btf_ != nullptr; }
	bool has_function(std::string_view name) const { return function_id(name) != 0; }
	// The number of a function's type, which is how programs call a kfunc; 0: there is none.
	std::uint32_t function_id(std::string_view name) const;
	// Whether this argument of the function is a pointer; the first is 0.
	bool takes_pointer(std::string_view function, int argument) const;
	bool has_member(const char *type, const char *member) const;

	struct Enumerator {
		std::string name;
		std::uint32_t number;
	};
	// All of an enum, in the kernel's order; empty if there is no such enum.
	std::vector<Enumerator> enumerators(const char *name) const;
	bool has_enumerator(const char *enumeration, const char *name) const;

	// The names of all functions, with their numbers; they live as long as this does.
	using FunctionIds = std::unordered_map<std::string_view, std::uint32_t>;
	const FunctionIds &functions() const { return functions_; }
	// Of those, the ones marked as kfuncs. A kernel that was built with an old
	// pahole (Debian's 6.1 and 6.12) marks none, whatever it has.
	std::vector<std::string_view> kfuncs() const;

private:
	OwnedBtf btf_;
	FunctionIds functions_; // libbpf would look at every type for each name
};

} // namespace watchbpf::daemon
