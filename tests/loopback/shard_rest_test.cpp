// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include <base/timer_wheel.hpp>
#include <loop/disposable.hpp>

// What keeps a context running that has nothing left to do.

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;

class shard_at_rest : public loopback_test {
protected:
    /// Ends in its turn, before its deadline.
    class session final : public disposable, public base::deadline {
    public:
        explicit session(shard& home, std::shared_ptr<session> last = nullptr)
            : home_(home), last_(std::move(last)) {
            home.set_deadline(*this, 1h);
        }

        session(session const&) = delete;
        session& operator=(session const&) = delete;

        ~session() {
            if (last_)
                home_.dispose(std::move(last_));
        }

    private:
        void on_deadline() override {}

        shard& home_;
        std::shared_ptr<session> last_;
    };

    /// Whether the context has run out of work.
    bool has_ended() {
        while (poll() > 0) {
        }
        return context_.stopped();
    }
};

TEST_F(shard_at_rest, ends_though_what_is_disposed_of_has_deadlines) {
    home_->dispose(std::make_shared<session>(*home_, std::make_shared<session>(*home_)));
    home_->rest();
    EXPECT_TRUE(has_ended());
}

TEST_F(shard_at_rest, wakes_for_a_new_deadline_and_ends_again) {
    home_->rest();
    home_->dispose(std::make_shared<session>(*home_));
    EXPECT_TRUE(has_ended());
    auto const kept = std::make_shared<session>(*home_);
    home_->dispose(std::make_shared<session>(*home_));
    EXPECT_FALSE(has_ended()) << "a deadline is pending";
}

} // namespace
} // namespace socketiota::loop
