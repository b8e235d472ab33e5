// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/error.hpp>
#include <socketiota/reader.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include <cluster/message.hpp>

namespace socketiota::cluster {

/// Values as a message carries them, and the octets of that.
class encoded_values {
public:
    /// In which encoding they are wanted. Whatever it is, a message can carry them: one that has to
    /// be in the other encoding has them converted.
    enum class preference : std::uint8_t {
        json_unless_binary, // as adapters send that decide by what a message holds
        msgpack,            // as those that always send msgpack
    };

    /// An event, as an array of its name and its arguments. They are written once, and once more if
    /// binary is met in what was to be JSON.
    ///
    /// Errors: `nested_too_deep`, or what a codec of the program fails with.
    [[nodiscard]] static result<encoded_values>
    of_event(std::string_view name, detail::argument_list const& arguments, preference wanted);

    /// An answer of a handler: the first of `values`, or nothing. Peers know one value for each.
    ///
    /// Errors: the same.
    [[nodiscard]] static result<encoded_values> of_answer(detail::argument_list const& values,
                                                          preference wanted);

    /// An answer of a client: the first value that comes; `from` is inside of an array, in front of
    /// it.
    ///
    /// Errors: what the reader fails with.
    [[nodiscard]] static result<encoded_values> of_answer(reader& from, preference wanted);

    /// Any value, `write` writes it.
    ///
    /// Errors: the same.
    template <class Write>
    [[nodiscard]] static result<encoded_values> of_value(Write const& write, preference wanted) {
        return of_value(detail::argument_list(
                            &write,
                            [](void const* function, writer& to) {
                                (*static_cast<Write const*>(function))(to);
                            },
                            1),
                        wanted);
    }

    /// The only one of `values`.
    [[nodiscard]] static result<encoded_values> of_value(detail::argument_list const& values,
                                                         preference wanted);

    /// Refers to this object.
    [[nodiscard]] carried_value view() const noexcept { return {in_, octets_}; }

private:
    encoded_values(carried_value::encoding in, std::string_view octets)
        : in_(in), octets_(octets) {}

    carried_value::encoding in_;
    std::string octets_;
};

} // namespace socketiota::cluster
