// SPDX-License-Identifier: MIT
#include <ctime>
#include <string>

#include <base/standard_error.hpp>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h> // NOLINT(modernize-deprecated-headers): POSIX has more than <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace socketiota::base {
namespace {

/// Keeps a write to a pipe that nobody reads any more from ending the process, as long as it lives.
/// The program's own SIGPIPE, pending or not, stays as it is.
class without_sigpipe {
public:
    without_sigpipe() noexcept {
        ::sigemptyset(&sigpipe_);
        ::sigaddset(&sigpipe_, SIGPIPE);
        sigset_t pending;
        ::sigpending(&pending);
        if (::sigismember(&pending, SIGPIPE) == 0)
            blocked_ = ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_) == 0;
    }

    without_sigpipe(without_sigpipe const&) = delete;
    without_sigpipe& operator=(without_sigpipe const&) = delete;

    ~without_sigpipe() {
        if (!blocked_)
            return; // it was pending, so it is blocked, and one more makes no difference
        timespec const at_once{};
        ::sigtimedwait(&sigpipe_, nullptr, &at_once);
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

private:
    sigset_t sigpipe_{};
    sigset_t before_{};
    bool blocked_ = false;
};

bool takes_more(int file) {
    pollfd asked{.fd = file, .events = POLLOUT, .revents = 0};
    return ::poll(&asked, 1, 0) == 1 && asked.revents == POLLOUT;
}

} // namespace

void write_to_standard_error(std::string const& line) noexcept {
    int const file = STDERR_FILENO;

    struct stat kind {};

    if (::fstat(file, &kind) != 0)
        return;
    // What cannot be written is lost: there is no better place to say so.
    [[maybe_unused]] ::ssize_t written = 0;
    if (S_ISSOCK(kind.st_mode)) {
        written = ::send(file, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        return;
    }
    without_sigpipe const guard;
    // Other processes may write to the same pipe, so that one which has room may have none a moment
    // later; and whether it waits belongs to all of them, so it must not be changed. A descriptor
    // of our own does not wait.
    int const own =
        S_ISFIFO(kind.st_mode) ? ::open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;
    if (own >= 0) {
        written = ::write(own, line.data(), line.size());
        ::close(own);
    } else if (takes_more(file)) {
        written = ::write(file, line.data(), line.size());
    }
}

} // namespace socketiota::base
