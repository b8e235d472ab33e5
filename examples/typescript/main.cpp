// SPDX-License-Identifier: MIT
// Writes the TypeScript declarations of the chat's events, for a page that is written in
// TypeScript:
//     ./run example typescript > chat.d.ts
//
//     import { io, Socket } from "socket.io-client";
//     import type { ClientToServerEvents, ServerToClientEvents } from "./chat";
//     const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io();
#include "../chat/contract.hpp"

#include <socketiota/typescript.hpp>

#include <iostream>

namespace sio = socketiota;
namespace ask = chat::ask;
namespace tell = chat::tell;

int main() {
    sio::write_typescript(
        std::cout,
        sio::client_to_server{ask::join, ask::rename, ask::say, ask::picture, ask::fetch,
                              ask::typing},
        sio::server_to_client{tell::rooms, tell::people, tell::line, tell::picture, tell::typing});
}
