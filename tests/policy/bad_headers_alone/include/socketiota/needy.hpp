// SPDX-License-Identifier: MIT
#pragma once

inline std::string needy() { return {}; }
