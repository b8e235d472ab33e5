// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/codec/customisation.hpp>
#include <socketiota/codec/views.hpp>
#include <socketiota/decode_error.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

class raw;

namespace detail {

/// Decodes all of `from`, as `raw::to` does.
[[nodiscard]] SOCKETIOTA_EXPORT decode_error decode_from_raw(raw const& from,
                                                             decode_function decode, void* target);

} // namespace detail

/// An argument that is kept as the valid JSON text it came as: to relay it, store it, or hand it to
/// another JSON library, without decoding it and without losing anything of it.
///
/// It owns its text and shares its binary, so a coroutine handler may take it.
///
/// Thread safety: distinct objects: safe. One object: not while written.
class SOCKETIOTA_EXPORT raw {
public:
    /// Null.
    raw() = default;

    /// Takes JSON text. Objects `{"_placeholder":true,"num":N}` in it stand for `attachments[N]`,
    /// if there are any.
    ///
    /// Errors: `malformed_json`, `nested_too_deep` (deeper than 512), `illegal_attachment`.
    [[nodiscard]] static result<raw> parse(std::string json, std::vector<bytes> attachments = {});

    /// Encodes `from` once, to emit it many times.
    ///
    /// Errors: `nested_too_deep`, or what a codec of the program fails with.
    template <encodable T>
    [[nodiscard]] static result<raw> of(T const& from) {
        return encoded(
            [](writer& to, void const* source) { encode(to, *static_cast<T const*>(source)); },
            std::addressof(from));
    }

    /// Decodes the text. The error says where it does not fit, as that of `value::to` does.
    ///
    /// Errors: `arguments_do_not_fit`, `argument_missing`, `number_out_of_range`.
    template <decodable T>
        requires(!contains_view<T>)

    [[nodiscard]] decoded<T> to() const {
        T into{};
        decode_error wrong = decode_into(
            [](reader& from, void* target) { return decode(from, *static_cast<T*>(target)); },
            std::addressof(into));
        // Said in full, because a bool could be made of either.
        if (wrong.failed())
            return decoded<T>(boost::system::in_place_error, std::move(wrong));
        return decoded<T>(boost::system::in_place_value, std::move(into));
    }

    /// The JSON text, with a placeholder for each attachment.
    [[nodiscard]] std::string const& text() const noexcept { return text_; }

    /// The binary that the placeholders of the text stand for.
    [[nodiscard]] std::span<bytes const> attachments() const noexcept { return attachments_; }

    /// Equal if the texts are the same characters and the attachments the same octets.
    friend bool operator==(raw const&, raw const&) = default;

private:
    friend struct codec<raw>;
    friend decode_error detail::decode_from_raw(raw const& from, detail::decode_function decode,
                                                void* target);

    raw(std::string text, std::vector<bytes> attachments) noexcept
        : text_(std::move(text)), attachments_(std::move(attachments)) {}

    static result<raw> encoded(void (*encode)(writer&, void const*), void const* source);
    decode_error decode_into(detail::decode_function decode, void* target) const;

    std::string text_ = "null";
    std::vector<bytes> attachments_{};
};

template <>
struct codec<raw> {
    SOCKETIOTA_EXPORT static void encode(writer& to, raw const& from);
    SOCKETIOTA_EXPORT static bool decode(reader& from, raw& into);

    /// As for `value`, what did not come is null.
    static void decode_absent(raw& into) { into = raw(); }
};

} // namespace socketiota
