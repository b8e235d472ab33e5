// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include <http/exchange.hpp>

namespace socketiota::http {

/// Serves the official browser client below the path of the server.
///
/// Exactly the eight names that the official server serves: a pattern once let other files through
/// there.
///
/// A client that takes gzip gets it, as from the official server: from the file `NAME.gz` beside
/// the file if a package brought one that is not older, else compressed once and kept as long as
/// the file stays the same (300 KB if all eight are asked for).
///
/// Not thread safe: belongs to its shard.
class client_bundle {
public:
    /// `path` ends with a slash. `version` makes the ETag; empty: made from the files.
    client_bundle(std::string path, std::filesystem::path folder, std::string const& version);

    /// Answers a GET or HEAD for one of the names; false, with nothing answered, for all else. A
    /// file that is not in the folder is answered with 404.
    [[nodiscard]] bool serve(exchange& request, header_list const& headers);

    /// Whether `target` names one of the files.
    [[nodiscard]] bool names_file(std::string_view target) const;

    /// Whether the main file is there.
    [[nodiscard]] bool complete() const;

    [[nodiscard]] std::filesystem::path const& folder() const noexcept { return folder_; }

private:
    static constexpr std::size_t file_count = 8;

    /// A file as gzip, and the state that it had then.
    struct compressed_file {
        std::string etag;
        shared_body content;
    };

    [[nodiscard]] shared_body compressed(std::size_t index, std::filesystem::path const& file);

    std::array<compressed_file, file_count> compressed_;
    std::string path_;
    std::filesystem::path folder_;
    std::string etag_;
};

} // namespace socketiota::http
