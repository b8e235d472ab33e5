// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <http/exchange.hpp>

namespace socketiota::http {

/// Serves the files below one folder, `index.html` for a folder in it.
///
/// A path is divided at its slashes and then decoded, once. A segment that holds a separator or a
/// control character then, or is `..`, names nothing, so that no way of writing a path leads out of
/// the folder; what begins with a dot stays private, and a link out of the folder is not followed.
/// Ranges are not served: such a request gets the whole file (RFC 9110
/// section 14.2).
class static_folder {
public:
    /// `prefix` begins with `/`: what stands before the names of files; a `/` at its end may be
    /// left out. Throws `invalid_option` if it is no plain path.
    static_folder(std::string prefix, std::filesystem::path root);

    /// Answers a GET or HEAD for one of the files, a folder without its slash with 301; false, with
    /// nothing answered, for all else.
    [[nodiscard]] bool serve(exchange& request);

private:
    [[nodiscard]] bool contains(std::filesystem::path const& file) const;

    std::string prefix_; // ends with a slash
    std::filesystem::path root_;
};

} // namespace socketiota::http
