// SPDX-License-Identifier: MIT
#pragma once

#include "fake_invocation.hpp"
#include "fake_reader.hpp"
#include "fake_writer.hpp"

#include <socketiota/detail/emitter.hpp>
#include <socketiota/detail/listening.hpp>
#include <socketiota/detail/reserved_events.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <event/ack_table.hpp>
#include <event/listeners.hpp>

namespace socketiota::test {

template <detail::answer_count Count>
class fake_handle;

using fake_socket = fake_handle<detail::answer_count::one>;

/// What stands behind the handles: what was emitted, who listens, who waits.
struct fake_core {
    explicit fake_core(boost::asio::io_context& where) : context(where) {}

    boost::asio::io_context& context;
    std::vector<std::pair<std::string, nlohmann::json>> emitted;
    events::listeners<fake_socket> listeners;
    events::ack_table acks;
    std::uint64_t next_ack_id = 0;
};

/// A socket, or with `many` a broadcast, that records what is done with it.
template <detail::answer_count Count>
class fake_handle : public detail::emitter<fake_handle<Count>>,
                    public detail::requester<fake_handle<Count>, Count>,
                    public detail::listening<fake_handle<Count>> {
public:
    explicit fake_handle(std::shared_ptr<fake_core> core) : core_(std::move(core)) {}

    [[nodiscard]] fake_core& core() const { return *core_; }

    [[nodiscard]] boost::asio::any_io_executor get_executor() const {
        return core_->context.get_executor();
    }

    [[nodiscard]] boost::asio::any_io_executor completion_executor() const {
        return get_executor();
    }

    std::size_t off(std::string_view name) const { return core_->listeners.remove(name); }

    bool off(registration const& which) const { return core_->listeners.remove(which); }

    /// An event comes in; returns what it led to so far.
    std::shared_ptr<outcome> receive(std::string_view name, nlohmann::json arguments,
                                     bool wants_ack = true) const {
        auto result = std::make_shared<outcome>();
        fake_invocation call(result, std::move(arguments), wants_ack, &core_->context);
        if (core_->listeners.dispatch(name, call, *this))
            call.finish();
        return result;
    }

    /// The answer to the request with this id comes in.
    bool receive_answer(std::uint64_t id, nlohmann::json const& values) const {
        fake_reader from(values);
        return core_->acks.resolve(id, from);
    }

private:
    friend class detail::emitter<fake_handle>;
    friend class detail::requester<fake_handle, Count>;
    friend class detail::listening<fake_handle>;

    emit_result start_emit(std::string_view name, detail::argument_list const& arguments) const {
        if (detail::is_reserved_event(name))
            return make_error_code(error::reserved_event_name);
        error_code failure;
        auto values = written(arguments, &failure);
        if (failure)
            return failure;
        core_->emitted.emplace_back(std::string(name), std::move(values));
        return emit_status::queued;
    }

    void start_request(std::string_view name, detail::argument_list const& arguments,
                       std::shared_ptr<detail::pending_answer> answer) const {
        auto const sent = start_emit(name, arguments);
        if (sent)
            core_->acks.add(core_->next_ack_id++, std::move(answer));
        else
            answer->on_end(sent.reason());
    }

    registration listen(std::string_view name,
                        std::shared_ptr<detail::handler<fake_handle>> function, bool once) const {
        registration made(function);
        core_->listeners.add(name, std::move(function), once);
        return made;
    }

    std::shared_ptr<fake_core> core_;
};

} // namespace socketiota::test
