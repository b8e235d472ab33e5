// SPDX-License-Identifier: MIT
#include <socketiota/raw.hpp>

#include <base/output_buffer.hpp>
#include <value/decode_sentence.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>
#include <value/json_writer.hpp>

namespace socketiota {

result<raw> raw::parse(std::string json, std::vector<bytes> attachments) {
    if (error_code const wrong = validate_json(json); wrong.failed())
        return wrong;
    std::vector<json_placeholder> placeholders;
    if (error_code const wrong = find_json_placeholders(json, attachments.size(), placeholders);
        wrong.failed())
        return wrong;
    return raw(std::move(json), std::move(attachments));
}

result<raw> raw::encoded(void (*encode)(writer&, void const*), void const* source) {
    base::output_buffer text;
    std::vector<bytes> attachments;
    json_writer to(text, attachments);
    encode(to, source);
    if (to.failed())
        return to.error();
    return raw(std::string(text.view()), std::move(attachments));
}

decode_error raw::decode_into(detail::decode_function decode, void* target) const {
    std::vector<json_placeholder> placeholders;
    if (error_code const wrong = find_json_placeholders(text_, attachments_.size(), placeholders);
        wrong.failed())
        return {wrong, {}};
    json_reader from(text_, attachments_, placeholders);
    return decode_all(from, decode, target);
}

decode_error detail::decode_from_raw(raw const& from, decode_function decode, void* target) {
    return from.decode_into(decode, target);
}

void codec<raw>::encode(writer& to, raw const& from) {
    // Empty text is what a move has left behind, and would make the whole packet malformed.
    if (from.text_.empty())
        to.write_null();
    else
        to.write_raw(from.text_, from.attachments_);
}

bool codec<raw>::decode(reader& from, raw& into) {
    std::string_view text;
    std::vector<bytes> attachments;
    if (!from.read_raw(text, attachments))
        return false;
    into.text_.assign(text);
    into.attachments_ = std::move(attachments);
    return true;
}

} // namespace socketiota
