// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <client/client_settings.hpp>
#include <loop/dialler.hpp>

namespace socketiota::clients {

/// What the sessions of a client are made with, for as long as any of them is there.
struct session_terms {
    client_settings settings;
    std::unique_ptr<loop::dialler> dialler;
};

} // namespace socketiota::clients
