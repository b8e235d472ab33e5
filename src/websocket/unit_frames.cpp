// SPDX-License-Identifier: MIT
#include <algorithm>
#include <span>
#include <string_view>

#include <websocket/unit_frames.hpp>
#include <wire/frame_writer.hpp>

namespace socketiota::websocket {
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

std::span<base::frame_header const> frame_headers(base::unit_extras& binary) {
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

} // namespace

void mask_text(base::outgoing& unit, wire::mask_key key) noexcept {
    char* const text = unit.text_begin();
    char const* const frame =
        wire::mask_in_place({text, unit.text().size()}, wire::opcode::text, key);
    unit.text_header_size() = static_cast<std::uint8_t>(text - frame);
}

std::size_t size_of_frames(base::outgoing& unit) {
    std::size_t total = framed_text(unit).size();
    base::unit_extras* const binary = unit.binary();
    if (binary == nullptr)
        return total;
    for (base::frame_header const& header : frame_headers(*binary))
        total += header.size;
    for (bytes const& attachment : binary->attachments)
        total += attachment.size();
    return total;
}

void add_frames(base::outgoing& unit, std::size_t skipped, gathered_write& write) {
    skipping_adder adder(write, skipped);
    adder.add(framed_text(unit));
    base::unit_extras* const binary = unit.binary();
    if (binary == nullptr)
        return;
    std::span<base::frame_header const> const headers = frame_headers(*binary);
    for (std::size_t index = 0; index < headers.size(); ++index) {
        adder.add(headers[index].view());
        adder.add(binary->attachments[index].as_text());
    }
}

} // namespace socketiota::websocket
