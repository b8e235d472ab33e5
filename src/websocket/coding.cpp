// SPDX-License-Identifier: MIT
#include <algorithm>
#include <tuple>

#include <base/random.hpp>
#include <websocket/coding.hpp>
#include <websocket/gathered_write.hpp>
#include <websocket/unit_frames.hpp>

namespace socketiota::websocket {
namespace {

using wire::websocket_role;

// A peer that knew the next one could have us send what it likes through a proxy (RFC 6455
// section 10.3).
wire::mask_key new_key() {
    wire::mask_key key;
    base::fill_random(key);
    return key;
}

/// What a function makes of each text and binary.
template <class Function>
class calling_sink final : public wire::content_sink {
public:
    explicit calling_sink(Function const& function) : function_(function) {}

    void text(std::string_view content) override { function_(wire::opcode::text, content); }

    void binary(std::string_view content) override { function_(wire::opcode::binary, content); }

private:
    Function const& function_;
};

template <class Function>
void for_each_content(base::outgoing const& unit, wire::unit_form const* form,
                      Function const& function) {
    if (form != nullptr && !unit.attachments().empty()) {
        calling_sink<Function> sink(function);
        form->put(unit, sink);
        return;
    }
    if (!unit.text().empty() || unit.attachments().empty())
        function(wire::opcode::text, unit.text());
    for (bytes const& each : unit.attachments())
        function(wire::opcode::binary, each.as_text());
}

} // namespace

void append_frame_of(websocket_role role, std::string& output, wire::opcode code,
                     std::string_view content, bool is_compressed) {
    base::output_buffer frame; // apart, so that no half frame is left when memory ends
    if (role == websocket_role::client)
        wire::append_masked_frame(frame, code, content, new_key());
    else
        wire::append_frame(frame, code, content);
    if (is_compressed)
        *frame.data() = static_cast<char>(*frame.data() | wire::compressed_bit);
    output += frame.view();
}

void append_close_frame_of(websocket_role role, std::string& output,
                           wire::close_frame const& content) {
    base::output_buffer frame;
    if (role == websocket_role::client)
        wire::append_masked_close_frame(frame, content, new_key());
    else
        wire::append_close_frame(frame, content);
    output += frame.view();
}

struct coding::contexts {
    wire::deflater deflater;
    wire::inflater inflater;
    std::string scratch; // what is compressed, before it has a frame
};

coding::coding(websocket_role role, wire::unit_form const* form,
               std::optional<agreed_deflate> const& deflate)
    : role_(role), form_(form), deflate_(deflate) {
    bool const is_client = role == websocket_role::client;
    if (!deflate_ || (!is_client && !keeps_output_context() && !keeps_input_context()))
        return;
    wire::deflate_terms const& terms = deflate_->terms;
    unsigned const output_bits = is_client ? terms.client_window_bits : terms.server_window_bits;
    unsigned const input_bits = is_client ? terms.server_window_bits : terms.client_window_bits;
    // Compressors that are asked for 8 bits may use 9, as zlib's did.
    contexts_ = std::make_unique<contexts>(
        contexts{wire::deflater(std::max(output_bits, 9U), keeps_output_context(),
                                deflate_->shared->effort()),
                 wire::inflater(std::max(input_bits, 9U), keeps_input_context()),
                 {}});
}

coding::~coding() = default;

unsigned coding::output_window() const noexcept {
    return role_ == websocket_role::client ? deflate_->terms.client_window_bits
                                           : deflate_->terms.server_window_bits;
}

bool coding::keeps_output_context() const noexcept {
    return deflate_ &&
           !(role_ == websocket_role::client ? deflate_->terms.client_no_context_takeover
                                             : deflate_->terms.server_no_context_takeover);
}

bool coding::keeps_input_context() const noexcept {
    return deflate_ &&
           !(role_ == websocket_role::client ? deflate_->terms.server_no_context_takeover
                                             : deflate_->terms.client_no_context_takeover);
}

bool coding::is_worth_it(std::string_view content) const noexcept {
    return keeps_output_context() || content.size() >= deflate_->shared->threshold();
}

bool coding::is_worth_it(base::outgoing const& unit) const noexcept {
    if (!deflate_ || !unit.flags().compress)
        return false;
    return is_worth_it(unit.text()) ||
           std::any_of(unit.attachments().begin(), unit.attachments().end(),
                       [this](bytes const& each) { return is_worth_it(each.as_text()); });
}

/// Whether the text, which has no frame yet, is the only one, and is sent as it is.
bool coding::masks_in_place(base::outgoing const& unit) const noexcept {
    return role_ == websocket_role::client && !unit.is_shared() && unit.attachments().empty() &&
           !is_worth_it(unit);
}

std::optional<std::string_view> coding::frames(base::outgoing& unit, std::size_t place,
                                               base::random_stock& masks) {
    bool const is_client = role_ == websocket_role::client;
    if (is_client || keeps_output_context()) {
        if (is_client && unit.text_header_size() != 0)
            return std::nullopt; // in its place
        std::size_t const number = first_place_ + place;
        if (auto const there = own_frames_.find(number); there != own_frames_.end())
            return there->second;
        if (!masks_in_place(unit))
            return own_frames_.emplace(number, encode_own(unit)).first->second;
        mask_text(unit, masks.take<std::tuple_size_v<wire::mask_key>>());
        return std::nullopt;
    }
    std::uint8_t const form = form_ != nullptr ? form_->number() : std::uint8_t{0};
    if (is_worth_it(unit)) {
        base::encoding_key const key{form, static_cast<std::uint8_t>(output_window())};
        auto const compressed = unit.encoding(key, [&] { return encode_for_all(unit); });
        if (!compressed.empty())
            return compressed;
    }
    if (form_ == nullptr || unit.attachments().empty())
        return std::nullopt;
    return unit.encoding({.form = form}, [&] {
        std::string frames;
        for_each_content(unit, form_, [&](wire::opcode code, std::string_view content) {
            append_frame_of(role_, frames, code, content);
        });
        return frames;
    });
}

void coding::forget(std::size_t units) noexcept {
    first_place_ += units;
    own_frames_.erase(own_frames_.begin(), own_frames_.lower_bound(first_place_));
}

// Nothing if none of it becomes smaller: it may be sent as it is (RFC 7692 section 6).
std::string coding::encode_for_all(base::outgoing const& unit) {
    std::string frames;
    std::string compressed;
    bool is_smaller = false;
    for_each_content(unit, form_, [&](wire::opcode code, std::string_view content) {
        compressed.clear();
        if (is_worth_it(content))
            deflate_->shared->deflate(content, output_window(), compressed);
        bool const gains = !compressed.empty() && compressed.size() < content.size();
        append_frame_of(role_, frames, code, gains ? std::string_view(compressed) : content, gains);
        is_smaller |= gains;
    });
    return is_smaller ? frames : std::string();
}

std::string coding::encode_own(base::outgoing const& unit) {
    std::string frames;
    for_each_content(unit, form_, [&](wire::opcode code, std::string_view content) {
        bool const compresses = deflate_ && unit.flags().compress && is_worth_it(content);
        if (compresses) {
            contexts_->scratch.clear();
            contexts_->deflater.append(content, contexts_->scratch);
            content = contexts_->scratch;
        }
        append_frame_of(role_, frames, code, content, compresses);
    });
    if (contexts_ && contexts_->scratch.capacity() > gathered_write::largest_copied)
        std::string().swap(contexts_->scratch);
    return frames;
}

wire::inflated coding::inflate(std::span<std::byte const> content, std::size_t most,
                               base::output_buffer& output) {
    wire::inflater& with =
        keeps_input_context() ? contexts_->inflater : deflate_->shared->inflater();
    return with.append(content, most, output);
}

} // namespace socketiota::websocket
