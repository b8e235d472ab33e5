// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include <client/engine/engine_settings.hpp>
#include <client/lasting_options.hpp>
#include <loop/dialler.hpp>

namespace socketiota::clients {

/// What the sessions of a client are made with, for as long as any of them is there.
struct session_terms {
    engine_settings engine;
    std::string default_nsp;
    lasting_options options;
    std::shared_ptr<loop::dialler> dialler;
};

} // namespace socketiota::clients
