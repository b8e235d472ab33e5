// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <engine/unit_encoding.hpp>
#include <wire/base64.hpp>
#include <wire/engine4_payload.hpp>
#include <wire/frame_writer.hpp>

namespace socketiota::engine {
namespace {

void build_frame_headers(base::outgoing& unit) {
    auto& cache = unit.encodings();
    std::span<bytes const> const attachments = unit.attachments();
    cache.attachment_headers.resize(attachments.size());
    for (std::size_t index = 0; index < attachments.size(); ++index) {
        base::frame_header& header = cache.attachment_headers[index];
        char const* const end = wire::write_frame_header(header.octets.data(), wire::opcode::binary,
                                                         attachments[index].size());
        header.size = static_cast<std::uint8_t>(end - header.octets.data());
    }
    if (unit.text().empty() && !attachments.empty())
        return; // no text at all, rather than an empty one
    char const* const begin =
        wire::write_frame_header_before(unit.text_begin(), wire::opcode::text, unit.text().size());
    cache.text_header_size = static_cast<std::uint8_t>(unit.text_begin() - begin);
}

/// Passes pieces on to a write, except for the first octets.
class skipping_adder {
public:
    skipping_adder(gathered_write& write, std::size_t skipped) : write_(write), skip_(skipped) {}

    void add(std::string_view piece) {
        std::size_t const skipped = std::min(skip_, piece.size());
        skip_ -= skipped;
        write_.add(piece.substr(skipped));
    }

private:
    gathered_write& write_;
    std::size_t skip_;
};

std::string_view framed_text(base::outgoing& unit) {
    std::size_t const header = unit.encodings().text_header_size;
    return {unit.text_begin() - header, header + unit.text().size()};
}

void append_base64_packet(bytes const& attachment, std::string& text) {
    text += 'b';
    std::size_t const begin = text.size();
    text.resize(begin + wire::base64_encoded_size(attachment.size()));
    wire::encode_base64(attachment.view(), text.data() + begin);
}

void build_polling_attachments(base::outgoing& unit) {
    std::string& text = unit.encodings().polling_attachments;
    for (bytes const& attachment : unit.attachments()) {
        text += wire::engine4_separator;
        append_base64_packet(attachment, text);
    }
}

std::string_view base64_frames(base::outgoing& unit) {
    std::string& frames = unit.encodings().base64_frames;
    if (!frames.empty())
        return frames;
    std::array<char, wire::max_unmasked_header_size> header;
    for (bytes const& attachment : unit.attachments()) {
        std::size_t const size = 1 + wire::base64_encoded_size(attachment.size());
        frames.append(header.data(),
                      wire::write_frame_header(header.data(), wire::opcode::text, size));
        append_base64_packet(attachment, frames);
    }
    return frames;
}

} // namespace

std::size_t websocket_size(base::outgoing& unit, attachment_form form) {
    auto const& cache = unit.encodings();
    if (cache.text_header_size == 0 && cache.attachment_headers.empty())
        build_frame_headers(unit);
    if (form == attachment_form::base64)
        return framed_text(unit).size() + base64_frames(unit).size();
    std::size_t total = cache.text_header_size + unit.size();
    for (base::frame_header const& header : cache.attachment_headers)
        total += header.size;
    return total;
}

void add_websocket_frames(base::outgoing& unit, attachment_form form, std::size_t skipped,
                          gathered_write& write) {
    auto const& cache = unit.encodings();
    if (cache.text_header_size == 0 && cache.attachment_headers.empty())
        build_frame_headers(unit);
    skipping_adder adder(write, skipped);
    adder.add(framed_text(unit));
    if (form == attachment_form::base64) {
        adder.add(base64_frames(unit));
        return;
    }
    std::span<bytes const> const attachments = unit.attachments();
    for (std::size_t index = 0; index < attachments.size(); ++index) {
        adder.add(cache.attachment_headers[index].view());
        adder.add(attachments[index].as_text());
    }
}

void append_to_payload(base::outgoing& unit, base::output_buffer& payload) {
    if (!payload.empty())
        payload.append(wire::engine4_separator);
    payload.append(unit.text());
    if (unit.attachments().empty())
        return;
    if (unit.encodings().polling_attachments.empty())
        build_polling_attachments(unit);
    std::string_view packets = unit.encodings().polling_attachments;
    if (unit.text().empty())
        packets.remove_prefix(1); // no text that it would separate them from
    payload.append(packets);
}

} // namespace socketiota::engine
