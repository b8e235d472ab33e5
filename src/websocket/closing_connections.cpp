// SPDX-License-Identifier: MIT
#include <span>
#include <utility>

#include <websocket/closing_connections.hpp>

namespace socketiota::websocket {

class closing_connections::connection final : public loop::disposable,
                                              public loop::channel_owner,
                                              public base::deadline {
public:
    connection(closing_connections& owner, std::unique_ptr<loop::channel> channel, std::string rest,
               after_rest then, std::size_t index)
        : owner_(owner),
          channel_(std::move(channel)),
          rest_(std::move(rest)),
          then_(then),
          index_(index) {}

    void start(loop::shard& home) {
        home.set_deadline(*this, closing_time);
        channel_->set_owner(*this);
        channel_->resume_reading(); // its owner may have paused it
    }

    void write() {
        boost::asio::const_buffer const piece(rest_.data() + sent_, rest_.size() - sent_);
        loop::error_code failure;
        sent_ += channel_->write(std::span(&piece, 1), failure);
        bool const all_sent = sent_ == rest_.size();
        if (failure || then_ == after_rest::offer_and_end || (all_sent && then_ == after_rest::end))
            end();
        else if (all_sent)
            channel_->shutdown_send();
    }

    void on_data(std::span<std::byte>) override {}

    void on_end() override { end(); }

    void on_broken(loop::error_code) override { end(); }

    void on_writable() override { write(); }

    void on_deadline() override { end(); }

private:
    friend class closing_connections;

    void end() {
        cancel();
        channel_->close();
        owner_.remove(*this);
    }

    closing_connections& owner_;
    std::unique_ptr<loop::channel> channel_;
    std::string rest_;
    after_rest then_;
    std::size_t sent_ = 0;
    std::size_t index_;
};

closing_connections::closing_connections(loop::shard& home, base::metric_sink& metrics)
    : home_(home), metrics_(metrics) {}

closing_connections::~closing_connections() = default;

void closing_connections::add(std::unique_ptr<loop::channel> channel, std::string rest,
                              after_rest then) {
    if (connections_.size() >= most) {
        metrics_.count(metric::closed_early);
        then = after_rest::offer_and_end;
    }
    auto const taken = std::make_shared<connection>(*this, std::move(channel), std::move(rest),
                                                    then, connections_.size());
    connections_.push_back(taken);
    taken->start(home_);
    taken->write(); // if it ends in this, it lives until the end of the turn
}

void closing_connections::remove(connection& ended) noexcept {
    std::size_t const index = ended.index_;
    std::swap(connections_[index], connections_.back());
    connections_[index]->index_ = index;
    // Not now: the call may have come from the connection itself or from its channel.
    home_.dispose(std::move(connections_.back()));
    connections_.pop_back();
}

void closing_connections::clear() noexcept { connections_.clear(); }

} // namespace socketiota::websocket
