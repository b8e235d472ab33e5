// SPDX-License-Identifier: MIT
#include <cassert>

#include <base/output_buffer.hpp>
#include <wire/closing_answer.hpp>
#include <wire/http_head_writer.hpp>

namespace socketiota::wire {

std::string octets_of(closing_answer const& answer) {
    base::output_buffer output;
    response_head_writer head(output, answer.status);
    head.connection(false);
    if (!answer.content_type.name.empty())
        head.header(answer.content_type.name, answer.content_type.value);
    head.content_length(answer.body.size());
    for (header_field const& each : answer.headers)
        head.header(each.name, each.value);
    [[maybe_unused]] bool const whole = head.finish();
    assert(whole);
    output.append(answer.body);
    return std::string(output.view());
}

} // namespace socketiota::wire
