// SPDX-License-Identifier: MIT
//
// A carrier between servers of one process, which can break each of its promises.
#pragma once

#include <socketiota/message_carrier.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace socketiota::test {

/// Which promise is not kept.
enum class carrier_fault : std::uint8_t {
    none,
    hears_itself,
    misses_the_last,
    loses_addressed,
    shows_addressed_to_all,
    turns_pairs_around,
    comes_twice,
    loses_in_silence,
    ends_at_zero,
    loses_empty,
    loses_large,
    takes_names_for_patterns,
    ignores_case,
    shortens_names,
    stays_open,
    closes_the_next_too,
    opens_once,
    hides_gaps,
    speaks_after_stop,
    speaks_while_it_publishes,
    speaks_on_its_own_thread,
    throws_when_opened,
};

class memory_carrier;

/// What all of one cluster have in common.
struct memory_bus {
    carrier_fault fault = carrier_fault::none;
    std::vector<memory_carrier*> members{};
    bool is_cut = false;
};

class memory_carrier final : public message_carrier,
                             public std::enable_shared_from_this<memory_carrier> {
public:
    explicit memory_carrier(std::shared_ptr<memory_bus> bus) : bus_(std::move(bus)) {}

    void start(boost::asio::any_io_executor const& executor, receiver& to) override {
        executor_ = executor;
        to_ = &to;
        bus_->members.push_back(this);
    }

    void open(std::string_view nsp, std::string_view id) override {
        if (has(carrier_fault::throws_when_opened))
            throw std::runtime_error("it throws");
        if (has(carrier_fault::opens_once) && !ever_open_.emplace(nsp).second)
            return;
        open_.emplace(name_of(nsp), id);
    }

    void close(std::string_view nsp, std::string_view id) override {
        if (has(carrier_fault::stays_open))
            return;
        std::erase_if(open_, [&](auto const& each) {
            return each.first == name_of(nsp) &&
                   (each.second == id || has(carrier_fault::closes_the_next_too));
        });
    }

    void publish(std::string_view nsp, std::string_view octets) override {
        for (memory_carrier* const each : bus_->members)
            if (each != this || has(carrier_fault::hears_itself))
                if (each != bus_->members.back() || !has(carrier_fault::misses_the_last))
                    carry(*each, nsp, octets);
    }

    void send(std::string_view nsp, std::string_view id, std::string_view octets) override {
        if (has(carrier_fault::shows_addressed_to_all))
            return publish(nsp, octets);
        for (memory_carrier* const each : bus_->members)
            if (each->open_.contains({name_of(nsp), std::string(id)}) &&
                !has(carrier_fault::loses_addressed))
                carry(*each, nsp, octets);
    }

    void stop() override {
        if (!has(carrier_fault::speaks_after_stop))
            to_ = nullptr;
        std::erase(bus_->members, this);
    }

    /// Its connection is away, and comes back.
    void cut() {
        boost::asio::post(executor_, [self = shared_from_this()] {
            self->bus_->is_cut = false;
            if (self->to_ != nullptr && !self->has(carrier_fault::hides_gaps))
                self->to_->on_gap();
        });
    }

private:
    [[nodiscard]] bool has(carrier_fault which) const noexcept { return bus_->fault == which; }

    [[nodiscard]] std::string name_of(std::string_view nsp) const {
        std::string name(nsp.substr(0, has(carrier_fault::shortens_names) ? 63 : nsp.size()));
        if (has(carrier_fault::ignores_case))
            for (char& each : name)
                each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
        return name;
    }

    [[nodiscard]] std::string const* open_name(std::string_view nsp) const {
        for (auto const& [name, id] : open_) {
            bool const fits = has(carrier_fault::takes_names_for_patterns) && name.ends_with('*') &&
                              nsp.starts_with(name.substr(0, name.size() - 1));
            if (fits || name == name_of(nsp))
                return &name;
        }
        return nullptr;
    }

    void carry(memory_carrier& to, std::string_view nsp, std::string_view octets) {
        if (bus_->is_cut)
            return;
        ++carried_;
        std::string copy(octets);
        if (has(carrier_fault::ends_at_zero))
            copy.resize(std::min(copy.find('\0'), copy.size()));
        bool const is_lost = (has(carrier_fault::loses_in_silence) && carried_ % 50 == 0) ||
                             (has(carrier_fault::loses_empty) && copy.empty()) ||
                             (has(carrier_fault::loses_large) && copy.size() > 8'000);
        if (is_lost)
            return;
        auto speak = [to = to.shared_from_this(), nsp = std::string(nsp), copy = std::move(copy)] {
            to->arrive(nsp, copy);
        };
        if (has(carrier_fault::speaks_while_it_publishes))
            arrive(std::string(nsp), octets);
        if (has(carrier_fault::speaks_on_its_own_thread))
            return std::thread(speak).join();
        if (has(carrier_fault::turns_pairs_around) && !to.held_) {
            to.held_ = speak;
            return boost::asio::post(executor_, [to = to.shared_from_this()] {
                if (auto const held = std::exchange(to->held_, nullptr))
                    held();
            });
        }
        if (auto const held = std::exchange(to.held_, nullptr)) {
            boost::asio::post(executor_, speak);
            return boost::asio::post(executor_, held);
        }
        boost::asio::post(executor_, speak);
        if (has(carrier_fault::comes_twice))
            boost::asio::post(executor_, speak);
    }

    void arrive(std::string const& nsp, std::string_view octets) {
        if (to_ != nullptr && open_name(nsp) != nullptr)
            to_->on_message(*open_name(nsp), octets);
    }

    std::shared_ptr<memory_bus> const bus_;
    boost::asio::any_io_executor executor_;
    receiver* to_ = nullptr;
    std::set<std::pair<std::string, std::string>> open_;
    std::set<std::string, std::less<>> ever_open_;
    std::function<void()> held_;
    std::size_t carried_ = 0;
};

} // namespace socketiota::test
