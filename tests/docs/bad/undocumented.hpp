// SPDX-License-Identifier: MIT
#pragma once

namespace socketiota {

struct bare {
    int member;
};

} // namespace socketiota
