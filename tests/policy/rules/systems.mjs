// SPDX-License-Identifier: MIT
// What only some systems have is met in few places, so that the rest of the library compiles wherever Asio
// does. Tests, tools and benches are for Linux and may include what they like.
import { matching_lines } from '../tree.mjs';

// Linux, POSIX, Windows, and what Asio has of one of them alone.
const of_one_system = new RegExp(
    String.raw`^\s*#\s*include\s*[<"](` +
        [
            String.raw`(?:sys|linux|asm|net|netinet|arpa|mach|boost/asio/(?:posix|windows))/[\w./]+`,
            String.raw`(?:dirent|dlfcn|execinfo|fcntl|glob|grp|ifaddrs|malloc|netdb|poll|pthread|pwd)\.h`,
            String.raw`(?:sched|semaphore|signal|spawn|strings|syslog|termios|ucontext|unistd|wait)\.h`,
            String.raw`(?:windows|winsock2|ws2tcpip|io|process)\.h`,
        ].join('|') +
        ')[>"]',
);

const may_include = [
    // A server's sockets, which the client has Asio open, and threads.
    'src/loop/accepted_asio_channel.cpp',
    'src/loop/cores.cpp',
    'src/loop/cores.hpp',
    'src/loop/descriptor.hpp',
    'src/loop/epoll_set.hpp',
    'src/loop/kernel_socket_linux.cpp',
    'src/loop/kernel_socket_posix.cpp',
    'src/loop/listener.cpp',
    'src/loop/listening_socket.cpp',
    'src/loop/socket_channel.cpp',
    'src/loop/socket_file.cpp',
    'src/loop/socket_file.hpp',
    'src/loop/thread_name.cpp',
    // Randomness where the system has a call for it, a log that never waits, figures of the process.
    'src/base/process_figures.cpp',
    'src/base/random.cpp',
    'src/base/standard_error_posix.cpp',
    // Files that change while they are served, and where the library is installed.
    'src/http/open_file.cpp',
    'src/server/client_folder.cpp',
    // The socket of libpq, in a library of its own.
    'src/postgres/connection.cpp',
    'src/postgres/connection.hpp',
];

export function check({ files }) {
    return files
        .filter((file) => file.is_cpp && file.in('src', 'include') && !may_include.includes(file.path))
        .flatMap((file) =>
            matching_lines(file, file.lines, of_one_system, ([, header]) =>
                `'${header}' is not on all systems: leave it to src/loop/`));
}
