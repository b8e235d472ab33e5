// SPDX-License-Identifier: MIT
#include <array>
#include <system_error>

#include <dlfcn.h>
#include <server/client_folder.hpp>

namespace socketiota {
namespace {

namespace fs = std::filesystem;

/// The shared library this is in, or the program if it was linked in.
fs::path own_module() {
    Dl_info found{};
    if (::dladdr(reinterpret_cast<void const*>(&find_client_folder), &found) == 0 ||
        found.dli_fname == nullptr)
        return {};
    std::error_code failure; // a name without a path, as `dlopen` leaves it: found nowhere
    fs::path const whole = fs::canonical(found.dli_fname, failure);
    return failure ? fs::path() : whole;
}

bool has_client(fs::path const& folder) {
    std::error_code failure; // a folder that may not be looked into has nothing for us
    return !folder.empty() && fs::exists(folder / "socket.io.js", failure);
}

} // namespace

fs::path find_client_folder() {
    fs::path installed = SOCKETIOTA_INSTALLED_CLIENT;
    static constexpr auto below_share = "share/socketiota/socket.io-client/dist";
    fs::path const home = own_module().parent_path(); // lib, bin or lib/x86_64-linux-gnu
    std::array const places{fs::path(SOCKETIOTA_CLIENT_IN_CHECKOUT),
                            home.parent_path() / below_share,
                            home.parent_path().parent_path() / below_share, installed};
    for (fs::path const& each : places)
        if (has_client(each))
            return each;
    return installed;
}

} // namespace socketiota
