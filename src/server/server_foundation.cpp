// SPDX-License-Identifier: MIT
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <csignal>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include <base/metric_help.hpp>
#include <base/process_figures.hpp>
#include <base/what_of.hpp>
#include <server/server_foundation.hpp>
#include <server/site.hpp>

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

server_foundation::server_foundation(std::unique_ptr<asio::io_context>&& own,
                                     asio::io_context& context, std::shared_ptr<loop::shard> home,
                                     common_options options)
    : own_context_(std::move(own)),
      context_(context),
      home_(std::move(home)),
      options_(std::move(options)),
      log_(*home_, options_.log, options_.max_log_lines),
      work_(base::work_limit::of(options_.max_running_handlers_of_all)),
      departure_(*home_, static_cast<departing&>(*this)),
      operator_routes_(*home_, static_cast<operated&>(*this)) {
    throw_if_wrong(validate(options_));
}

server_foundation::~server_foundation() = default;

// ---- where it listens ----

std::shared_ptr<loop::tls_context> server_foundation::load(tls_options const& tls) {
    return std::make_shared<loop::tls_context>(tls);
}

namespace {

/// With what a browser on this machine would open.
std::string listening_on(asio::ip::tcp::endpoint const& where, bool tls) {
    std::string const scheme = tls ? "https://" : "http://";
    std::string const port = ':' + std::to_string(where.port());
    std::string const address = where.address().to_string();
    std::string const host = where.address().is_v6() ? '[' + address + ']' : address;
    if (where.address().is_unspecified())
        return "listening on " + host + port + ", all addresses: " + scheme + "localhost" + port;
    return "listening on " + scheme + host + port;
}

} // namespace

void server_foundation::listen(asio::ip::tcp::endpoint const& at,
                               std::shared_ptr<loop::tls_context> tls, error_code& failure) {
    auto const where = part().listen(at, tls, failure);
    if (failure)
        return;
    port_ = where.port();
    tell_listening(listening_on(where, tls != nullptr));
    if (tls)
        tls_.push_back(std::move(tls));
}

void server_foundation::listen(asio::local::stream_protocol::endpoint const& at,
                               error_code& failure) {
    part().listen(at, failure);
    if (!failure)
        tell_listening("listening at " + at.path());
}

void server_foundation::tell_listening(std::string const& where) {
    if (!std::exchange(has_listened_, true)) {
        log_misuse();
        if (options_.any_origin)
            log(log_level::notice, log_category::configuration,
                "pages of any origin may connect: allowed_origins is not set");
        part().on_listening();
    }
    log(log_level::notice, log_category::listening, where);
}

void server_foundation::serve_folder(site& from, std::string prefix, std::filesystem::path folder) {
    std::error_code failure; // a folder that cannot be looked at cannot be served either
    if (!std::filesystem::is_directory(folder, failure))
        log(log_level::warning, log_category::configuration,
            "there is no folder " + folder.string() + ", so that files below " + prefix +
                " are answered with 404 (a relative path begins in the working directory of the "
                "process)");
    from.add_static_folder(std::move(prefix), std::move(folder));
}

void server_foundation::reload_certificates() {
    for (auto const& each : tls_)
        each->reload();
}

namespace {

/// What an operator can do about it.
std::string_view remedy(error_code const& shortage) {
    if (shortage == asio::error::no_descriptors)
        return "raise the limit of the process (ulimit -n, LimitNOFILE= of systemd)";
    if (shortage == boost::system::errc::too_many_files_open_in_system)
        return "raise the limit of the machine (sysctl fs.file-max)";
    if (shortage == boost::system::errc::no_space_on_device)
        return "raise the limit of what a user may watch (sysctl fs.epoll.max_user_watches)";
    return "the machine has no more memory for connections";
}

} // namespace

// In words at most once a minute: it lasts, and the metric tells how many there were.
void server_foundation::log_shortage(error_code const& failure) {
    if (home_->now() < next_shortage_told_)
        return;
    next_shortage_told_ = home_->now() + std::chrono::minutes(1);
    log(log_level::error, log_category::resources,
        "out of descriptors: new connections are closed at once until there are some again; " +
            std::string(remedy(failure)));
}

void server_foundation::log_misuse() {
    home_->thread().on_misuse = [executor = home_->get_executor(),
                                 weak = weak_from_this()](std::string sentence) {
        asio::post(executor, [weak, kept = std::move(sentence)] {
            if (auto const self = weak.lock())
                self->log(log_level::error, log_category::threads, kept);
        });
    };
}

// ---- what runs and ends it ----

void server_foundation::run() {
    if (!own_context_)
        throw std::logic_error("this server lives on a context of the program: run that context");
    signals_.emplace(context_, SIGINT, SIGTERM);
    wait_for_signal();
    context_.restart();
    for (;;) {
        try {
            context_.run();
            return;
        } catch (...) {
            // A function that the program gave to Asio (a completion handler, what it posted), or
            // no memory in Asio itself: the others go on.
            part().count(metric::handler_failed);
            report(std::current_exception(), "a function on the server's loop failed: ");
        }
    }
}

void server_foundation::wait_for_signal() {
    signals_->async_wait([this](error_code failure, int which) {
        if (!failure)
            on_signal(which);
    });
}

void server_foundation::on_signal(int which) noexcept {
    try {
        begin_end(which);
    } catch (...) {
        close_and_return(); // without memory to wait for anything
    }
}

