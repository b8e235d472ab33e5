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

/// The text as a frame; nothing where the attachments stand alone.
std::string_view framed_text(base::outgoing& unit) {
    if (unit.text().empty() && unit.binary() != nullptr)
        return {};
    std::uint8_t& header = unit.text_header_size();
    if (header == 0)
        header = static_cast<std::uint8_t>(
            unit.text_begin() - wire::write_frame_header_before(
                                    unit.text_begin(), wire::opcode::text, unit.text().size()));
    return {unit.text_begin() - header, header + unit.text().size()};
}

std::span<base::frame_header const> frame_headers(base::binary_packets& binary) {
    if (!binary.frame_headers.empty())
        return binary.frame_headers;
    binary.frame_headers.resize(binary.attachments.size());
    for (std::size_t index = 0; index < binary.attachments.size(); ++index) {
        base::frame_header& header = binary.frame_headers[index];
        char const* const end = wire::write_frame_header(header.octets.data(), wire::opcode::binary,
                                                         binary.attachments[index].size());
        header.size = static_cast<std::uint8_t>(end - header.octets.data());
    }
    return binary.frame_headers;
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

void append_base64_packet(bytes const& attachment, std::string& text) {
    text += 'b';
    std::size_t const begin = text.size();
    text.resize(begin + wire::base64_encoded_size(attachment.size()));
    wire::encode_base64(attachment.view(), text.data() + begin);
}

std::string_view base64_frames(base::binary_packets& binary) {
    if (!binary.base64_frames.empty())
        return binary.base64_frames;
    std::string frames; // apart, so that what is built halfway when memory ends is not kept
    std::array<char, wire::max_unmasked_header_size> header;
    for (bytes const& attachment : binary.attachments) {
        std::size_t const size = 1 + wire::base64_encoded_size(attachment.size());
        frames.append(header.data(),
                      wire::write_frame_header(header.data(), wire::opcode::text, size));
        append_base64_packet(attachment, frames);
    }
    return binary.base64_frames = std::move(frames);
}

std::string_view polling_packets(base::binary_packets& binary) {
    if (!binary.polling_packets.empty())
        return binary.polling_packets;
    std::string packets;
    for (bytes const& attachment : binary.attachments) {
        packets += wire::engine4_separator;
        append_base64_packet(attachment, packets);
    }
    return binary.polling_packets = std::move(packets);
}

} // namespace

std::size_t websocket_size(base::outgoing& unit, attachment_form form) {
    std::size_t total = framed_text(unit).size();
    base::binary_packets* const binary = unit.binary();
    if (binary == nullptr)
        return total;
    if (form == attachment_form::base64)
        return total + base64_frames(*binary).size();
    for (base::frame_header const& header : frame_headers(*binary))
        total += header.size;
    for (bytes const& attachment : binary->attachments)
        total += attachment.size();
    return total;
}

void add_websocket_frames(base::outgoing& unit, attachment_form form, std::size_t skipped,
                          gathered_write& write) {
    skipping_adder adder(write, skipped);
    adder.add(framed_text(unit));
    base::binary_packets* const binary = unit.binary();
    if (binary == nullptr)
        return;
    if (form == attachment_form::base64) {
        adder.add(base64_frames(*binary));
        return;
    }
    std::span<base::frame_header const> const headers = frame_headers(*binary);
    for (std::size_t index = 0; index < headers.size(); ++index) {
        adder.add(headers[index].view());
        adder.add(binary->attachments[index].as_text());
    }
}

void append_to_payload(base::outgoing& unit, base::output_buffer& payload) {
    if (!payload.empty())
        payload.append(wire::engine4_separator);
    payload.append(unit.text());
    base::binary_packets* const binary = unit.binary();
    if (binary == nullptr)
        return;
    std::string_view packets = polling_packets(*binary);
    if (unit.text().empty())
        packets.remove_prefix(1); // no text that it would separate them from
    payload.append(packets);
}

} // namespace socketiota::engine
