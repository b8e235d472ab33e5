// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_cpp/sio_message.h>
#include <socketiota/client_socket.hpp>
#include <socketiota/reply.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace sio {

class client;

/// An event that came, while its listener runs.
class event {
public:
    /// Made by the library.
    event(std::string nsp, std::string name, message::list arguments, bool wants_ack)
        : nsp_(std::move(nsp)),
          name_(std::move(name)),
          arguments_(std::move(arguments)),
          wants_ack_(wants_ack) {}

    /// The name of its namespace.
    [[nodiscard]] std::string const& get_nsp() const noexcept { return nsp_; }

    /// Its name.
    [[nodiscard]] std::string const& get_name() const noexcept { return name_; }

    /// The first argument; null if there is none.
    [[nodiscard]] message::ptr get_message() const {
        return arguments_.size() == 0 ? nullptr : arguments_.at(0);
    }

    /// All of them.
    [[nodiscard]] message::list const& get_messages() const noexcept { return arguments_; }

    /// Whether the server waits for an answer.
    [[nodiscard]] bool need_ack() const noexcept { return wants_ack_; }

    /// Sets the answer, which leaves when the listener has returned.
    void put_ack_message(message::list answer) { answer_ = std::move(answer); }

    /// What was set.
    [[nodiscard]] message::list const& get_ack_message() const noexcept { return answer_; }

private:
    std::string nsp_;
    std::string name_;
    message::list arguments_;
    bool wants_ack_;
    message::list answer_;
};

/// One namespace of a `sio::client`, as socket.io-client-cpp has it. What is registered stays when
/// the client connects to another url.
///
/// Thread safety: safe. Listeners run on the thread of the client, one for each name: the next
/// takes its place. Source: `sio_socket.h` of socket.io-client-cpp 3.1.
class socket : public std::enable_shared_from_this<socket> {
public:
    /// How sockets are held.
    using ptr = std::shared_ptr<socket>;
    /// Takes an event.
    using event_listener = std::function<void(event&)>;
    /// The same in parts, with its first argument; fills what is answered.
    using event_listener_aux = std::function<void(std::string const& name, message::ptr const& what,
                                                  bool wants_ack, message::list& answer)>;
    /// Takes what the server said when it refused the namespace.
    using error_listener = std::function<void(message::ptr const&)>;

    /// Made by `client::socket`.
    explicit socket(std::string nsp) : nsp_(std::move(nsp)) {}

    /// Calls `listener` for events of that name.
    void on(std::string const& name, event_listener listener) {
        change([this, &name, &listener] {
            bool const is_new = listeners_.insert_or_assign(name, std::move(listener)).second;
            if (is_new && through_)
                listen(name);
        });
    }

    /// The same.
    void on(std::string const& name, event_listener_aux listener) {
        on(name, whole(std::move(listener)));
    }

    /// Takes that back.
    void off(std::string const& name) {
        change([this, &name] { listeners_[name] = nullptr; });
    }

    /// Takes all back.
    void off_all() {
        change([this] {
            for (auto& [name, listener] : listeners_)
                listener = nullptr;
        });
    }

    /// Calls `listener` for each event, before that of its name. It cannot answer.
    void on_any(event_listener listener) {
        change([this, &listener] { any_ = std::move(listener); });
    }

    /// The same.
    void on_any(event_listener_aux listener) { on_any(whole(std::move(listener))); }

    /// Takes that back.
    void off_any() { on_any(event_listener()); }

    /// Calls `listener` when the server refuses the namespace.
    void on_error(error_listener listener) {
        change([this, &listener] { error_ = std::move(listener); });
    }

    /// Takes that back.
    void off_error() { on_error(nullptr); }

