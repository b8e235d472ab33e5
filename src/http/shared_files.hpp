// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <http/file_answer.hpp>
#include <http/unsent_output.hpp>

namespace socketiota::http {

/// The contents of files that are on their way to somebody: whoever asks for one of them shares it,
/// so that any number of peers that read slowly hold each file once.
///
/// Not thread safe: belongs to its shard.
class shared_files {
public:
    /// The content of `file`, which looked like `state`; null if it cannot be read.
    [[nodiscard]] shared_body read(std::filesystem::path const& file, file_state const& state);

private:
    struct content {
        std::string etag;
        std::weak_ptr<bytes const> octets;
    };

    std::map<std::filesystem::path, content> held_;
};

} // namespace socketiota::http
