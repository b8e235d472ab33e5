// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace socketiota {

/// Where the files of the browser client are: in the checkout, beside the installed library
/// wherever it was moved to, or where it was installed first. If they are nowhere, the last of
/// these.
[[nodiscard]] std::filesystem::path find_client_folder();

} // namespace socketiota
