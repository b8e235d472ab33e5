// SPDX-License-Identifier: MIT
#include <socketiota/detail/invocation.hpp>
#include <socketiota/detail/late_answer.hpp>
#include <socketiota/event_errors.hpp>
#include <socketiota/nsp.hpp>

#include <boost/asio/co_spawn.hpp>

#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <event/posted_arguments.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>
#include <hub/server_side_questions.hpp>
#include <hub/surroundings.hpp>
#include <value/value_reader.hpp>

namespace socketiota::hub {

namespace asio = boost::asio;

/// Who waits for an answer that is still to come.
///
/// Thread safety: `answer` and `report` from any thread; everything else belongs to the shard.
class server_side_questions::askers final : public detail::answer_target,
                                            public std::enable_shared_from_this<askers> {
public:
    askers(loop::home home, std::weak_ptr<nsp_core> whole) noexcept
        : home_(std::move(home)), whole_(std::move(whole)) {}

    /// Returns by which number it is answered.
    std::uint64_t add(std::unique_ptr<adapter::distant_asker> who) {
        if (waiting_.size() == most_unanswered)
            waiting_.erase(waiting_.begin());
        waiting_.emplace(++last_, std::move(who));
        return last_;
    }

    void answer_here(std::uint64_t number, detail::argument_list const& results) {
        auto const found = waiting_.find(number);
        if (found == waiting_.end())
            return;
        auto const who = std::move(found->second);
        waiting_.erase(found);
        who->on_answer(results);
    }

    // detail::answer_target
    error_code answer(std::uint64_t number, detail::argument_list const& results) override {
        auto copied = events::posted_arguments::copy(results);
        if (!copied)
            return copied.error();
        home_.run(*this, weak_from_this(), [number, kept = *std::move(copied)](askers& self) {
            self.answer_here(number, kept.list());
        });
        return {};
    }

    void report(std::exception_ptr failure) override {
        auto const whole = whole_.lock();
        auto const all = whole ? whole->all() : nullptr;
        if (all)
            all->report(std::move(failure), "a handler of server-side events");
    }

private:
    loop::home const home_;
    std::weak_ptr<nsp_core> const whole_;
    std::map<std::uint64_t, std::unique_ptr<adapter::distant_asker>> waiting_; // oldest first
    std::uint64_t last_ = 0;
};

/// One event while its handlers run.
class server_side_questions::call final : public detail::invocation {
public:
    /// `number`: none if nobody waits for an answer.
    call(nsp_part& here, std::shared_ptr<askers> answered, std::optional<std::uint64_t> number,
         std::string_view name, events::posted_arguments const& arguments)
        : invocation(number.has_value()),
          here_(here),
          answered_(std::move(answered)),
          number_(number),
          name_(name),
          arguments_(arguments.to_value()) {}

    // From the beginning each time, as each handler decodes them for itself.
    [[nodiscard]] reader& arguments() override {
        reader_.emplace(arguments_);
        reader_->enter_array();
        return *reader_;
    }

    void spawn(asio::awaitable<void> handler, detail::when_disconnected) override {
        // When an earlier handler has ended the server, so has whatever is counted.
        std::optional<base::work_limit::slot> counted;
        if (surroundings const* const around = here_.around_if_there())
            counted.emplace(around->options.work->take());
        asio::co_spawn(here_.home().executor(), std::move(handler),
                       [weak = std::weak_ptr(answered_),
                        until_then = std::move(counted)](std::exception_ptr failure) {
                           auto const self = weak.lock();
                           if (self && failure)
                               self->report(std::move(failure));
                       });
    }

private:
    error_code send_ack(detail::argument_list const& results) override {
        auto const copied = events::posted_arguments::copy(results);
        if (!copied)
            return copied.error();
        answered_->answer_here(number_.value_or(0), copied->list());
        return {};
    }

    [[nodiscard]] detail::late_answer make_late_answer(bool wants_ack) override {
        return {answered_, wants_ack ? number_ : std::nullopt};
    }

    void on_bad_argument(detail::bad_argument const& problem) override {
        here_.count(metric::bad_arguments);
        answered_->report(std::make_exception_ptr(bad_arguments(
            std::string(name_), problem.index, problem.reason, std::string(problem.sentence))));
    }

    void on_exception(std::exception_ptr failure) override {
        here_.count(metric::handler_failed);
        answered_->report(std::move(failure));
    }

    nsp_part& here_;
    std::shared_ptr<askers> const answered_;
    std::optional<std::uint64_t> const number_;
    std::string_view const name_;
    value const arguments_;
    std::optional<value_reader> reader_;
};

server_side_questions::server_side_questions(nsp_part& here)
    : here_(here), unanswered_(std::make_shared<askers>(here.home(), here.whole())) {}

server_side_questions::~server_side_questions() = default;

void server_side_questions::dispatch(std::string_view name, detail::argument_list const& arguments,
                                     std::unique_ptr<adapter::distant_asker> asker) {
    if (!here_.server_side_listeners.contains(name))
        return;
    auto const copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return;
    std::optional<std::uint64_t> number;
    if (asker)
        number = unanswered_->add(std::move(asker));
    auto const keep = here_.shared_from_this(); // handlers may end the server
    call running(here_, unanswered_, number, name, *copied);
    if (here_.server_side_listeners.dispatch(name, running, here_.whole()->handle()))
        running.finish();
}

} // namespace socketiota::hub
