// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <openssl/ssl.h>

#include <exception>
#include <random>
#include <utility>
#include <vector>

#include <base/backoff.hpp>
#include <poll.h>
#include <postgres/connection.hpp>
#include <postgres/error_of_failure.hpp>

namespace socketiota::postgres {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds longest_leave{1};

/// As libpq takes parameters: two arrays that end with a null.
class parameter_arrays {
public:
    void add(std::string const& keyword, std::string const& value) {
        keywords_.push_back(keyword.c_str());
        values_.push_back(value.c_str());
    }

    void end() {
        keywords_.push_back(nullptr);
        values_.push_back(nullptr);
    }

    [[nodiscard]] char const* const* keywords() const noexcept { return keywords_.data(); }

    [[nodiscard]] char const* const* values() const noexcept { return values_.data(); }

private:
    std::vector<char const*> keywords_;
    std::vector<char const*> values_;
};

template <class Part>
std::string joined(std::vector<server_address> const& servers, Part part) {
    std::string list;
    for (server_address const& each : servers) {
        if (&each != &servers.front())
            list += ',';
        list += each.*part;
    }
    return list;
}

PGconn* begin_to_connect(connect_parameters const& with,
                         std::vector<server_address> const& servers) {
    std::vector<std::pair<std::string, std::string>> all{
        {"client_encoding", "UTF8"},
        {"fallback_application_name", "socketiota"},
        {"gssencmode", "disable"}, // its library would have the loop wait
        {"keepalives_idle", "30"},
    };
    for (auto const& each : with.others)
        if (each.first != "client_encoding")
            all.push_back(each); // behind ours: of two, libpq takes the last
    if (!servers.empty()) {
        all.emplace_back("host", joined(servers, &server_address::host));
        all.emplace_back("hostaddr", joined(servers, &server_address::address));
        all.emplace_back("port", joined(servers, &server_address::port));
    }
    parameter_arrays arrays;
    for (auto const& [keyword, value] : all)
        arrays.add(keyword, value);
    arrays.end();
    return PQconnectStartParams(arrays.keywords(), arrays.values(), 0);
}

/// Whether TLS holds octets that were read from the socket, which then does not say so.
bool has_decrypted(PGconn* handle) noexcept {
    auto* const tls = static_cast<SSL*>(PQsslStruct(handle, "OpenSSL"));
    return tls != nullptr && SSL_pending(tls) > 0;
}

} // namespace

connection::connection(std::shared_ptr<connection_terms const> terms, connection_user& user)
    : terms_(std::move(terms)),
      user_(&user),
      socket_(terms_->executor),
      phase_(terms_->executor),
      answers_(terms_->executor) {}

// The loop of a server that ends does not run until it has left; then nobody is held up by waiting.
connection::~connection() {
    if (state_ == state::leaving)
        wait_for_last();
    lose_socket();
}

void connection::wait_for_last() noexcept {
    auto const end = phase_.expiry();
    while (!asked_.empty() && !is_broken()) {
        bool const has_more = PQflush(handle_.get()) == 1;
        pollfd which{PQsocket(handle_.get()), POLLIN, 0};
        if (has_more)
            which.events |= POLLOUT;
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(end - clock::now()).count();
        if (left <= 0 || ::poll(&which, 1, static_cast<int>(left)) <= 0 ||
            PQconsumeInput(handle_.get()) != 1)
            return;
        take_results();
    }
}

/// What the loop calls: nothing of an earlier attempt, and where there is no memory, the connection
/// is made anew and nothing leaves the loop.
template <class Work>
auto connection::guarded(Work work) {
    return [self = shared_from_this(), of = attempt_, work](auto const&... outcome) {
        if (self->attempt_ != of || self->state_ == state::closed)
            return;
        try {
            work(*self, outcome...);
        } catch (std::exception const& thrown) {
            self->fail(make_error_code(boost::system::errc::not_enough_memory), thrown.what());
        }
    };
}

void connection::start() {
    if (state_ != state::idle)
        return;
    state_ = state::away;
    asio::post(terms_->executor, guarded([](connection& self) { self.attempt(); }));
}

void connection::close() noexcept {
    state_ = state::closed;
    user_ = nullptr;
    ++attempt_;
    lose_socket();
    phase_.cancel();
    auto const dropped = std::exchange(asked_, {});
}

void connection::leave() noexcept {
    if (state_ != state::up || asked_.empty())
        return close();
    state_ = state::leaving;
    user_ = nullptr;
    for (asked& each : asked_)
        auto const dropped = std::exchange(each.done, {});
    answers_.cancel();
    try {
        set_phase(longest_leave);
    } catch (std::exception const&) { // no memory to wait
        close();
    }
}

