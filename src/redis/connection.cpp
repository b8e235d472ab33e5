// SPDX-License-Identifier: MIT
#include <array>
#include <exception>
#include <span>
#include <utility>

#include <base/backoff.hpp>
#include <base/random.hpp>
#include <redis/command_writer.hpp>
#include <redis/connection.hpp>

namespace socketiota::redis {

connection::connection(std::shared_ptr<loop::shard> home, kind what,
                       std::shared_ptr<redis_options const> options, carrier_maker make,
                       connection_user& user)
    : home_(std::move(home)),
      kind_(what),
      options_(std::move(options)),
      make_(std::move(make)),
      user_(&user),
      queue_(options_->max_queued_bytes, options_->max_queued_commands) {}

void connection::start() {
    if (state_ != state::idle)
        return;
    away_since_ = home_->now();
    wait_for_return();
    attempt();
}

void connection::close() noexcept {
    send_last();
    state_ = state::closed;
    user_ = nullptr;
    if (auto const carried = std::exchange(carrier_, nullptr))
        carried->close();
    parser_.reset();
    phase_.cancel();
    answer_.cancel();
    quiet_.cancel();
    waited_.cancel();
    home_->unmark(*this);
    queue_.clear();
    auto const dropped = std::exchange(refused_, {});
}

// What was sent in the turn in which a server ends leaves with it, as far as the system takes it at
// once.
void connection::send_last() noexcept {
    if (!is_ready() || queue_.gathered().empty())
        return;
    try {
        carrier_->write_last(queue_.take_gathered());
    } catch (std::exception const&) {
        return; // no memory: it is lost, like what waits
    }
}

void connection::attempt() {
    state_ = state::connecting;
    is_of_cluster_ = false;
    is_replica_ = false;
    home_->set_deadline(phase_, options_->connect_timeout);
    try {
        parser_ =
            std::make_shared<reply_parser>(reply_limits{.max_size = options_->max_answer_bytes});
        carrier_ = make_();
        carrier_->connect(parser_, *this);
    } catch (std::exception const& thrown) { // no memory, no descriptor: it is tried again
        fail(make_error_code(boost::system::errc::not_enough_memory), thrown.what());
    }
}

void connection::on_connected() {
    phase_.cancel();
    state_ = state::greeting;
    last_heard_ = home_->now();
    guarded([this] { greet(); });
}

void connection::on_thrown(std::string_view what) noexcept {
    try {
        fail(make_error_code(boost::system::errc::not_enough_memory), what);
    } catch (std::exception const&) { // whoever was told threw: it is away by then
    }
    if (state_ != state::closed)
        wait_for_return();
}

// In one write: an answer for each comes in any case, and what a failed one means for the others
// needs no answer.
void connection::greet() {
    redis_options const& own = *options_;
    if (!own.user.empty())
        ask(purpose::auth, {"AUTH", own.user, own.password});
    else if (!own.password.empty())
        ask(purpose::auth, {"AUTH", own.password});
    if (kind_ == kind::subscriptions)
        ask(purpose::hello, {"HELLO", "3"});
    if (own.database.value_or(0) != 0)
        ask(purpose::select, {"SELECT", std::to_string(*own.database)});
    if (!own.client_name.empty())
        ask(purpose::set_name, {"CLIENT", "SETNAME", own.client_name});
    ask_role();
    ask(purpose::first_ping, {"PING"});
}

void connection::ask_role() {
    // A Redis Cluster says itself who its masters are.
    bool const may_be_any =
        options_->deployment == redis_deployment::single && kind_ == kind::commands;
    if (may_be_any)
        ask(purpose::hello, {"HELLO", "2"}); // which those before Redis 6 do not know
    if (may_be_any || options_->deployment == redis_deployment::sentinels)
        ask(purpose::role, {"ROLE"});
}

void connection::ask(purpose what, command const& words) {
    asked asking;
    asking.what = what;
    gather(std::move(asking), [&words](std::string& to) { append_command(to, words); });
}

/// Writes a command behind those that are gathered.
template <class Write>
void connection::gather(asked command, Write const& write) {
    std::string& gathered = queue_.gathered();
    std::size_t const before = gathered.size();
    try {
        write(gathered);
        command.size = gathered.size() - before;
        command.due = home_->now() + options_->answer_timeout + command.blocks;
        queue_.add(std::move(command));
    } catch (...) { // half a command would make nonsense of all that follow
        gathered.resize(before);
        throw;
    }
    if (!answer_.pending())
        wait_for_answers();
    home_->mark(*this);
}

void connection::become_greeted() {
    state_ = state::greeted;
    user_->on_greeted();
    become_ready_if_confirmed();
}

void connection::become_ready_if_confirmed() {
    if (state_ != state::greeted || unconfirmed_ != 0)
        return;
    state_ = state::ready;
    ready_since_ = home_->now();
    long_away_ = false;
    waited_.cancel();
    queue_.gather_waiting(ready_since_ + options_->answer_timeout);
    wait_for_answers();
    home_->set_deadline(quiet_, options_->ping_interval);
    home_->mark(*this);
    user_->on_ready();
}

template <class Write>
void connection::submit(std::size_t most_octets, asked command, Write const& write) {
    if (!queue_.has_room(most_octets)) {
        refused_.push_back(std::move(command));
        home_->mark(*this);
        return;
    }
    if (state_ != state::ready) {
        std::string octets;
        octets.reserve(most_octets);
        write(octets);
        command.due = home_->now() + options_->queue_timeout;
        queue_.wait(std::move(octets), std::move(command));
        if (!waited_.pending())
            wait_for_return();
        return;
    }
    gather(std::move(command), write);
}

void connection::send(command const& what, std::chrono::milliseconds blocks, completion done) {
    asked sent;
    sent.blocks = blocks;
    sent.done = std::move(done);
    submit(size_of_command(what), std::move(sent),
           [&what](std::string& to) { append_command(to, what); });
}

void connection::send_together(std::initializer_list<command> what, completion done) {
    static constexpr std::array<std::string_view, 1> multi{"MULTI"};
    static constexpr std::array<std::string_view, 1> exec{"EXEC"};
    command const first{std::span(multi)};
    command const last{std::span(exec)};
    std::size_t size = size_of_command(first) + size_of_command(last);
    for (command const& each : what)
        size += size_of_command(each);
    asked sent;
    sent.answers = static_cast<std::uint32_t>(what.size() + 2); // EXEC's says what went wrong
    sent.done = std::move(done);
    submit(size, std::move(sent), [&](std::string& to) {
        append_command(to, first);
        for (command const& each : what)
            append_command(to, each);
        append_command(to, last);
    });
}

void connection::send_encoded(std::string_view octets, std::uint32_t commands,
                              std::chrono::milliseconds blocks, completion done) {
    asked sent;
    sent.answers = commands;
    sent.blocks = blocks;
    sent.done = std::move(done);
    submit(octets.size(), std::move(sent), [octets](std::string& to) { to.append(octets); });
}

std::pair<asked_list, asked_list> connection::close_and_take() {
    asked_list on_their_way = queue_.lose({});
    asked_list unsent;
    while (queue_.waits())
        unsent.push_back(queue_.take_waiting());
    for (asked& each : refused_)
        unsent.push_back(std::move(each));
    close();
    return {std::move(on_their_way), std::move(unsent)};
}

void connection::ask_confirmation(std::string_view verb, std::string_view name) {
    asked asking;
    asking.what = purpose::confirmation;
    asking.expects = std::make_unique<confirmation>(confirmation{verb, std::string(name)});
    gather(std::move(asking), [&](std::string& to) { append_command(to, {verb, name}); });
    if (state_ == state::greeted)
        ++unconfirmed_;
}

void connection::flush() {
    guarded([this] { send_gathered(); });
}

void connection::send_gathered() {
    for (asked const& each : std::exchange(refused_, {})) {
        give_up(each, error::redis_queue_full);
        if (state_ == state::closed)
            return;
    }
    bool const is_there = state_ == state::greeting || is_greeted();
    if (!is_there || writing_ || queue_.gathered().empty())
        return;
    writing_ = true;
    if (auto spent = carrier_->write(queue_.take_gathered()))
        on_written(*std::move(spent));
}

void connection::on_written(std::string spent) {
    writing_ = false;
    queue_.take_back(std::move(spent));
    if (!queue_.gathered().empty())
        home_->mark(*this);
}

void connection::on_ended(error_code why, std::string_view words) {
    // Whoever closes without a word is not the Redis that was meant, or has no place.
    if (state_ == state::greeting && why == error::redis_connection_lost)
        why = error::redis_hung_up;
    guarded([&] { fail(why, words); });
}

void connection::fail(error_code why, std::string_view words) {
    if (state_ == state::idle || state_ == state::away || state_ == state::closed)
        return;
    auto const self = shared_from_this();
    if (auto const carried = std::exchange(carrier_, nullptr))
        carried->close();
    parser_.reset();
    writing_ = false;
    unconfirmed_ = 0;
    answer_.cancel();
    quiet_.cancel();
    base::time_point const now = home_->now();
    if (state_ == state::ready) {
        away_since_ = now;
        if (now - ready_since_ >= options_->max_backoff)
            attempts_ = 0;
    }
    state_ = state::away;
    home_->set_deadline(phase_, next_backoff()); // first: it comes back whatever happens here
    auto const lost = queue_.lose(now + options_->queue_timeout);
    wait_for_return();
    user_->on_down(why, words);
    bool const tells = why == error::redis_silent || why == error::redis_answer_too_large ||
                       why == error::redis_read_only;
    for (asked const& each : lost) {
        if (state_ == state::closed)
            return;
        if (each.what == purpose::answer)
            give_up(each, tells ? why : make_error_code(error::redis_connection_lost));
    }
}

std::chrono::milliseconds connection::next_backoff() {
    std::array<std::byte, sizeof(std::uint32_t)> octets{};
    base::fill_random(octets);
    std::uint32_t chance = 0;
    for (std::byte const each : octets)
        chance = (chance << 8U) | std::to_integer<std::uint32_t>(each);
    return base::backoff(attempts_++, options_->min_backoff, options_->max_backoff, chance);
}

} // namespace socketiota::redis
