// SPDX-License-Identifier: MIT
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_hold.hpp>
#include <hub/nsp_part.hpp>

namespace socketiota::hub {

void nsp_hold::let_go() noexcept {
    if (!release())
        return;
    if (auto const all = part_->whole()->all())
        all->let_go(*part_->whole());
}

} // namespace socketiota::hub
