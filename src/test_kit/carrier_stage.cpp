// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>

#include <test_kit/carrier_stage.hpp>

namespace socketiota::test_kit {

namespace {

constexpr std::string_view greeting = "a greeting of ";

/// How long a greeting may take before it is said again: who subscribes may have missed it.
constexpr std::chrono::milliseconds before_the_next{20};

std::string described(std::vector<carrier_user::heard> const& all) {
    if (all.empty())
        return "nothing";
    std::string text = std::to_string(all.size()) + " messages:";
    constexpr std::size_t most = 5;
    constexpr std::size_t longest = 40;
    for (std::size_t at = 0; at < std::min(all.size(), most); ++at) {
        auto const& [nsp, octets] = all[at];
        std::string shown = octets.substr(0, longest);
        std::ranges::replace_if(
            shown, [](char each) { return each < ' ' || each > '~'; }, '.');
        text.append(" '").append(shown).append("' (");
        text.append(std::to_string(octets.size())).append(" octets) in '").append(nsp).append("'");
    }
    return text;
}

} // namespace

// ---- one server ----

void run_on(boost::asio::io_context& loop, std::function<void()> const& work) {
    if (loop.get_executor().running_in_this_thread())
        return work();
    std::exception_ptr thrown;
    bool is_done = false;
    boost::asio::post(loop, [&] {
        try {
            work();
        } catch (...) {
            thrown = std::current_exception();
        }
        is_done = true;
    });
    while (!is_done) {
        loop.restart();
        loop.run_one();
    }
    if (thrown)
        std::rethrow_exception(thrown);
}

carrier_user::carrier_user(std::string name, carriers_under_test const& tried,
                           boost::asio::io_context& loop)
    : name_(std::move(name)),
      id_(std::string(16 - name_.size(), '0') + name_),
      loop_(loop),
      carrier_(tried.make()) {
    if (!carrier_)
        throw std::runtime_error("no carrier was made");
    have([&] { carrier_->start(loop_.get_executor(), *this); });
}

carrier_user::~carrier_user() {
    try {
        if (carrier_)
            stop();
    } catch (...) {
        return; // the check has failed for another reason
    }
}

// What the carrier calls in here it calls inside of its own function, on whichever stack.
template <class Work>
void carrier_user::have(Work const& work) {
    run_on(loop_, [&] {
        bool const was_inside = std::exchange(is_inside_, true);
        try {
            work();
        } catch (...) {
            is_inside_ = was_inside;
            throw;
        }
        is_inside_ = was_inside;
    });
}

void carrier_user::open(std::string_view nsp, std::string_view id) {
    have([&] { carrier_->open(nsp, id); });
}

void carrier_user::close(std::string_view nsp, std::string_view id) {
    have([&] { carrier_->close(nsp, id); });
}

// The octets are gone after the call: those of a copy that is overwritten.
void carrier_user::publish(std::string_view nsp, std::string_view octets) {
    std::string passing(octets);
    have([&] { carrier_->publish(nsp, passing); });
    std::ranges::fill(passing, '#');
}

void carrier_user::send(std::string_view nsp, carrier_user const& to, std::string_view octets) {
    std::string passing(octets);
    have([&] { carrier_->send(nsp, to.id_, passing); });
    std::ranges::fill(passing, '#');
}

void carrier_user::stop() {
    if (has_stopped_)
        return;
    have([&] { carrier_->stop(); });
    has_stopped_ = true;
}

std::vector<carrier_user::heard> carrier_user::take() { return std::exchange(heard_, {}); }

void carrier_user::greet(std::string_view nsp, std::size_t round) {
    publish(nsp, std::string(greeting) + name_ + ' ' + std::to_string(round));
}

bool carrier_user::has_heard(carrier_user const& other, std::size_t round) const {
    return std::ranges::find(greetings_, std::string(greeting) + other.name_ + ' ' +
                                             std::to_string(round)) != greetings_.end();
}

bool carrier_user::look_at_call(std::string_view what) {
    if (!loop_.get_executor().running_in_this_thread()) {
        is_called_elsewhere_ = true;
        return false;
    }
    if (fault_.empty() && has_stopped_)
        fault_ = std::string(what) + " is called after 'stop'";
    else if (fault_.empty() && is_inside_)
        fault_ = std::string(what) + " is called inside of a function of the carrier";
    return true;
}

std::string carrier_user::fault() const {
    return is_called_elsewhere_ ? "the receiver is called elsewhere than on the executor" : fault_;
}

void carrier_user::on_message(std::string_view nsp, std::string_view octets) {
    if (!look_at_call("on_message"))
        return;
    if (octets.starts_with(greeting)) {
        greetings_.emplace_back(octets);
        return;
    }
    heard_.emplace_back(nsp, octets);
    if (on_next_)
        std::exchange(on_next_, nullptr)();
}

void carrier_user::on_gap() {
    if (look_at_call("on_gap"))
        ++gaps_;
}

// ---- all of them ----

carrier_user& carrier_stage::add(std::string_view nsp) {
    auto added = std::make_unique<carrier_user>(std::to_string(users_.size() + 1), tried_, loop_);
    added->open(nsp);
    running_.push_back(added.get());
    return *users_.emplace_back(std::move(added));
}

void carrier_stage::settle(std::string_view nsp, std::vector<carrier_user*> const& among) {
    // Twice: an answer to what was said when all had heard of all comes behind everything.
    for (int each = 0; each < 2; ++each) {
        ++rounds_;
        auto next = std::chrono::steady_clock::now();
        run_until(
            [&] {
                auto const missing = [&](carrier_user const* from) {
                    return std::ranges::any_of(among, [&](carrier_user const* to) {
                        return to != from && !to->has_heard(*from, rounds_);
                    });
                };
                bool const greets = std::chrono::steady_clock::now() >= next;
                if (greets)
                    next = std::chrono::steady_clock::now() + before_the_next;
                bool all = true;
                for (carrier_user* const from : among) {
                    if (!missing(from))
                        continue;
                    all = false;
                    if (greets)
                        from->greet(nsp, rounds_);
                }
                return all;
            },
            "servers that have '" + std::string(nsp) + "' do not hear each other");
    }
}

void carrier_stage::run_until(std::function<bool()> const& done, std::string_view what) {
    auto const end = std::chrono::steady_clock::now() + tried_.patience;
    while (!done()) {
        expect_no_fault();
        if (std::chrono::steady_clock::now() >= end)
            throw std::runtime_error(std::string(what));
        loop_.restart();
        loop_.run_one_for(before_the_next);
    }
    expect_no_fault();
}

void carrier_stage::expect(carrier_user& who,
                           std::vector<carrier_user::heard> const& wanted) const {
    auto const heard = who.take();
    if (heard != wanted)
        throw std::runtime_error("server " + who.name() + " has heard " + described(heard) +
                                 "; it should have heard " + described(wanted));
}

void carrier_stage::stop(carrier_user& which) {
    std::erase(running_, &which);
    which.stop();
}

void carrier_stage::expect_no_fault() const {
    for (auto const& each : users_)
        if (auto const fault = each->fault(); !fault.empty())
            throw std::runtime_error(fault);
}

} // namespace socketiota::test_kit
