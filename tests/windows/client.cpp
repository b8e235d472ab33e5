// SPDX-License-Identifier: MIT
#include <socketiota/client.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdio>

namespace sio = socketiota;

// client.exe URL prints what the server there says 1 and 2 are together.
int main(int count, char** arguments) {
    if (count != 2)
        return 2;
    boost::asio::io_context context(1);
    sio::client client(context, arguments[1]);
    sio::client_socket const socket = client.socket();
    socket.emit_with_ack<int>("add", 1, 2)([&client](sio::error_code failure, int sum) {
        if (!failure)
            std::printf("%d\n", sum);
        client.close();
    });
    context.run();
    return 0;
}
