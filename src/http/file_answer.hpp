// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <http/exchange.hpp>

namespace socketiota::http {

/// How a file is presented.
struct file_presentation {
    std::string_view content_type;
    std::string_view cache_control = "public, max-age=0";
    /// Quoted; empty: made from the file's size and time.
    std::string_view etag{};
    header_list more_headers{};
};

/// The content of a file as a whole, for what is kept in memory; null if it cannot be read or is
/// larger than `most` octets.
[[nodiscard]] shared_body read_file(std::filesystem::path const& file, std::size_t most);

/// Answers with 304 if the client has what `etag` names already (RFC 9110 section 13.1.2); false,
/// with nothing answered, if not.
[[nodiscard]] bool answer_if_known(exchange& request, std::string_view etag,
                                   header_list const& headers);

/// Answers with the content of `file`, or with 304 if the client has it already; false, with
/// nothing answered, if there is no such file.
[[nodiscard]] bool answer_with_file(exchange& request, std::filesystem::path const& file,
                                    file_presentation const& as);

/// The media type for a file name, by its ending in whatever case; `application/octet-stream` for
/// unknown ones.
[[nodiscard]] std::string_view content_type_of(std::string_view file_name) noexcept;

} // namespace socketiota::http
