// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <http/exchange.hpp>

namespace socketiota::http {

/// Serves the official browser client below the path of the server.
///
/// Exactly the eight names that the official server serves: a pattern once let other files through
/// there.
class client_bundle {
public:
    /// `path` ends with a slash. `version` makes the ETag; empty: made from the files.
    client_bundle(std::string path, std::filesystem::path folder, std::string const& version);

    /// Answers a GET or HEAD for one of the names; false, with nothing answered, for all else. A
    /// file that is not in the folder is answered with 404.
    [[nodiscard]] bool serve(exchange& request, header_list const& headers) const;

    /// Whether `target` names one of the files.
    [[nodiscard]] bool names_file(std::string_view target) const;

    /// Whether the main file is there.
    [[nodiscard]] bool complete() const;

    [[nodiscard]] std::filesystem::path const& folder() const noexcept { return folder_; }

private:
    std::string path_;
    std::filesystem::path folder_;
    std::string etag_;
};

} // namespace socketiota::http
