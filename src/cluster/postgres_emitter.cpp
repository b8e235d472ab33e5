// SPDX-License-Identifier: MIT
#include <boost/system/system_error.hpp>

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <cluster/emitter_core.hpp>
#include <cluster/postgres_channel.hpp>
#include <cluster/postgres_emitter.hpp>
#include <cluster/postgres_outgoing.hpp>
#include <cluster/sending_thread.hpp>
#include <cluster/text_of_failure.hpp>

namespace socketiota::cluster {
namespace {

/// A client of Postgres, as the thread has it: of two words they are channel and message, of four
/// channel and attachment.
class postgres_thread_outlet final : public sending_thread::outlet,
                                     private postgres_client_listener {
public:
    explicit postgres_thread_outlet(std::unique_ptr<postgres_client> client)
        : client_(std::move(client)) {}

    void start(sending_thread::hearer& told) override {
        told_ = &told;
        client_->start(static_cast<postgres_client_listener&>(*this));
    }

    void send(std::span<std::string const> words, completion done) override {
        if (words.size() == 2)
            client_->notify(words[0], words[1], std::move(done));
        else
            client_->notify_with(words[0],
                                 {.octets = words[1], .before_id = words[2], .after_id = words[3]},
                                 std::move(done));
    }

private:
    void on_state(postgres_state now, error_code why, std::string_view words) override {
        bool const is_away = now != postgres_state::connected && why;
        told_->on_away(is_away ? text_of_failure(why, words) : std::string());
    }

    void on_gap() override {} // nothing is heard here

    void on_lost(error_code why, std::string_view words) override { told_->on_lost(why, words); }

    void on_listening(std::string_view) override {}

    void on_notification(std::string_view, std::string_view) override {}

    std::unique_ptr<postgres_client> const client_;
    sending_thread::hearer* told_ = nullptr; // null before it is started
};

/// Hands what is to be sent to the thread.
class handing_outlet final : public postgres_outlet {
public:
    explicit handing_outlet(sending_thread& by) noexcept : by_(by) {}

    void notify(std::string_view channel, std::string_view payload, completion) override {
        outcome_ = by_.send({std::string(channel), std::string(payload)});
    }

    void notify_with(std::string_view channel, attachment const& what, completion) override {
        outcome_ = by_.send({std::string(channel), std::string(what.octets),
                             std::string(what.before_id), std::string(what.after_id)});
    }

    [[nodiscard]] emit_result const& outcome() const noexcept { return outcome_; }

private:
    sending_thread& by_;
    emit_result outcome_ = emit_status::dropped;
};

class postgres_emitter_core final : public emitter_core {
public:
    postgres_emitter_core(sending_thread::outlet_maker const& make, postgres_emitter_parts parts,
                          sending_thread::limits const& within)
        : channel_prefix_(std::move(parts.channel_prefix)),
          payload_threshold_(parts.payload_threshold),
          by_(make, within, std::move(parts.on_lost)) {}

    emit_result send(message const& what) override {
        std::string const channel = postgres_channel(channel_prefix_, what.nsp);
        if (!is_postgres_channel(channel))
            return make_error_code(error::postgres_long_channel);
        handing_outlet outlet(by_);
        postgres_outgoing outgoing(payload_threshold_);
        if (auto const failure = outgoing.send(what, channel, outlet, {}))
            return failure;
        return outlet.outcome();
    }

    void close() noexcept override { by_.close(); }

private:
    std::string const channel_prefix_;
    std::size_t const payload_threshold_;
    sending_thread by_;
};

[[noreturn]] void refuse(char const* sentence) {
    throw boost::system::system_error(make_error_code(error::invalid_option), sentence);
}

} // namespace

emitter postgres_emitter_with(postgres_client_maker const& make, postgres_emitter_parts parts) {
    if (parts.close_timeout.count() < 0)
        refuse("close_timeout: is less than nothing");
    if (parts.payload_threshold > longest_postgres_payload)
        refuse("payload_threshold: is more than 7999, which is what Postgres takes");
    sending_thread::limits const within{.octets = parts.max_queued_bytes,
                                        .commands = parts.max_queued_commands,
                                        .close_timeout = parts.close_timeout,
                                        .full = error::postgres_queue_full,
                                        .silent = error::postgres_silent};
    auto const outlet_of =
        [&make](
            std::shared_ptr<loop::shard> const& home) -> std::unique_ptr<sending_thread::outlet> {
        return std::make_unique<postgres_thread_outlet>(make(home->get_executor()));
    };
    return emitter(std::make_shared<postgres_emitter_core>(outlet_of, std::move(parts), within));
}

} // namespace socketiota::cluster
