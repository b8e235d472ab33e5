// SPDX-License-Identifier: MIT
// Bodies of JSONP: what is decoded is UTF-8 and, written as a script, holds nothing that could end
// the string in it.
#include "../fuzz_check.hpp"

#include <cstdint>
#include <string_view>

#include <base/utf8.hpp>
#include <wire/jsonp.hpp>

using namespace socketiota;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const form(reinterpret_cast<char const*>(data), size);
    auto const payload = wire::decode_jsonp_body(form);
    if (!payload)
        return 0;
    fuzz_check(base::is_valid_utf8(*payload));
    fuzz_check(payload->size() <= 3 * form.size()); // U+FFFD for an octet that is no character
    base::output_buffer output;
    wire::append_jsonp_script(output, 7, *payload);
    std::string_view script = output.view();
    constexpr std::string_view head = "___eio[7](\"";
    constexpr std::string_view foot = "\");";
    fuzz_check(script.starts_with(head) && script.ends_with(foot));
    script = script.substr(head.size(), script.size() - head.size() - foot.size());
    fuzz_check(base::is_valid_utf8(script));
    for (std::size_t at = 0; at < script.size(); ++at) {
        fuzz_check(script[at] != '"' && static_cast<unsigned char>(script[at]) >= 0x20);
        if (script[at] == '\\')
            fuzz_check(++at < script.size());
    }
    fuzz_check(script.find("\xe2\x80\xa8") == script.npos);
    fuzz_check(script.find("\xe2\x80\xa9") == script.npos);
    return 0;
}