void connection::lose_socket() noexcept {
    if (resolving_)
        std::exchange(resolving_, nullptr)->close();
    if (socket_.is_open())
        socket_.release(); // libpq closes it
    handle_.reset();
    result_.reset();
    waits_to_write_ = false;
    waits_for_answers_ = false;
    answers_.cancel();
}

void connection::set_phase(std::chrono::milliseconds delay) {
    phase_.expires_after(delay);
    phase_.async_wait(guarded([](connection& self, error_code cancelled) {
        if (!cancelled)
            self.on_time_over();
    }));
}

void connection::on_time_over() {
    if (state_ == state::away)
        attempt();
    else if (state_ == state::connecting)
        fail(error::postgres_unreachable, "connect_timeout is over");
    else if (state_ == state::leaving)
        close();
}

// ---- connecting ----

void connection::attempt() {
    ++attempt_;
    state_ = state::connecting;
    set_phase(terms_->options.connect_timeout);
    auto const resolving = std::make_shared<resolve_servers>(terms_->executor);
    resolving_ = resolving;
    resolving->start(terms_->parameters.servers,
                     guarded([](connection& self, std::vector<server_address> const& found,
                                std::string const& words) { self.connect(found, words); }));
}

void connection::connect(std::vector<server_address> const& servers, std::string const& words) {
    resolving_.reset();
    if (servers.empty() && !terms_->parameters.servers.empty())
        return fail(error::postgres_unknown_host, words);
    handle_.reset(begin_to_connect(terms_->parameters, servers));
    if (!handle_)
        return fail(make_error_code(boost::system::errc::not_enough_memory), {});
    // libpq would print what the server remarks.
    PQsetNoticeProcessor(
        handle_.get(), [](void*, char const*) {}, nullptr);
    PQsetErrorVerbosity(handle_.get(), PQERRORS_VERBOSE); // with the code of who refuses
    if (PQstatus(handle_.get()) == CONNECTION_BAD)
        return fail(error_of_connecting(PQerrorMessage(handle_.get())), what_libpq_says());
    // As libpq has it: until it was asked for the first time it wants to write.
    auto const go_on = guarded([](connection& self, error_code failure) {
        if (!failure)
            self.go_on_connecting();
    });
    socket_.assign(PQsocket(handle_.get()));
    socket_.async_wait(asio::posix::stream_descriptor::wait_write, go_on);
}

void connection::go_on_connecting() {
    // The next address has another socket, under the same number perhaps.
    socket_.release();
    auto const wanted = PQconnectPoll(handle_.get());
    if (wanted == PGRES_POLLING_FAILED)
        return fail(error_of_connecting(PQerrorMessage(handle_.get())), what_libpq_says());
    socket_.assign(PQsocket(handle_.get()));
    if (wanted == PGRES_POLLING_OK)
        return on_connected();
    socket_.async_wait(wanted == PGRES_POLLING_READING ? asio::posix::stream_descriptor::wait_read
                                                       : asio::posix::stream_descriptor::wait_write,
                       guarded([](connection& self, error_code failure) {
                           if (!failure)
                               self.go_on_connecting();
                       }));
}

void connection::on_connected() {
    phase_.cancel();
    PQsetErrorVerbosity(handle_.get(), PQERRORS_DEFAULT);
    if (PQsetnonblocking(handle_.get(), 1) != 0 || PQenterPipelineMode(handle_.get()) != 1)
        return fail(error::postgres_refused, what_libpq_says());
    state_ = state::up;
    up_since_ = clock::now();
    wait_to_read();
    user_->on_up();
}

std::string connection::what_libpq_says() const {
    return handle_ ? printable(PQerrorMessage(handle_.get())) : std::string();
}

void connection::fail(error_code why, std::string words) {
    if (state_ == state::idle || state_ == state::away || state_ == state::closed)
        return;
    if (state_ == state::leaving)
        return close();
    auto const self = shared_from_this();
    if (state_ == state::up && clock::now() - up_since_ >= terms_->options.max_backoff)
        attempts_ = 0;
    state_ = state::away;
    ++attempt_;
    lose_socket();
    set_phase(next_backoff()); // first: it comes back whatever happens here
    auto const lost = std::exchange(asked_, {});
    user_->on_down(why, words);
    error_code const of_them =
        why == error::postgres_silent ? why : make_error_code(error::postgres_connection_lost);
    for (asked const& each : lost) {
        if (state_ == state::closed)
            return;
        each.done({.failure = of_them, .words = words});
    }
}