// Each signal ends what the one before began: first draining, then waiting for handlers.
void server_foundation::begin_end(int signal) {
    bool const is_first = !std::exchange(ends_by_signal_, true);
    bool const drains = is_first && signal == SIGTERM && options_.drain_time.count() > 0;
    bool const waits = !departure_.waits_for_handlers() && has_running_handlers() &&
                       options_.stop_timeout.count() > 0;
    if (!drains && !waits) {
        close_and_return();
        return;
    }
    wait_for_signal();
    if (drains)
        departure_.drain(options_.drain_time);
    else
        departure_.wait_for_handlers(options_.stop_timeout);
}

void server_foundation::depart() {
    if (ends_by_signal_)
        close_and_return();
    else
        close();
}

void server_foundation::stop() {
    asio::dispatch(context_, [weak = weak_from_this()] {
        if (auto const self = weak.lock())
            self->close_and_return();
    });
}

void server_foundation::close_and_return() {
    close();
    // Whatever the program still waits for on our context, a timer that repeats for example, must
    // not keep `run` from returning. Behind the end of this turn, in which connections are
    // destroyed.
    if (!own_context_)
        return;
    try {
        asio::post(context_, [this] { context_.stop(); });
    } catch (std::bad_alloc const&) {
        context_.stop();
    }
}

void server_foundation::close() {
    if (std::exchange(closed_, true))
        return;
    departure_.stop();
    operator_routes_.close();
    tls_.clear();
    signals_.reset();
    part().close();
    log_.close();
    home_->rest();
    release_waiting();
}

void server_foundation::add_waiting(std::unique_ptr<end_waiter> who) noexcept {
    who->next = std::move(wait_for_end_);
    wait_for_end_ = std::move(who);
}

// Behind the end of this turn, in which the connections are destroyed.
void server_foundation::release_waiting() noexcept {
    while (wait_for_end_) {
        auto const first = std::move(wait_for_end_);
        wait_for_end_ = std::move(first->next);
        try {
            asio::post(context_, [kept = std::move(first->who)] {});
        } catch (...) {
            continue; // without memory to wait for the end of the turn, it is told now
        }
    }
}

void server_foundation::close_then(std::shared_ptr<void> waiting) {
    auto place = std::make_unique<end_waiter>(end_waiter{std::move(waiting), nullptr});
    asio::dispatch(context_, [weak = weak_from_this(), kept = std::move(place)]() mutable {
        auto const self = weak.lock();
        if (!self)
            return;
        self->add_waiting(std::move(kept));
        self->close();
        self->release_waiting(); // if it had closed before
    });
}

void server_foundation::drain_then(std::chrono::milliseconds time, std::shared_ptr<void> waiting) {
    auto place = std::make_unique<end_waiter>(end_waiter{std::move(waiting), nullptr});
    asio::dispatch(context_, [weak = weak_from_this(), time, kept = std::move(place)]() mutable {
        auto const self = weak.lock();
        if (!self)
            return;
        self->add_waiting(std::move(kept));
        if (self->closed_)
            self->release_waiting();
        else
            self->departure_.drain(time);
    });
}

// ---- who runs it ----

void server_foundation::set_readiness_route(std::string_view path) {
    operator_routes_.set_readiness(path, part().protocol_path());
}

void server_foundation::set_metrics_route(std::string_view path) {
    operator_routes_.set_metrics(path, part().protocol_path());
}

namespace {

double seconds(base::duration time) { return std::chrono::duration<double>(time).count(); }

} // namespace

void server_foundation::describe(base::metric_text& to) {
    for (std::size_t index = 0; index < metric_count; ++index) {
        auto const what = static_cast<metric>(index);
        to.begin_counter("socketiota_" + std::string(to_string(what)) + "_total",
                         base::help_of(what));
        to.sample(part().counted(what));
    }
    to.begin_gauge("socketiota_ready", "1 while new clients are taken, 0 while draining.");
    to.sample(std::uint64_t{is_ready() ? 1U : 0U});
    to.begin_gauge("socketiota_loop_lag_seconds",
                   "How late the event loop came to the latest deadline.");
    to.sample(seconds(home_->late().latest()));
    to.begin_gauge("socketiota_loop_lag_worst_seconds",
                   "How late it came to one at worst within the last 30 to 60 seconds.");
    to.sample(seconds(home_->late().worst(home_->now())));
    to.begin_gauge("socketiota_running_handlers",
                   "Coroutines of handlers, middlewares, routes and allow_request that run.");
    to.sample(work_->running());
    part().describe(to);
    base::write_process_figures(to);
}

// ---- what the program runs ----

bool server_foundation::is_of_the_end(std::exception_ptr const& failure) const {
    try {
        std::rethrow_exception(failure);
    } catch (boost::system::system_error const& thrown) {
        return closed_ && thrown.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

void server_foundation::spawn(asio::awaitable<void> work) {
    asio::co_spawn(context_, run_work(weak_from_this(), std::move(work)), asio::detached);
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
    self->part().count(metric::handler_failed);
    self->report(std::move(failure), "a coroutine of spawn failed: ");
}

void server_foundation::report(std::exception_ptr failure, std::string_view what) noexcept {
    try {
        if (failure_hook)
            failure_hook(std::move(failure));
        else
            log(log_level::error, log_category::handlers,
                std::string(what) + base::what_of(failure));
    } catch (...) {
        // Nobody is left to tell: the function that hears of failures has failed itself.
        part().count(metric::error_handler_failed);
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
