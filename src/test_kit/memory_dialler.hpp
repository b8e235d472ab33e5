// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/post.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <loop/dialler.hpp>
#include <loop/shard.hpp>
#include <test_kit/memory_peer.hpp>

namespace socketiota::test_kit {

/// A dialler whose connections are in memory: whoever holds it sees each attempt, in order, and
/// says what becomes of it. The channel of whoever dials is the `server_end` of a peer.
///
/// Whoever dials hears by a posted handler, never from inside a call.
class memory_dialler final : public loop::dialler {
public:
    class attempt;

    explicit memory_dialler(std::shared_ptr<loop::shard> home) : home_(std::move(home)) {}

    [[nodiscard]] std::unique_ptr<loop::dial_attempt> dial(loop::destination const& to,
                                                           loop::dial_owner& owner) override;

    /// All attempts so far.
    [[nodiscard]] std::size_t attempts() const noexcept { return attempts_.size(); }

    /// One of them; the first is 0.
    [[nodiscard]] attempt& at(std::size_t place) noexcept { return *attempts_[place]; }

private:
    class handle;

    std::shared_ptr<loop::shard> home_;
    std::vector<std::shared_ptr<attempt>> attempts_;
};

/// An attempt as whoever answers it sees it. It is pending until it is told to be something else.
class memory_dialler::attempt : public std::enable_shared_from_this<attempt> {
public:
    attempt(std::shared_ptr<loop::shard> home, loop::destination to, loop::dial_owner& owner)
        : home_(std::move(home)), to_(std::move(to)), owner_(&owner) {}

    [[nodiscard]] loop::destination const& to() const noexcept { return to_; }

    /// Whether somebody still waits for it: it was not answered, and not destroyed.
    [[nodiscard]] bool is_awaited() const noexcept { return owner_ != nullptr; }

    /// Whether it was destroyed before it was answered.
    [[nodiscard]] bool is_given_up() const noexcept { return given_up_; }

    /// How far it is, while it is pending.
    void set_stage(loop::dial_stage stage) noexcept { stage_ = stage; }

    /// Connects. The peer finds its connection closed if nobody waits any more by then.
    std::shared_ptr<memory_peer> accept() {
        auto peer = std::make_shared<memory_peer>(home_);
        answer([end = std::make_shared<std::unique_ptr<loop::channel>>(peer->server_end())](
                   loop::dial_owner& owner) { owner.on_dialled(std::move(*end)); });
        return peer;
    }

    void refuse(loop::dial_failure why) {
        answer([why = std::move(why)](loop::dial_owner& owner) { owner.on_dial_failed(why); });
    }

private:
    friend class handle;

    template <class Answer>
    void answer(Answer with) {
        boost::asio::post(home_->get_executor(),
                          [self = shared_from_this(), with = std::move(with)] {
                              if (self->owner_ != nullptr)
                                  with(*std::exchange(self->owner_, nullptr));
                          });
    }

    std::shared_ptr<loop::shard> home_;
    loop::destination to_;
    loop::dial_owner* owner_; // null once answered or destroyed
    loop::dial_stage stage_ = loop::dial_stage::connect;
    bool given_up_ = false;
};

/// What whoever dials holds.
class memory_dialler::handle final : public loop::dial_attempt {
public:
    explicit handle(std::shared_ptr<attempt> of) : of_(std::move(of)) {}

    ~handle() override { of_->given_up_ = std::exchange(of_->owner_, nullptr) != nullptr; }

    [[nodiscard]] loop::dial_stage stage() const noexcept override { return of_->stage_; }

private:
    std::shared_ptr<attempt> of_;
};

inline std::unique_ptr<loop::dial_attempt> memory_dialler::dial(loop::destination const& to,
                                                                loop::dial_owner& owner) {
    auto const begun = std::make_shared<attempt>(home_, to, owner);
    auto held = std::make_unique<handle>(begun);
    attempts_.push_back(begun);
    return held;
}

} // namespace socketiota::test_kit
