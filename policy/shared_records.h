// SPDX-License-Identifier: Apache-2.0
// The records of a generation that tools share: equal ones stand there once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace watchbpf::policy {

// Beside: what else makes two records different.
template <typename Record, typename Beside = std::monostate>
class SharedRecords {
public:
	struct Place {
		std::uint32_t index;
		bool is_new;
	};

	// `records` outlives it; the empty record is the first.
	explicit SharedRecords(std::vector<Record> &records) : records_(records) { records_.emplace_back(); }

	// Where it stands, perhaps since before.
	Place add(const Record &record, const Beside &beside = {})
	{
		const std::string bytes(reinterpret_cast<const char *>(&record), sizeof(record));
		const auto next = static_cast<std::uint32_t>(records_.size());
		const auto [entry, is_new] = known_.emplace(std::pair(bytes, beside), next);
		if (is_new)
			records_.push_back(record);
		return {entry->second, is_new};
	}

private:
	std::vector<Record> &records_;
	std::map<std::pair<std::string, Beside>, std::uint32_t> known_; // by its bytes
};

} // namespace watchbpf::policy
