// SPDX-License-Identifier: MIT
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <cluster/sending_thread.hpp>
#include <loop/own_loop.hpp>

namespace socketiota::cluster {
namespace {

/// What a command costs beside its words.
constexpr std::size_t frame_of_command = 64;

std::size_t size_of(std::vector<std::string> const& words) noexcept {
    std::size_t size = frame_of_command;
    for (std::string const& word : words)
        size += word.size();
    return size;
}

} // namespace

class sending_thread::core final : private hearer {
public:
    core(outlet_maker const& make, limits const& within,
         detail::callback<void(error_code, std::string_view)> on_lost)
        : limits_(within),
          on_lost_(std::move(on_lost)),
          home_(loop::shard::on(loop_)),
          work_(loop_.get_executor()),
          outlet_(make(home_)) {}

    // ---- any thread ----

    emit_result send(std::vector<std::string> words) {
        std::size_t const size = size_of(words);
        std::lock_guard const locked(mutex_);
        if (is_closed_)
            return emit_status::not_connected;
        if (unanswered_ >= limits_.commands || size > limits_.octets ||
            held_ > limits_.octets - size)
            return make_error_code(limits_.full);
        if (handed_.empty())
            boost::asio::post(loop_, [this] { take_over(); });
        handed_.push_back({std::move(words), size});
        ++unanswered_;
        held_ += size;
        return emit_status::queued;
    }

    void take_no_more() noexcept {
        std::lock_guard const locked(mutex_);
        is_closed_ = true;
    }

    void stop() noexcept { loop_.stop(); }

    void wait() noexcept {
        std::unique_lock locked(mutex_);
        auto const longest = std::min(limits_.close_timeout, loop::shard::longest_delay);
        changed_.wait_for(locked, longest, [this] { return unanswered_ == 0; });
        stop();
        changed_.wait(locked, [this] { return has_ended_; });
    }

    // ---- the thread ----

    void run() noexcept {
        try {
            outlet_->start(static_cast<hearer&>(*this));
        } catch (...) {
            loop_.stop(); // no memory to begin with: all is lost
        }
        while (!loop_.stopped())
            run_until_it_fails();
        outlet_.reset();
        lose_the_rest();
        std::lock_guard const locked(mutex_);
        has_ended_ = true;
        changed_.notify_all();
    }

private:
    struct handed {
        std::vector<std::string> words;
        std::size_t size = 0;
    };

    void run_until_it_fails() noexcept {
        try {
            loop_.run();
        } catch (...) {
            // No memory for one of the loop's handlers: the others go on.
        }
    }

    void take_over() {
        std::vector<handed> taken;
        {
            std::lock_guard const locked(mutex_);
            taken.swap(handed_);
        }
        for (handed const& each : taken)
            pass_on(each);
    }

    void pass_on(handed const& what) {
        try {
            outlet_->send(what.words,
                          [this, size = what.size](error_code failure, std::string_view words) {
                              answered(size, failure, words);
                          });
        } catch (std::exception const&) {
            answered(what.size, make_error_code(boost::system::errc::not_enough_memory), {});
        }
    }

    void answered(std::size_t size, error_code failure, std::string_view words) {
        if (failure)
            tell_lost(failure, words);
        std::lock_guard const locked(mutex_);
        held_ -= size;
        if (--unanswered_ == 0)
            changed_.notify_all();
    }

    void lose_the_rest() noexcept {
        for (;; tell_lost(limits_.silent, {})) {
            std::lock_guard const locked(mutex_);
            is_closed_ = true;
            if (unanswered_ == 0)
                return;
            --unanswered_;
        }
    }

    /// @param words empty: what is known of why the database is away.
    void tell_lost(error_code why, std::string_view words) noexcept {
        try {
            if (on_lost_)
                on_lost_(why, words.empty() ? std::string_view(away_) : words);
        } catch (...) {
            // It is the program's, and nobody is there to hear of it.
        }
    }

    // hearer
    void on_away(std::string why) override { away_ = std::move(why); }

    void on_lost(error_code why, std::string_view words) override { tell_lost(why, words); }

    limits const limits_;
    detail::callback<void(error_code, std::string_view)> const on_lost_;

    std::mutex mutex_; // of what stands here, up to the empty line
    std::condition_variable changed_;
    std::vector<handed> handed_;
    std::size_t unanswered_ = 0;
    std::size_t held_ = 0;
    bool is_closed_ = false;
    bool has_ended_ = false;

    loop::own_loop loop_; // destroyed after what lives on it
    std::shared_ptr<loop::shard> const home_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> const work_;
    std::unique_ptr<outlet> outlet_;
    std::string away_; // why the database is, as far as that is known
};

sending_thread::sending_thread(outlet_maker const& make, limits const& within,
                               detail::callback<void(error_code, std::string_view)> on_lost)
    : core_(std::make_shared<core>(make, within, std::move(on_lost))),
      thread_([running = core_] { running->run(); }) {}

sending_thread::~sending_thread() {
    close();
    if (thread_.get_id() == std::this_thread::get_id()) {
        core_->stop();
        thread_.detach(); // it ends when it is back from here, with what it needs
    } else {
        thread_.join();
    }
}

emit_result sending_thread::send(std::vector<std::string> words) {
    return core_->send(std::move(words));
}

void sending_thread::close() noexcept {
    core_->take_no_more();
    if (thread_.get_id() != std::this_thread::get_id())
        core_->wait();
}

} // namespace socketiota::cluster
