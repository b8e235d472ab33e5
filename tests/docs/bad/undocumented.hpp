// SPDX-License-Identifier: MIT
#pragma once

/// Documented, so that its members count.
namespace socketiota {

struct bare {
    int member;
};

enum class bare_enum { first };

void bare_function();

/// Has a word for one of its enumerators alone.
enum class half_bare {
    /// Said.
    said,
    bare_enumerator,
};

} // namespace socketiota
