// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include <http/exchange.hpp>

namespace socketiota::http {

/// Serves the files below one folder, `index.html` for `/`. Only plain names are served: no way
/// leads out of the folder, and what begins with a dot stays private.
class static_folder {
public:
    explicit static_folder(std::filesystem::path root) : root_(std::move(root)) {}

    /// Answers a GET or HEAD for one of the files; false, with nothing answered, for all else.
    [[nodiscard]] bool serve(exchange& request) const;

private:
    std::filesystem::path root_;
};

} // namespace socketiota::http
