// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <http/exchange.hpp>

namespace socketiota::http {

class shared_files;

/// How a file is presented.
struct file_presentation {
    std::string_view content_type;
    std::string_view cache_control = "public, max-age=0";
    /// Quoted; empty: made from the file's size and time.
    std::string_view etag{};
    header_list more_headers{};
};

/// Files are read in one go, so a larger one is not served: those of a page are far smaller, and
/// one request must not be able to take all memory.
inline constexpr std::uintmax_t largest_file = std::uintmax_t{64} << 20;

/// A regular file as it was when it was looked at.
struct file_state {
    std::uintmax_t size = 0;
    /// Made from size and time.
    std::string etag;
};

/// Nothing if there is no regular file of that name.
[[nodiscard]] std::optional<file_state> look_at(std::filesystem::path const& file);

/// The content of a file, at most `size` octets; null if it cannot be read.
[[nodiscard]] shared_body read_file(std::filesystem::path const& file, std::uintmax_t size);

/// Answers with 304 if the client has what `etag` names already (RFC 9110 section 13.1.2); false,
/// with nothing answered, if not.
[[nodiscard]] bool answer_if_known(exchange& request, std::string_view etag,
                                   header_list const& headers);

/// Answers with the content of `file`, with 304 if the client has it already, or with 403 if it is
/// larger than `largest_file`; false, with nothing answered, if there is no such file. What is sent
/// is shared through `files`.
///
/// A file that changes meanwhile is served as it was read, with the length that was read.
[[nodiscard]] bool answer_with_file(exchange& request, shared_files& files,
                                    std::filesystem::path const& file, file_presentation const& as);

/// The media type for a file name, by its ending in whatever case; `application/octet-stream` for
/// unknown ones.
[[nodiscard]] std::string_view content_type_of(std::string_view file_name) noexcept;

} // namespace socketiota::http
