// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <redis/command_writer.hpp>
#include <redis/error_of_answer.hpp>
#include <redis/sentinel_carrier.hpp>
#include <redis/sentinel_watch.hpp>

namespace socketiota::redis {

namespace {

class sentinel_carrier;

/// What all connections to one master have in common.
struct watched_master {
    watched_master(std::shared_ptr<loop::shard> home, std::vector<address> all, std::string named,
                   std::shared_ptr<redis_options const> with, carrier_to makes)
        : sentinels(std::move(all)),
          name(std::move(named)),
          options(std::move(with)),
          make(std::move(makes)),
          watch(std::move(home), sentinels, name, *options, make,
                [this](std::string_view host, std::string_view port) { leave(host, port); }) {}

    /// Ends the connections to any other.
    void leave(std::string_view host, std::string_view port) const;

    std::vector<address> const sentinels;
    std::string const name;
    std::shared_ptr<redis_options const> const options;
    carrier_to const make;
    std::size_t next = 0;                 // the sentinel that is asked first
    std::vector<sentinel_carrier*> there; // those to a master; each takes itself out
    sentinel_watch watch;
};

/// A connection to the master, which is asked for first.
///
/// To the carrier of a sentinel it is the owner; that of the master has the owner of this one.
class sentinel_carrier final : public carrier,
                               public std::enable_shared_from_this<sentinel_carrier>,
                               private carrier_owner {
public:
    explicit sentinel_carrier(std::shared_ptr<watched_master> which) : which_(std::move(which)) {}

    ~sentinel_carrier() override { sentinel_carrier::close(); }

    void connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) override {
        input_ = std::move(input);
        owner_ = &owner;
        ask();
    }

    [[nodiscard]] std::optional<std::string> write(std::string octets) override {
        return carried_->write(std::move(octets));
    }

    void write_last(std::string octets) override { carried_->write_last(std::move(octets)); }

    void close() noexcept override {
        owner_ = nullptr;
        std::erase(which_->there, this);
        if (auto const carried = std::exchange(carried_, nullptr))
            carried->close();
    }

    [[nodiscard]] error why_late() const noexcept override {
        return carried_ ? carried_->why_late() : error::redis_unreachable;
    }

    /// Ends it, unless it leads there.
    void leave_for(std::string_view host, std::string_view port) {
        if (owner_ != nullptr && (master_.host != host || std::to_string(master_.port) != port))
            end(error::redis_new_master, std::string(host) + " port " + std::string(port));
    }

private:
    // carrier_owner, of a sentinel
    void on_connected() override;
    void on_octets() override;

    void on_written(std::string) override {}

    void on_ended(error_code why, std::string_view words) override { ask_next(why, words); }

    void ask();
    void ask_next(error_code why, std::string_view words);
    void connect_to(address master);
    void end(error_code why, std::string const& words);

    std::shared_ptr<watched_master> const which_;
    carrier_owner* owner_ = nullptr; // null once closed
    std::shared_ptr<reply_parser> input_;
    std::shared_ptr<carrier> carried_; // to a sentinel, then to the master
    address master_;
    std::shared_ptr<reply_parser> answers_;
    std::size_t missing_ = 0; // answers
    std::size_t asked_ = 0;   // sentinels
};

void sentinel_carrier::ask() {
    std::size_t const index = which_->next % which_->sentinels.size();
    // If it says nothing, the next attempt does not wait for it again.
    which_->next = index + 1;
    ++asked_;
    answers_ = std::make_shared<reply_parser>(reply_limits{.max_size = 4096, .max_values = 16});
    carried_ = which_->make(which_->sentinels[index]);
    carried_->connect(answers_, *this);
}

void sentinel_carrier::ask_next(error_code why, std::string_view words) {
    if (asked_ < which_->sentinels.size()) {
        if (auto const carried = std::exchange(carried_, nullptr))
            carried->close();
        return ask();
    }
    end(why, std::string(words));
}

void sentinel_carrier::end(error_code why, std::string const& words) {
    auto const self = shared_from_this();
    auto* const owner = owner_;
    close();
    owner->on_ended(why, words);
}

void sentinel_carrier::on_connected() {
    redis_options const& own = *which_->options;
    std::string octets;
    missing_ = 1;
    if (!own.sentinel_user.empty()) {
        append_command(octets, {"AUTH", own.sentinel_user, own.sentinel_password});
        ++missing_;
    } else if (!own.sentinel_password.empty()) {
        append_command(octets, {"AUTH", own.sentinel_password});
        ++missing_;
    }
    append_command(octets, {"SENTINEL", "get-master-addr-by-name", which_->name});
    static_cast<void>(carried_->write(std::move(octets)));
}

void sentinel_carrier::on_octets() {
    auto const self = shared_from_this();
    auto const answers = answers_;
    for (;;) {
        switch (answers->next()) {
        case reply_parser::outcome::need_more:
            return;
        case reply_parser::outcome::malformed:
        case reply_parser::outcome::too_large:
            return ask_next(error_of_octets(answers->rest()), printable(answers->rest()));
        case reply_parser::outcome::complete:
            break;
        }
        reply const answer = answers->value();
        if (answer.is_error())
            return ask_next(error_of_answer(answer.text()), printable(answer.text()));
        if (--missing_ != 0)
            continue;
        auto const port = answer[1].integer();
        if (answer.size() != 2 || !port || *port < 1 || *port > UINT16_MAX)
            return ask_next(error::redis_no_master, which_->name);
        address master;
        master.host = answer[0].text();
        master.port = static_cast<std::uint16_t>(*port);
        master.tls = which_->sentinels.front().tls;
        return connect_to(std::move(master));
    }
}

void sentinel_carrier::connect_to(address master) {
    which_->next += which_->sentinels.size() - 1; // the same again
    if (auto const carried = std::exchange(carried_, nullptr))
        carried->close();
    master_ = std::move(master);
    which_->there.push_back(this);
    which_->watch.start();
    carried_ = which_->make(master_);
    carried_->connect(std::move(input_), *owner_);
}

void watched_master::leave(std::string_view host, std::string_view port) const {
    // Who is told may end others, and with them this one.
    std::vector<std::shared_ptr<sentinel_carrier>> all;
    for (sentinel_carrier* const each : there)
        all.push_back(each->shared_from_this());
    for (auto const& each : all)
        each->leave_for(host, port);
}

} // namespace

carrier_maker make_sentinel_carriers(std::shared_ptr<loop::shard> home,
                                     std::vector<address> sentinels, std::string name,
                                     std::shared_ptr<redis_options const> options,
                                     carrier_to make) {
    auto which =
        std::make_shared<watched_master>(std::move(home), std::move(sentinels), std::move(name),
                                         std::move(options), std::move(make));
    return [which = std::move(which)] {
        return std::shared_ptr<carrier>(std::make_shared<sentinel_carrier>(which));
    };
}

} // namespace socketiota::redis