std::chrono::milliseconds connection::next_backoff() {
    std::random_device chance;
    return base::backoff(attempts_++, terms_->options.min_backoff, terms_->options.max_backoff,
                         chance());
}

// ---- up ----

void connection::send(statement const& what, completion done) {
    std::vector<char const*> values;
    std::vector<int> lengths;
    std::vector<int> formats; // 0 text, 1 octets
    for (std::string const& each : what.values) {
        values.push_back(each.c_str());
        lengths.push_back(static_cast<int>(each.size()));
        formats.push_back(what.octets_at == lengths.size() - 1 ? 1 : 0);
    }
    asked_.push_back({std::move(done), clock::now() + terms_->options.answer_timeout});
    // Whoever sends must not be told inside: what has failed is noticed when there is an answer.
    (void)PQsendQueryParams(handle_.get(), what.text.c_str(), static_cast<int>(values.size()),
                            nullptr, values.data(), lengths.data(), formats.data(),
                            what.wants_octets ? 1 : 0);
    (void)PQpipelineSync(handle_.get());
    flush();
    watch_answers();
}

void connection::flush() {
    bool const has_more = PQflush(handle_.get()) == 1;
    // Where it cannot write, libpq reads what there is, of which the socket then says nothing more:
    // answers, or the end.
    if (has_more || is_broken())
        asio::post(terms_->executor, guarded([](connection& self) { self.take_input(); }));
    if (!has_more || waits_to_write_ || !socket_.is_open())
        return;
    waits_to_write_ = true;
    socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                       guarded([](connection& self, error_code failure) {
                           self.waits_to_write_ = false;
                           if (!failure)
                               self.flush();
                       }));
}

/// Whether the connection is gone. libpq has closed its socket then, whose number the next one may
/// have: it is let go of before there can be any.
bool connection::is_broken() noexcept {
    if (PQstatus(handle_.get()) != CONNECTION_BAD)
        return false;
    if (socket_.is_open())
        socket_.release();
    return true;
}

void connection::wait_to_read() {
    socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                       guarded([](connection& self, error_code failure) {
                           if (!failure)
                               self.on_readable();
                       }));
}

void connection::on_readable() {
    while (PQconsumeInput(handle_.get()) == 1 && has_decrypted(handle_.get())) {
    }
    (void)is_broken();
    take_input();
    if (state_ != state::up && state_ != state::leaving)
        return;
    flush();
    if (socket_.is_open())
        wait_to_read();
}

/// Takes what was read, and the end of the connection.
void connection::take_input() {
    take_results();
    take_notifications();
    if (state_ == state::leaving && asked_.empty())
        close();
    else if ((state_ == state::up || state_ == state::leaving) && is_broken())
        fail(error::postgres_connection_lost, what_libpq_says());
}

void connection::take_results() {
    // Behind each result stands a null, and then the end of its transaction; a second null in a row
    // says that nothing more is there.
    bool was_null = false;
    while (handle_ && !asked_.empty() && PQisBusy(handle_.get()) == 0) {
        std::unique_ptr<PGresult, clear> result(PQgetResult(handle_.get()));
        if (!result && std::exchange(was_null, true))
            return;
        if (!result)
            continue;
        was_null = false;
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC)
            complete_first();
        else if (!result_)
            result_ = std::move(result);
    }
}

void connection::complete_first() {
    auto const first = std::move(asked_.front());
    asked_.pop_front();
    auto const result = std::exchange(result_, nullptr);
    if (!first.done) // it is leaving
        return;
    auto const status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return first.done({.rows = result.get()});
    char const* const sqlstate =
        result ? PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) : nullptr;
    auto const words = result ? printable(PQresultErrorMessage(result.get())) : std::string();
    first.done({.failure = error_of_sqlstate(sqlstate != nullptr ? sqlstate : ""), .words = words});
}

void connection::take_notifications() {
    struct free_memory {
        void operator()(PGnotify* what) const noexcept { PQfreemem(what); }
    };

    while (state_ == state::up) {
        std::unique_ptr<PGnotify, free_memory> const what(PQnotifies(handle_.get()));
        if (!what)
            return;
        user_->on_notification(what->relname, what->extra);
    }
}

void connection::watch_answers() {
    if (waits_for_answers_ || asked_.empty())
        return;
    waits_for_answers_ = true;
    answers_.expires_at(asked_.front().due);
    answers_.async_wait(guarded([](connection& self, error_code cancelled) {
        self.waits_for_answers_ = false;
        if (cancelled)
            return;
        if (!self.asked_.empty() && self.asked_.front().due <= clock::now())
            return self.fail(error::postgres_silent, {});
        self.watch_answers();
    }));
}

} // namespace socketiota::postgres
