// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <zlib.h>

namespace socketiota::bench {

/// Inflates what a server compresses on one connection (RFC 7692 section 7.2.2), whether or not its
/// contents refer to those before.
class inflater {
public:
    inflater();

    /// The content as it was; a view that lasts until the next call.
    ///
    /// \throws failure if it cannot be inflated or has more than 1 MB.
    std::string_view inflate(std::string_view compressed);

private:
    struct ending {
        void operator()(z_stream* stream) const noexcept;
    };

    std::unique_ptr<z_stream, ending> stream_;
    std::string compressed_;
    std::string content_;
};

} // namespace socketiota::bench
