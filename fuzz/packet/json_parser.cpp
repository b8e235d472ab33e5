// SPDX-License-Identifier: MIT
// Feeds the official parser, as a parser of the program, with messages cut from the input: an octet
// says text or binary and how long. What it gives out is encoded again and must decode to the same.
#include "../fuzz_check.hpp"
#include "transport_message.hpp"

#include <socketiota/json_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <base/utf8.hpp>

namespace {

using namespace socketiota;

void encode_again(parsed_packet const& given) {
    auto const sent = json_parser()->encode(given);
    fuzz_check(sent.has_value());
    auto const decoder = json_parser()->make_decoder();
    auto back = decoder->on_text(sent->text);
    if (!back)
        return; // one attachment may be named many times
    for (bytes const& each : sent->binary)
        back = decoder->on_binary(each.view());
    fuzz_check(back && *back);
    fuzz_check((*back)->kind == given.kind && (*back)->nsp == given.nsp && (*back)->id == given.id);
    // As texts: an infinity (1e400) is sent as null, in JavaScript too.
    fuzz_check((*back)->data.to_json() == given.data.to_json());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const decoder = json_parser()->make_decoder();
    std::string_view rest(reinterpret_cast<char const*>(data), size);
    while (!rest.empty()) {
        transport_message const message = take_message(rest);
        if (!message.is_binary && !base::is_valid_utf8(message.content))
            return 0; // the transport has refused it
        auto const read = message.is_binary ? decoder->on_binary(message.octets())
                                            : decoder->on_text(message.content);
        if (!read)
            return 0;
        if (*read)
            encode_again(**read);
    }
    return 0;
}
