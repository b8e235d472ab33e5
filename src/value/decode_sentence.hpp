// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/decode_error.hpp>
#include <socketiota/reader.hpp>

#include <cstddef>
#include <string>

namespace socketiota {

/// What a failed reader has to say of a value: `member "age" is a string, expected a whole number`.
///
/// Speaks of the place, the kind found and what was wanted, never of what the value says: it goes
/// into logs and to the other side. Names of members come from there, and are escaped and cut.
[[nodiscard]] std::string decode_sentence(reader const& from);

/// The same of a reader that reads an array of arguments, for the argument `index` (from 0):
/// `argument 1: member "age" is missing`.
///
/// `expected`: the kinds that the whole argument may have; empty if nobody says. `came`: whether
/// there was such an argument.
[[nodiscard]] std::string argument_sentence(std::size_t index, detail::kind_set expected, bool came,
                                            reader const& from);

/// Decodes one value; the error has the sentence.
[[nodiscard]] decode_error decode_all(reader& from, detail::decode_function decode, void* target);

} // namespace socketiota
