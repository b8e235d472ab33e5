// SPDX-License-Identifier: MIT
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include <base/is_aborted.hpp>
#include <base/metric_help.hpp>
#include <base/process_figures.hpp>
#include <base/what_of.hpp>
#include <http/trusted_proxies.hpp>
#include <loop/operation_memory.hpp>
#include <server/server_foundation.hpp>

namespace socketiota {

namespace asio = boost::asio;

asio::io_context& context_of(server_base::executor_type const& executor) {
    auto const* const own = executor.target<asio::io_context::executor_type>();
    if (own == nullptr)
        throw boost::system::system_error(
            make_error_code(error::invalid_option),
            "the executor of a server must be that of a boost::asio::io_context");
    return own->context();
}

namespace {

// As many letters as a shard works off in some hundredths of a second, and what they may hold.
constexpr loop::mailbox_limits letter_limits{.most_letters = 65'536,
                                             .most_octets = std::size_t{64} << 20};

/// Has `home` call `work_limit::look`; its memory is that of the one operation there is at a time.
std::function<void()> wake_of(loop::shard::executor_type const& executor,
                              std::shared_ptr<std::weak_ptr<base::work_limit>> const& whose) {
    return [executor, whose, memory = std::make_shared<loop::operation_memory>()] {
        asio::post(executor, loop::in_memory(memory, [whose] {
                       if (auto const limit = whose->lock())
                           limit->look();
                   }));
    };
}

std::vector<std::shared_ptr<base::work_limit>> work_limits(loop::shard_set const& shards,
                                                           std::size_t most) {
    if (shards.size() == 1)
        return {base::work_limit::of(most)};
    std::vector<std::shared_ptr<std::weak_ptr<base::work_limit>>> places;
    std::vector<std::function<void()>> wakes;
    for (auto const& each : shards.all()) {
        places.push_back(std::make_shared<std::weak_ptr<base::work_limit>>());
        wakes.push_back(wake_of(each->get_executor(), places.back()));
    }
    auto made = base::work_limit::of_shards(most, std::move(wakes));
    for (std::size_t index = 0; index != made.size(); ++index)
        *places[index] = made[index];
    return made;
}

} // namespace

server_foundation::server_foundation(server_loops loops, common_options options)
    : own_loops_(std::move(loops.own)),
      context_(loops.first),
      shards_(std::make_shared<loop::shard_set>(std::move(loops.shards))),
      options_(std::move(options)),
      log_(options_.log, options_.max_log_lines, !is_one()),
      work_(work_limits(*shards_, options_.max_running_handlers_of_all)),
      all_connections_(options_.max_connections),
      proxies_(options_.proxies ? std::make_shared<http::trusted_proxies const>(*options_.proxies)
                                : nullptr),
      registrations_(std::make_shared<base::registrations>(!is_one())),
      departed_(shards_->size()) {
    if (is_one())
        return;
    watch_.emplace(*shards_, static_cast<loop::watch_listener&>(*this));
    letters_ = loop::mailboxes::among(shards_->all(), letter_limits,
                                      static_cast<loop::mailbox_owner&>(*this));
    neighbourhood_ = std::make_shared<http::neighbourhood>(letters_, shards_->size());
    neighbourhood_->watched_by(*watch_);
}

void server_foundation::add_part(std::unique_ptr<server_part> made) {
    parts_.push_back(std::move(made));
}

// While what the parts call is there.
server_foundation::~server_foundation() {
    if (parts_.size() == shards_->size()) // else it was not finished
        close();
    for (auto const& each : work_)
        each->close();
    parts_.clear();
    neighbourhood_.reset();
    letters_.reset();
    if (is_one())
        return;
    // What one loop holds may be at home on another, where it goes: none goes before all are empty.
    for (int round = 0; round < 2; ++round)
        for (auto const& each : own_loops_)
            each->end();
}

void server_foundation::on_thrown(std::size_t at, std::exception_ptr what) noexcept {
    parts_[at]->count(metric::handler_failed);
    report(*parts_[at], std::move(what), "what another shard asked for failed: ");
}

// ---- who runs it ----

void server_foundation::set_readiness_route(std::string_view path) {
    registrations_->check_time("readiness_route");
    for (auto const& each : parts_)
        each->for_operators().set_readiness(path, each->protocol_path());
}

void server_foundation::set_metrics_route(std::string_view path) {
    registrations_->check_time("metrics_route");
    for (auto const& each : parts_)
        each->for_operators().set_metrics(path, each->protocol_path());
}

namespace {

double seconds(base::duration time) { return std::chrono::duration<double>(time).count(); }

} // namespace

void server_foundation::describe(base::metric_text& to, server_part& asked) {
    for (std::size_t index = 0; index < metric_count; ++index) {
        auto const what = static_cast<metric>(index);
        std::uint64_t sum = 0;
        for (auto const& each : parts_)
            sum += each->counted(what);
        to.begin_counter("socketiota_" + std::string(to_string(what)) + "_total",
                         base::help_of(what));
        to.sample(sum);
    }
    to.begin_gauge("socketiota_ready", "1 while new clients are taken, 0 while draining.");
    to.sample(std::uint64_t{is_ready() ? 1U : 0U});
    std::vector<server_figures> of_each;
    server_figures sum;
    for (auto const& each : parts_) {
        of_each.push_back(each.get() == &asked ? asked.figures() : each->latest_figures());
        if (is_stuck(each->number())) { // what it says itself was before
            server_figures& its = of_each.back();
            its.lag = watch_->overdue(each->number(), asked.shard().now());
            its.worst_lag = std::max(its.worst_lag, its.lag);
        }
        sum.add(of_each.back());
    }
    describe_lag(to, of_each);
    to.begin_gauge("socketiota_running_handlers",
                   "Coroutines of handlers, middlewares, routes and allow_request that run.");
    to.sample(asked.work()->running());
    asked.write(to, sum);
    if (letters_)
        describe_letters(to);
    base::write_process_figures(to);
}

void server_foundation::describe_letters(base::metric_text& to) const {
    loop::mailbox_figures const figures = letters_->figures();
    to.begin_counter("socketiota_shard_letters_total", "What shards sent each other.");
    to.sample(figures.letters);
    to.begin_counter("socketiota_shard_batches_total",
                     "In how many batches: one for each pair of shards and turn.");
    to.sample(figures.batches);
    to.begin_counter("socketiota_shard_wakes_total", "How often a shard was woken for one.");
    to.sample(figures.wakes);
    to.begin_counter("socketiota_shard_full_total",
                     "How often as much of one shard waited for another as may.");
    to.sample(figures.full);
}

void server_foundation::describe_lag(base::metric_text& to,
                                     std::vector<server_figures> const& of_each) {
    auto const write = [&](base::duration server_figures::*which) {
        if (is_one())
            to.sample(seconds(of_each[0].*which));
        else
            for (std::size_t index = 0; index != of_each.size(); ++index)
                to.sample("shard", std::to_string(index), seconds(of_each[index].*which));
    };
    to.begin_gauge("socketiota_loop_lag_seconds",
                   "How late the event loop came to the latest deadline.");
    write(&server_figures::lag);
    to.begin_gauge("socketiota_loop_lag_worst_seconds",
                   "How late it came to one at worst within the last 30 to 60 seconds.");
    write(&server_figures::worst_lag);
}

// ---- what the program runs ----

bool server_foundation::is_of_the_end(std::exception_ptr const& failure) const {
    return closed_ && base::is_aborted(failure);
}

void server_foundation::begin_delay(std::chrono::milliseconds time,
                                    std::shared_ptr<detail::pending_delay> waiting) {
    if (is_one() || !shards_->running() || shards_->here()) {
        part_here().waits().begin(time, std::move(waiting));
        return;
    }
    asio::post(context_, [this, time, kept = std::move(waiting)]() mutable {
        parts_[0]->waits().begin(time, std::move(kept));
    });
}

void server_foundation::spawn(asio::awaitable<void> work) {
    asio::co_spawn(part_here().shard().get_executor(), run_work(weak_from_this(), std::move(work)),
                   asio::detached);
}

// Reports from inside: a loop that is about to stop runs no completion handler any more.
asio::awaitable<void> server_foundation::run_work(std::weak_ptr<server_foundation> owner,
                                                  asio::awaitable<void> work) {
    std::exception_ptr failure;
    try {
        co_await std::move(work);
    } catch (...) {
        failure = std::current_exception();
    }
    auto const self = owner.lock();
    if (!failure || !self || self->is_of_the_end(failure))
        co_return;
    self->part_here().count(metric::handler_failed);
    self->report(std::move(failure), "a coroutine of spawn failed: ");
}

void server_foundation::report(server_part& at, std::exception_ptr failure,
                               std::string_view what) noexcept {
    try {
        if (failure_hook)
            failure_hook(std::move(failure));
        else
            at.log().write(log_level::error, log_category::handlers,
                           std::string(what) + base::what_of(failure));
    } catch (...) {
        // Nobody is left to tell: the function that hears of failures has failed itself.
        at.count(metric::error_handler_failed);
    }
}

// ---- what it tells ----

void server_foundation::tell_counted(metric what) noexcept {
    if (!metric_hook)
        return;
    try {
        metric_hook(what);
    } catch (...) {
        // A counter that throws must not end a session.
        log_hook_failure("on_metric");
    }
}

void server_foundation::log_hook_failure(std::string_view function,
                                         std::exception_ptr const& failure) noexcept {
    try {
        log(log_level::error, log_category::hooks,
            std::string(function) + " failed: " + base::what_of(failure));
    } catch (...) {
        return; // no memory for the sentence
    }
}

} // namespace socketiota
