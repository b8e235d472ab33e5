// SPDX-License-Identifier: MIT
#pragma once

/// Marks what the compiled library shows: everything else in it has hidden visibility, so that the
/// internals can change without breaking a program linked against a shared library.
#if defined(_WIN32)
#define SOCKETIOTA_EXPORT
#else
#define SOCKETIOTA_EXPORT __attribute__((visibility("default")))
#endif