    /// Sends an event; before the client connects it waits. `ack` is called with the answer, and
    /// not if there comes none: use `socketiota::client_socket` to hear of that.
    void emit(std::string const& name, message::list const& arguments = nullptr,
              std::function<void(message::list const&)> const& ack = nullptr) {
        auto send = [name, all = arguments.to_arguments(),
                     ack](socketiota::client_socket const& by) {
            if (!ack) {
                by.emit(name, all);
                return;
            }
            by.emit_with_ack<std::tuple<socketiota::arguments>>(name, all)(
                [ack](socketiota::error_code failed,
                      std::tuple<socketiota::arguments> const& answer) {
                    if (!failed)
                        ack(message::list(std::get<0>(answer)));
                });
        };
        change([this, &send] {
            if (through_)
                send(*through_);
            else
                waiting_.emplace_back(std::move(send));
        });
    }

    /// Leaves the namespace.
    void close() {
        change([this] {
            if (through_)
                through_->disconnect();
        });
    }

    /// The name of its namespace.
    [[nodiscard]] std::string const& get_namespace() const noexcept { return nsp_; }

    /// By which the server knows it; empty while it is not connected.
    [[nodiscard]] std::string get_socket_id() const {
        std::scoped_lock const lock(mutex_);
        return through_ ? through_->id() : std::string();
    }

private:
    friend class client;

    template <class Work>
    void change(Work const& work) {
        std::scoped_lock const lock(mutex_);
        work();
    }

    [[nodiscard]] static event_listener whole(event_listener_aux listener) {
        if (!listener)
            return nullptr;
        return [listener = std::move(listener)](event& what) {
            message::list answer;
            listener(what.get_name(), what.get_message(), what.need_ack(), answer);
            what.put_ack_message(std::move(answer));
        };
    }

    /// It goes by `by` from now on.
    void attach(socketiota::client_socket const& by) {
        change([this, &by] {
            through_ = by;
            for (auto const& [name, listener] : listeners_)
                listen(name);
            by.on_any([weak = weak_from_this()](socketiota::incoming const& what) {
                if (auto const self = weak.lock())
                    self->tell_any(what);
            });
            by.on_connect_error([weak = weak_from_this()](socketiota::connect_error const& why) {
                auto const self = weak.lock();
                if (self && why.stage == socketiota::connect_stage::nsp)
                    self->tell_error(why);
            });
            for (auto const& send : std::exchange(waiting_, {}))
                send(by);
        });
    }

    void listen(std::string const& name) {
        through_->on(name, [weak = weak_from_this(),
                            name](socketiota::arguments const& all,
                                  socketiota::reply<socketiota::arguments> const& reply) {
            if (auto const self = weak.lock())
                self->tell(name, all, reply);
        });
    }

    void tell(std::string const& name, socketiota::arguments const& all,
              socketiota::reply<socketiota::arguments> const& reply) {
        event_listener listener;
        change([&] { listener = listeners_[name]; });
        if (!listener)
            return;
        event what(nsp_, name, message::list(all), reply.wanted());
        listener(what);
        reply(what.get_ack_message().to_arguments());
    }

    void tell_any(socketiota::incoming const& what) {
        event_listener listener;
        change([&] { listener = any_; });
        if (!listener)
            return;
        socketiota::arguments all;
        all.assign(what.arguments().begin(), what.arguments().end());
        event shown(nsp_, std::string(what.name()), message::list(all), what.wants_ack());
        listener(shown);
    }

    void tell_error(socketiota::connect_error const& why) {
        error_listener listener;
        change([&] { listener = error_; });
        if (!listener)
            return;
        message::ptr const said = object_message::create();
        said->get_map()["message"] = string_message::create(why.message);
        if (!why.data.is_null())
            said->get_map()["data"] = message::of(why.data);
        listener(said);
    }

    std::string const nsp_;
    mutable std::mutex mutex_;
    std::map<std::string, event_listener> listeners_; // null once taken back
    event_listener any_;
    error_listener error_;
    std::optional<socketiota::client_socket> through_; // none before the client connects
    std::vector<std::function<void(socketiota::client_socket const&)>> waiting_;
};

} // namespace sio
