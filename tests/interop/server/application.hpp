// SPDX-License-Identifier: MIT
#pragma once

#include "trace.hpp"

#include <socketiota/server.hpp>

#include <string>
#include <vector>

/// The application that README.md describes, one function for each group of its events.
namespace interop {

/// Everything below, in one namespace.
void add_application(socketiota::nsp const& nsp, trace const& to);

void add_echoes(socketiota::nsp const& nsp);
void add_server_acks(socketiota::nsp const& nsp, trace const& to);
void add_listener_changes(socketiota::nsp const& nsp);
void add_rooms(socketiota::nsp const& nsp);
void add_many_sockets(socketiota::nsp const& nsp);
void add_numbers(socketiota::nsp const& nsp);
void add_payloads(socketiota::nsp const& nsp);
void add_state(socketiota::nsp const& nsp);

/// The two middlewares of `/guarded`.
void add_guards(socketiota::nsp const& nsp);

/// What a `trace` line says about a socket.
[[nodiscard]] socketiota::value about(socketiota::socket const& who, char const* event);

[[nodiscard]] std::vector<std::string> sorted_rooms(socketiota::socket const& who);

/// One name or an array of names.
[[nodiscard]] std::vector<std::string> names_of(socketiota::value const& given);

/// Narrowed down to `to` and `except` of `wanted`, and `volatile` if that says so.
[[nodiscard]] socketiota::broadcast_operator selected(socketiota::broadcast_operator from,
                                                      socketiota::value const& wanted);

/// For events that are never answered: a handler that takes a reply and drops it sends none.
using no_answer = socketiota::reply<>;

} // namespace interop
