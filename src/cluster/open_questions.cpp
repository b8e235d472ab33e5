// SPDX-License-Identifier: MIT
#include <socketiota/remote_socket.hpp>
#include <socketiota/value.hpp>

#include <vector>

#include <cluster/carried_event.hpp>
#include <cluster/open_questions.hpp>

namespace socketiota::cluster {

/// One question, which is open until this is destroyed.
class open_questions::question {
public:
    question(std::weak_ptr<open_questions> all, message const& what)
        : all_(std::move(all)), key_(what.uid, what.request_id) {}

    question(question const&) = delete;
    question& operator=(question const&) = delete;

protected:
    ~question() {
        if (auto const all = all_.lock())
            all->open_.erase(key_);
    }

    /// Who answers; null once that is closed.
    [[nodiscard]] std::shared_ptr<open_questions> all() const noexcept {
        auto open = all_.lock();
        return open && open->to_ != nullptr ? open : nullptr;
    }

    [[nodiscard]] message answer(message_type type) const {
        message made;
        made.type = type;
        made.recipient = key_.first;
        made.request_id = key_.second;
        return made;
    }

    /// Sends one value, if it could be encoded.
    void send_value(open_questions& all, message_type type,
                    result<encoded_values> const& encoded) const {
        if (!encoded) {
            all.counts_->not_sent.add(1);
            return;
        }
        message made = answer(type);
        made.values = encoded->view();
        all.to_->send(std::move(made));
    }

private:
    std::weak_ptr<open_questions> all_;
    key key_;
};

class open_questions::question_to_sockets final : public adapter::distant_questioner,
                                                  private question {
public:
    using question::question;

    void on_count(std::size_t sockets) override {
        auto const open = all();
        if (!open)
            return;
        message made = answer(message_type::broadcast_client_count);
        made.client_count = sockets;
        open->to_->send(std::move(made));
    }

    void on_answer(reader& arguments) override {
        if (auto const open = all())
            send_value(*open, message_type::broadcast_ack,
                       encoded_values::of_answer(arguments, open->prefers_));
    }
};

class open_questions::question_to_program final : public adapter::distant_asker, private question {
public:
    using question::question;

    void on_answer(detail::argument_list const& values) override {
        if (auto const open = all())
            send_value(*open, message_type::server_side_emit_response,
                       encoded_values::of_answer(values, open->prefers_));
    }
};

class open_questions::fetch_question final : public detail::pending_fetch, private question {
public:
    using question::question;

    void complete(std::vector<remote_socket> found) override {
        auto const open = all();
        if (!open)
            return;
        message made = answer(message_type::fetch_sockets_response);
        made.sockets.reserve(found.size());
        std::vector<encoded_values> octets;
        octets.reserve(2 * found.size());
        for (remote_socket const& each : found) {
            auto handshake = encoded_values::of_value(
                [&](writer& to) { open->here_.write_handshake(each, to); }, open->prefers_);
            auto data = encoded_values::of_value([&](writer& to) { encode(to, each.data()); },
                                                 open->prefers_);
            if (!handshake || !data) {
                open->counts_->not_sent.add(1);
                continue;
            }
            octets.push_back(*std::move(handshake));
            octets.push_back(*std::move(data));
            made.sockets.push_back(
                {.id = each.id(), .rooms = each.rooms(), .handshake = {}, .data = {}});
        }
        for (std::size_t at = 0; at != made.sockets.size(); ++at) {
            made.sockets[at].handshake = octets[2 * at].view();
            made.sockets[at].data = octets[2 * at + 1].view();
        }
        open->to_->send(std::move(made));
    }
};

bool open_questions::open(message const& what) {
    if (open_.size() >= options_.max_questions) {
        counts_->too_many_questions.add(1);
        return false;
    }
    bool const is_new = open_.emplace(what.uid, what.request_id).second;
    if (!is_new)
        counts_->repeated.add(1);
    return is_new;
}

void open_questions::ask_sockets(message const& what) {
    carried_event event;
    if (!event.open(what.values)) {
        counts_->malformed.add(1);
        return;
    }
    if (!open(what))
        return;
    auto asking = std::make_unique<question_to_sockets>(weak_from_this(), what);
    if (!here_.may_have(what.to.rooms)) {
        asking->on_count(0);
        return;
    }
    // Peers keep what they wait for no longer than that.
    detail::emit_flags flags = what.flags;
    flags.timeout = flags.timeout.value_or(options_.requests_timeout);
    here_.ask(what.to, {event.name(), event.arguments(), flags}, std::move(asking));
}

void open_questions::fetch(message const& what) {
    if (!open(what))
        return;
    auto waiting = std::make_shared<fetch_question>(weak_from_this(), what);
    if (here_.may_have(what.to.rooms))
        here_.fetch(what.to, std::move(waiting));
    else
        waiting->complete({});
}

void open_questions::ask_program(message const& what) {
    carried_event event;
    if (!event.open(what.values)) {
        counts_->malformed.add(1);
        return;
    }
    if (what.request_id.empty())
        return here_.on_server_side_event(event.name(), event.arguments(), nullptr);
    if (!open(what))
        return;
    here_.on_server_side_event(event.name(), event.arguments(),
                               std::make_unique<question_to_program>(weak_from_this(), what));
}

} // namespace socketiota::cluster
