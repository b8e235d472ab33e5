// SPDX-License-Identifier: MIT
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <cluster/redis_thread.hpp>
#include <cluster/text_of_failure.hpp>
#include <redis/client_listener.hpp>
#include <redis/error_of_answer.hpp>

namespace socketiota::cluster {
namespace {

/// A client of Redis, as the thread has it.
class redis_outlet final : public sending_thread::outlet, private redis::client_listener {
public:
    explicit redis_outlet(std::unique_ptr<redis::client> client) : client_(std::move(client)) {}

    void start(sending_thread::hearer& told) override {
        told_ = &told;
        client_->start(static_cast<redis::client_listener&>(*this));
    }

    void send(std::span<std::string const> words, completion done) override {
        std::vector<std::string_view> const views(words.begin(), words.end());
        client_->send(redis::command(views),
                      [done = std::move(done)](error_code failure, redis::reply said) {
                          done(failure, redis::printable(said.text()));
                      });
    }

private:
    void on_state(redis::link_state now, error_code why, std::string_view words) override {
        bool const is_away = now != redis::link_state::connected && why;
        told_->on_away(is_away ? text_of_failure(why, words) : std::string());
    }

    void on_gap() override {} // nothing is heard here

    void on_lost(error_code why, std::string_view words) override { told_->on_lost(why, words); }

    std::unique_ptr<redis::client> const client_;
    sending_thread::hearer* told_ = nullptr; // null before it is started
};

} // namespace

redis_thread::redis_thread(client_maker const& make, limits const& within,
                           detail::callback<void(error_code, std::string_view)> on_lost)
    : by_(
          [&make](
              std::shared_ptr<loop::shard> const& home) -> std::unique_ptr<sending_thread::outlet> {
              return std::make_unique<redis_outlet>(make(home));
          },
          within, std::move(on_lost)) {}

emit_result redis_thread::send(redis::command const& what) {
    return by_.send({what.words().begin(), what.words().end()});
}

} // namespace socketiota::cluster
