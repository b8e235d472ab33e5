// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <loop/descriptor.hpp>
#include <loop/kernel_socket.hpp>
#include <loop/socket_file.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace socketiota::loop {

using boost::system::error_code;

namespace {

bool has_file(std::string const& path) noexcept { return !path.empty() && path.front() != '\0'; }

struct identity {
    dev_t device;
    ino_t number;
};

/// Of the socket at `path`, not of what a link there names.
std::optional<identity> socket_at(std::string const& path) noexcept {
    struct ::stat found {};

    if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode))
        return std::nullopt;
    return identity{found.st_dev, found.st_ino};
}

/// Whether nobody listens at `path`, which only an attempt to connect can tell.
bool refuses_connections(std::string const& path) noexcept {
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path)
        return false;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    descriptor const probe = new_socket(AF_UNIX);
    if (!probe)
        return false;
    int const done =
        ::connect(probe.number(), reinterpret_cast<sockaddr const*>(&address), sizeof address);
    return done != 0 && errno == ECONNREFUSED;
}

} // namespace

void socket_file::remove_stale(std::string const& path, error_code& failure) {
    failure = boost::asio::error::address_in_use;
    if (!has_file(path) || !socket_at(path) || !refuses_connections(path))
        return;
    failure.clear();
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        failure.assign(errno, boost::system::system_category());
}

void socket_file::hold(std::string path) {
    if (!has_file(path))
        return;
    if (auto const there = socket_at(path)) {
        device_ = there->device;
        number_ = there->number;
        path_ = std::move(path);
    }
}

void socket_file::remove() noexcept {
    if (path_.empty())
        return;
    auto const there = socket_at(path_);
    if (there && there->device == device_ && there->number == number_)
        ::unlink(path_.c_str());
    path_.clear();
}

} // namespace socketiota::loop
