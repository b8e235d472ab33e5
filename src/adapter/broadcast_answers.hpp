// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/error.hpp>
#include <socketiota/silent_servers.hpp>

#include <boost/intrusive/list.hpp>

#include <cstdint>
#include <memory>

#include <base/timer_wheel.hpp>

namespace socketiota::adapter {

/// Collects the answers to one broadcast and tells whoever waits for them when there are no more to
/// come.
///
/// Whoever asks a recipient takes a share with `expect` and keeps it where the answer will arrive;
/// when all are asked it says `all_asked`. A share is resolved by its answer, by `on_end`, or by
/// being dropped. The end is when all shares are resolved, when the deadline passes, or when
/// whoever waits cancels; shares that are unresolved then leave the place where they are
/// registered. If servers of a cluster are silent at the end, whoever waits is told which: before
/// `on_end`, by `on_silent`. Where another shard asks them, it has to say so when the deadline has
/// passed, and is waited for until `last_word` passes too.
///
/// Owned by its shares, and by whoever asks while it does. Not thread safe: belongs to the shard of
/// the namespace.
class broadcast_answers final : public base::deadline,
                                public std::enable_shared_from_this<broadcast_answers>,
                                private detail::pending_answer_place {
public:
    [[nodiscard]] static std::shared_ptr<broadcast_answers>
    make(std::shared_ptr<detail::pending_answer> waiting);

    broadcast_answers(broadcast_answers const&) = delete;
    broadcast_answers& operator=(broadcast_answers const&) = delete;
    ~broadcast_answers();

    /// One more recipient will answer. `on_end` with an error says that it will not, without one
    /// that it was not asked.
    [[nodiscard]] std::shared_ptr<detail::pending_answer> expect() {
        return add(answer_count::one);
    }

    /// Several more will, as others know: `on_answer` may come any number of times, and `on_end`
    /// says that they have all done so, or with an error why one of them will not.
    [[nodiscard]] std::shared_ptr<detail::pending_answer> expect_many() {
        return add(answer_count::many);
    }

    /// The same of those whom the shard asks that asks the servers of the cluster.
    [[nodiscard]] std::shared_ptr<detail::pending_answer> expect_servers() {
        return add(answer_count::of_servers);
    }

    /// To be set behind this deadline, if servers are expected.
    [[nodiscard]] base::deadline& last_word() noexcept { return last_word_; }

    /// Nobody else will be asked.
    void all_asked();

    /// Nobody could be asked at all, because of `reason`.
    void fail(error_code reason) { finish(reason); }

private:
    enum class answer_count : std::uint8_t { one, many, of_servers };
    class share;

    struct last_word_deadline final : base::deadline {
        explicit last_word_deadline(broadcast_answers& those) noexcept : of(those) {}

        void on_deadline() override { of.end_in_time(); }

        broadcast_answers& of;
    };

    using share_hook = boost::intrusive::list_base_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

    explicit broadcast_answers(std::shared_ptr<detail::pending_answer> waiting) noexcept;

    [[nodiscard]] std::shared_ptr<detail::pending_answer> add(answer_count count);
    void on_deadline() override;
    void forget() noexcept override;
    /// The time is over, and there is nothing to wait for beyond it.
    void end_in_time();
    [[nodiscard]] bool waits_for_servers() const noexcept;
    void finish_if_complete();
    void finish(error_code reason);
    void withdraw() noexcept;

    std::shared_ptr<detail::pending_answer> waiting_; // null once told
    boost::intrusive::list<share, boost::intrusive::base_hook<share_hook>,
                           boost::intrusive::constant_time_size<false>>
        unresolved_;
    error_code lost_; // why the first of those who will not answer does not
    silent_servers silent_{};
    bool all_asked_ = false;
    bool is_overdue_ = false;
    last_word_deadline last_word_{*this};
};

} // namespace socketiota::adapter
