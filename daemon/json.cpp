// SPDX-License-Identifier: Apache-2.0
#include "daemon/json.h"

namespace watchbpf::daemon {

Json text_or_null(std::string_view text)
{
	return text.empty() ? Json() : Json(text);
}

std::string line_of(const Json &json)
{
	return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

} // namespace watchbpf::daemon
