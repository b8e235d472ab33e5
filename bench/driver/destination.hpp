// SPDX-License-Identifier: MIT
#pragma once

#include "options.hpp"
#include "tls_context.hpp"

#include <cstdint>
#include <memory>

namespace socketiota::bench {

/// Where the connections of a run go to, and whether they speak TLS.
class destination {
public:
    /// \throws failure if there is no certificate where the options say.
    explicit destination(const options& chosen)
        : port_(chosen.port),
          tls_(chosen.certificate.empty()
                   ? nullptr
                   : std::make_unique<tls_context>(chosen.certificate, chosen.resumes)) {}

    std::uint16_t port() const { return port_; }

    /// What the connections share, or null without TLS.
    tls_context* tls() const { return tls_.get(); }

private:
    std::uint16_t port_;
    std::unique_ptr<tls_context> tls_;
};

} // namespace socketiota::bench
