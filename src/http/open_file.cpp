// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <http/open_file.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace socketiota::http {
namespace {

std::optional<file_state> state_of(int file) noexcept {
    struct stat found {};

    if (::fstat(file, &found) != 0 || !S_ISREG(found.st_mode))
        return std::nullopt;
    constexpr std::int64_t second = 1'000'000'000;
    return file_state{static_cast<std::uintmax_t>(found.st_size),
                      std::int64_t{found.st_mtim.tv_sec} * second + found.st_mtim.tv_nsec};
}

} // namespace

std::string file_state::etag() const {
    return '"' + std::to_string(size) + '-' + std::to_string(written) + '"';
}

open_file::open_file(loop::descriptor file, file_state state) noexcept
    : file_(std::move(file)), state_(state) {}

std::unique_ptr<open_file> open_file::open(std::filesystem::path const& name) {
    std::error_code ignored;
    return open(name, ignored);
}

std::unique_ptr<open_file> open_file::open(std::filesystem::path const& name,
                                           std::error_code& failure) {
    failure.clear();
    // Without waiting: it may be a pipe that nobody writes to.
    loop::descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file) {
        failure.assign(errno, std::generic_category());
        return nullptr;
    }
    auto const state = state_of(file.number());
    if (!state)
        return nullptr;
    return std::unique_ptr<open_file>(new open_file(std::move(file), *state));
}

std::size_t open_file::read(std::span<std::byte> into) noexcept {
    auto const wanted = static_cast<std::size_t>(std::min<std::uintmax_t>(into.size(), left()));
    ssize_t count = 0;
    do {
        count = ::pread(file_.number(), into.data(), wanted, static_cast<off_t>(position_));
    } while (count < 0 && errno == EINTR);
    // Looked at behind the reading: a change before it shows, too.
    if (count <= 0 || state_of(file_.number()) != state_)
        return 0;
    position_ += static_cast<std::uintmax_t>(count);
    return static_cast<std::size_t>(count);
}

} // namespace socketiota::http
