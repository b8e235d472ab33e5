// SPDX-License-Identifier: MIT
#include "words.hpp"

#include "command.hpp"
#include "hex.hpp"
#include "visible_text.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/bytes.hpp>
#include <socketiota/value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sio = socketiota;

namespace siota {

sio::value value_of(std::string const& word) {
    constexpr std::string_view binary = "hex:";
    if (word.starts_with(binary)) {
        auto octets = from_hex(std::string_view(word).substr(binary.size()));
        if (!octets)
            throw misuse("'" + visible_text(word) +
                         "' is no binary: pairs of hexadecimal digits "
                         "follow 'hex:'; a text that begins so is written in quotes, as JSON");
        return sio::bytes(*std::move(octets));
    }
    auto const read = sio::value::parse(word);
    return read ? *read : sio::value(word);
}

sio::arguments values_in(std::vector<std::string> const& words) {
    sio::arguments made;
    for (std::string const& word : words) {
        made.push_back(value_of(word));
        if (word.starts_with('-') && !made.back().is_number())
            throw misuse("there is no option '" + visible_text(word) +
                         "'; a text that begins so is written in quotes, as JSON");
    }
    return made;
}

} // namespace siota
