// SPDX-License-Identifier: MIT
#pragma once

#include "tls_context.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace socketiota::bench {

/// TLS on one non-blocking descriptor. The handshake goes on by itself inside of read and write.
class tls_stream {
public:
    /// How reading or writing went on. A fatal failure is thrown.
    enum class state { done, wants_input, wants_output, ended };

    tls_stream(tls_context& context, int fd);

    tls_stream(const tls_stream&) = delete;
    tls_stream& operator=(const tls_stream&) = delete;
    tls_stream(tls_stream&&) = delete;
    tls_stream& operator=(tls_stream&&) = delete;
    ~tls_stream();

    /// Reads until nothing is left in the kernel nor here, or `into` is full.
    ///
    /// \param[out] size bytes that were read, whatever the state is.
    /// \return `done` if there may be more.
    /// \throws failure if the handshake is not as it should be, or a record is not.
    state read(std::span<char> into, std::size_t& size);

    /// Writes what it can. What was not written must be given again, with or without more behind.
    ///
    /// \param[out] size bytes that were written, whatever the state is.
    state write(std::string_view bytes, std::size_t& size);

private:
    state after(int result);

    std::unique_ptr<SSL, free_ssl> connection_;
    bool resumes_;
    bool is_checked_ = false; // that the handshake was the one that was wanted
};

} // namespace socketiota::bench
