// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emitter.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>
#include <socketiota/test_event.hpp>
#include <socketiota/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

/// A client of a `test_server`, in one namespace. It speaks the real protocol over a connection in
/// memory, and answers heartbeats.
///
/// Whatever it does has been handled by the server when the call returns, as far as it can be
/// without time passing.
///
/// A handle: cheap to copy. It does nothing any more once its server is gone.
/// Thread safety: none; a test runs on one thread.
class SOCKETIOTA_EXPORT test_client : public detail::emitter<test_client> {
public:
    /// Whether the server has accepted it and it has not been disconnected since.
    [[nodiscard]] bool connected() const noexcept;

    /// The id of its socket on the server; empty before it was accepted.
    [[nodiscard]] std::string const& id() const noexcept;

    /// Why the server refused it: the message of a middleware or of `allow_request`.
    [[nodiscard]] std::optional<std::string> const& refusal() const noexcept;

    /// The data of that refusal; null if there is none.
    [[nodiscard]] value const& refusal_data() const noexcept;

    /// Sends an event and returns its answer, which may come later.
    template <class... Argument>
    [[nodiscard]] test_answer emit_with_ack(std::string_view name,
                                            Argument const&... arguments) const {
        return start_request(
            name, detail::argument_list{detail::argument_ref(detail::borrow(arguments))...});
    }

    /// The same with a typed event; wrong arguments do not compile.
    template <fixed_string Name, class Result, class... Parameter, class... Argument>
    [[nodiscard]] test_answer emit_with_ack(event<Name, Result(Parameter...)>,
                                            Argument const&... arguments) const {
        static_assert(detail::all_fit<detail::type_list<Argument...>,
                                      detail::type_list<std::remove_cvref_t<Parameter>...>>,
                      "the arguments of emit_with_ack are not those of the typed event");
        return emit_with_ack(Name.view(), arguments...);
    }

    /// How many events came that were not taken yet.
    [[nodiscard]] std::size_t waiting() const noexcept;

    /// Takes the first event that came and was not taken yet. Throws `std::logic_error` if there is
    /// none.
    [[nodiscard]] test_event take() const;

    /// Takes all of them.
    [[nodiscard]] std::vector<test_event> take_all() const;

    /// The same client in another namespace, on the same connection.
    [[nodiscard]] test_client join(std::string_view nsp, value const& auth = {}) const;

    /// Leaves the namespace.
    void disconnect() const;

    /// Ends the connection, and so all its namespaces, as a browser does whose page is closed.
    void close() const;

    /// Breaks the connection, as a network does.
    void lose_connection() const;

    /// From now on heartbeats are not answered: let time pass, and the server gives it up.
    void ignore_heartbeats() const;

private:
    friend class detail::emitter<test_client>;
    friend class test_server;

    explicit test_client(std::shared_ptr<test_kit::fake_socket> socket) noexcept
        : socket_(std::move(socket)) {}

    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const;
    test_answer start_request(std::string_view name, detail::argument_list const& arguments) const;

    std::shared_ptr<test_kit::fake_socket> socket_;
};

} // namespace socketiota
