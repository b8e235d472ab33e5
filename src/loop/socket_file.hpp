// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/error_code.hpp>

#include <string>

#include <sys/types.h>

namespace socketiota::loop {

/// The file at which a Unix domain socket listens: it stays when its process dies, and then keeps
/// the next one from listening.
///
/// An abstract name (empty, or beginning with a zero octet) has no file, so nothing is done for it.
class socket_file {
public:
    socket_file() = default;
    socket_file(socket_file const&) = delete;
    socket_file& operator=(socket_file const&) = delete;

    ~socket_file() { remove(); }

    /// Removes what a dead process left at `path`. Fails with `address_in_use` if somebody listens
    /// there, or if it is no socket: that is not ours to remove.
    static void remove_stale(std::string const& path, boost::system::error_code& failure);

    /// From now on the file at `path`, which was made by us, is removed with this object.
    void hold(std::string path);

    /// Removes the file that is held, unless another process has put its own there meanwhile.
    void remove() noexcept;

private:
    std::string path_;
    dev_t device_ = 0;
    ino_t number_ = 0;
};

} // namespace socketiota::loop
