// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/detail/typescript_names.hpp>
#include <socketiota/detail/typescript_types.hpp>
#include <socketiota/event.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace socketiota {

/// Typed events that clients send to the server, for `write_typescript`.
template <class... Event>
struct client_to_server {
    /// Takes the events for their types.
    explicit constexpr client_to_server(Event const&...) noexcept {}
};

/// Typed events that the server sends to clients, for `write_typescript`.
template <class... Event>
struct server_to_client {
    /// Takes the events for their types.
    explicit constexpr server_to_client(Event const&...) noexcept {}
};

namespace detail {

/// The parameters of a function, gathered one by one.
class typescript_parameters {
public:
    void add(std::string const& parameter) { list_ += (list_.empty() ? "" : ", ") + parameter; }

    /// Adds `word1: type`, `word2: type` and so on.
    void add_numbered(std::string_view word, std::string const& type) {
        add(std::string(word) + std::to_string(++count_) + ": " + type);
    }

    [[nodiscard]] std::string function() const { return "(" + list_ + ") => void"; }

private:
    std::string list_;
    std::size_t count_ = 0;
};

/// The function that takes the answer of an event: of one value, or of those of a tuple.
template <class Result>
struct typescript_answer {
    [[nodiscard]] static std::string function(typescript_types& types) {
        typescript_parameters answer;
        answer.add("answer: " + types.name_of<Result>());
        return answer.function();
    }
};

template <class... Result>
struct typescript_answer<std::tuple<Result...>> {
    [[nodiscard]] static std::string function(typescript_types& types) {
        typescript_parameters answers;
        (answers.add_numbered("answer", types.name_of<Result>()), ...);
        return answers.function();
    }
};

template <class Parameter>
void add_typescript_argument(typescript_parameters& to, typescript_types& types) {
    if constexpr (std::is_same_v<Parameter, arguments>)
        to.add("...rest: unknown[]");
    else
        to.add_numbered("argument", types.name_of<Parameter>());
}

/// The member of an interface that declares an event.
///
/// One without a result has no ack, although the server confirms it to whoever asks: the types of
/// the official client stop checking where an ack is optional.
template <class Result, class... Parameter>
[[nodiscard]] std::string typescript_member(typescript_types& types, std::string_view name,
                                            type_list<Parameter...>) {
    constexpr bool takes_any = (std::is_same_v<Parameter, arguments> || ...);
    static_assert(!takes_any || std::is_void_v<Result>,
                  "an event with any number of arguments and an answer cannot be declared in "
                  "TypeScript, where each of them would have to come last");
    typescript_parameters parameters;
    (add_typescript_argument<Parameter>(parameters, types), ...);
    if constexpr (!std::is_void_v<Result>)
        parameters.add("ack: " + typescript_answer<Result>::function(types));
    return "    " + typescript_key(name) + ": " + parameters.function() + ";\n";
}

template <class... Event>
[[nodiscard]] std::string typescript_events(typescript_types& types, std::string_view name) {
    std::string text = "\nexport interface " + std::string(name) + " {\n";
    ((text += typescript_member<typename Event::result_type>(types, Event::name(),
                                                             typename Event::parameter_types{})),
     ...);
    return text + "}\n";
}

} // namespace detail

/// Writes the TypeScript declarations of typed events, for pages that use the official client:
///
///     sio::write_typescript(std::cout, sio::client_to_server{ask::join, ask::say},
///                           sio::server_to_client{tell::joined, tell::line});
///
/// gives the interfaces `ClientToServerEvents` and `ServerToClientEvents`, and one for each struct
/// that travels, called like the struct; if two have the same name, the second is called by its
/// namespaces too. In the page:
///
///     const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io();
///
/// Types are written as `codec` sends them. A type with a codec of its own needs
/// `typescript_type`. Only an event with a result has an ack.
template <class... Sent, class... Received>
void write_typescript(std::ostream& to, client_to_server<Received...> const&,
                      server_to_client<Sent...> const&) {
    detail::typescript_types types;
    std::string events = detail::typescript_events<Received...>(types, "ClientToServerEvents");
    events += detail::typescript_events<Sent...>(types, "ServerToClientEvents");
    to << "// Made from the typed events of the server: change those instead.\n"
       << types.interfaces() << events;
}

} // namespace socketiota
