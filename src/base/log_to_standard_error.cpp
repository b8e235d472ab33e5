// SPDX-License-Identifier: MIT
#include <socketiota/log.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include <base/log_text.hpp>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h> // NOLINT(modernize-deprecated-headers): POSIX has more than <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace socketiota {
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

/// Writes `line` whole or not at all, and never waits.
void write_at_once(std::string const& line) {
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

/// As RFC 3339 writes it, in UTC with milliseconds.
std::string text_of(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    auto const day = floor<days>(time);
    year_month_day const date(day);
    hh_mm_ss const clock(floor<milliseconds>(time - day));
    std::array<char, 64> text{};
    int const length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

} // namespace

void log_to_standard_error(log_entry const& entry) {
    std::string line = text_of(entry.time);
    line.append(" socketiota ").append(to_string(entry.level)).append(" ");
    line.append(to_string(entry.category)).append(": ");
    // Text of the server has no control characters and is short; that of a program may be anything.
    for (char const character : entry.text.substr(0, base::longest_log_text))
        line += static_cast<unsigned char>(character) < 0x20 || character == 0x7f ? '?' : character;
    line += '\n';
    write_at_once(line);
}

} // namespace socketiota
