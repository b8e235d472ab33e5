// SPDX-License-Identifier: MIT
#include <limits>
#include <span>
#include <string>
#include <utility>

#include <http/neighbours.hpp>
#include <http/unsent_elsewhere.hpp>
#include <wire/request_parser.hpp>

namespace socketiota::http {

/// A request of this shard that another one serves, while the connection waits here.
class neighbours::sent_request final : public exchange_listener {
public:
    sent_request(neighbours& owner, std::uint64_t id, std::size_t target, exchange& request,
                 loop::letter aborting)
        : owner_(owner),
          id_(id),
          target_(target),
          request_(request),
          aborting_(std::move(aborting)) {}

    [[nodiscard]] std::uint64_t id() const noexcept { return id_; }

    [[nodiscard]] std::size_t target() const noexcept { return target_; }

    [[nodiscard]] exchange& request() const noexcept { return request_; }

    /// Tells the other shard that the connection has ended: there was memory for that.
    [[nodiscard]] loop::letter take_aborting() noexcept { return std::move(aborting_); }

    void on_body(std::span<std::byte> body) override { owner_.send_body(*this, body); }

    void on_body_too_large() override { owner_.send_refusal(*this); }

    void on_aborted() override { owner_.on_aborted(*this); }

private:
    neighbours& owner_;
    std::uint64_t id_;
    std::size_t target_;
    exchange& request_;
    loop::letter aborting_;
};

neighbours::neighbours(parts with) : with_(std::move(with)) { with_.all->put(with_.index, this); }

neighbours::~neighbours() { close(); }

void neighbours::close() noexcept {
    if (with_.all->at(with_.index) == this)
        with_.all->put(with_.index, nullptr);
    while (!taken_.empty()) {
        auto const each = taken_.begin()->second; // forgotten in this
        each->abort();
    }
    while (!sent_.empty()) {
        auto const each = std::move(sent_.begin()->second);
        sent_.erase(sent_.begin());
        each->request().close();
    }
}

// ---- on the shard of the connection ----

forwarding neighbours::forward(exchange& request, std::size_t target, bool upgrade) {
    if (target >= with_.all->size() || target == with_.index || request.came() != arrival::direct)
        return forwarding::none;
    // Also if much waits there: each connection asks one thing at a time, and its session is lost
    // if it is not answered.
    bool const moves = upgrade || request.moves() < most_moves;
    if (moves && move(request, target, std::nullopt))
        return forwarding::taken;
    return upgrade ? forwarding::closed : proxy(request, target, std::nullopt);
}

bool neighbours::give_away(exchange& request, bool upgrade) {
    if (request.came() != arrival::direct)
        return false;
    auto const target = with_.all->clearly_lighter(with_.index);
    if (!target || boxes().full(with_.index, *target))
        return false;
    neighbourhood::promise session(with_.all, *target);
    // A poll is followed by requests of other clients as likely as not, if it came from a proxy.
    bool const given = upgrade ? move(request, *target, std::move(session))
                               : proxy(request, *target, std::move(session)) == forwarding::taken;
    done_.given_away += given ? 1 : 0;
    return given;
}

void neighbours::on_sessions(std::size_t count) noexcept {
    with_.all->set_sessions(with_.index, count);
}

bool neighbours::move(exchange& request, std::size_t target, promise with) {
    auto leaving = request.leave();
    if (!leaving)
        return false;
    ++done_.moved;
    std::size_t const size = leaving->octets.size();
    // If it is not taken, because the other shard has closed, the connection ends.
    boxes().send(
        with_.index, target,
        with_.all->letter_to(
            target,
            [connection = std::move(*leaving), with = std::move(with)](neighbours& there) mutable {
                there.with_.connections.take_over(std::move(connection));
            },
            size));
    return true;
}

forwarding neighbours::proxy(exchange& request, std::size_t target, promise with) {
    std::uint64_t const id = ++last_id_;
    std::size_t const from = with_.index;
    loop::letter aborting = with_.all->letter_to(target, [from, id](neighbours& there) noexcept {
        if (auto* const served = there.find(from, id))
            served->abort();
    });
    loop::letter closing = with_.all->letter_to(from, [id, target](neighbours& here) noexcept {
        proxied_answer none;
        here.take_answer(id, target, none);
    });
    proxied_exchange::parts asked{.from = from,
                                  .id = id,
                                  .head = std::string(request.head_octets()),
                                  .address = request.remote_address(),
                                  .secure = request.secure(),
                                  .closing = std::move(closing)};
    std::size_t const size = asked.head.size() + asked.address.size();
    // Whoever is not there any more has it closed as well.
    loop::letter asking(
        [all = with_.all, target, asked = std::move(asked), with = std::move(with)]() mutable {
            if (neighbours* const there = all->at(target))
                there->take_in(asked);
            else
                all->boxes().send(target, asked.from, std::move(asked.closing));
        },
        size);
    auto const [place, is_new] = sent_.emplace(
        id, std::make_unique<sent_request>(*this, id, target, request, std::move(aborting)));
    sent_request& sent = *place->second;
    if (boxes().send(from, target, std::move(asking)) != loop::sending::taken) {
        sent_.erase(id);
        return forwarding::closed;
    }
    ++done_.proxied;
    if (request.request().framing == wire::body_framing::none)
        request.wait(sent);
    else
        request.read_body(with_.largest_body, sent);
    return forwarding::taken;
}

void neighbours::send_body(sent_request const& of, std::span<std::byte const> body) {
    boxes().send(
        with_.index, of.target(),
        with_.all->letter_to(
            of.target(),
            [from = with_.index, id = of.id(),
             octets = std::vector<std::byte>(body.begin(), body.end())](neighbours& there) mutable {
                if (auto* const served = there.find(from, id))
                    served->take_body(octets);
            },
            body.size()));
}

void neighbours::send_refusal(sent_request const& of) {
    boxes().send(
        with_.index, of.target(),
        with_.all->letter_to(of.target(), [from = with_.index, id = of.id()](neighbours& there) {
            if (auto* const served = there.find(from, id))
                served->refuse_body();
        }));
}

void neighbours::on_aborted(sent_request& ended) noexcept {
    boxes().send(with_.index, ended.target(), ended.take_aborting());
    sent_.erase(ended.id());
}

void neighbours::take_answer(std::uint64_t id, std::size_t from, proxied_answer& answer) noexcept {
    auto const found = sent_.find(id);
    if (found == sent_.end())
        return; // the connection has ended
    auto const sent = std::move(found->second);
    sent_.erase(found);
    exchange& request = sent->request();
    if (!answer.total) {
        answer.give(request);
        return;
    }
    std::shared_ptr<unsent_elsewhere> unsent;
    try {
        unsent = std::make_shared<unsent_elsewhere>(with_.all, with_.index, from,
                                                    std::move(answer.total));
    } catch (...) {
        count_failure();
        request.close();
        return;
    }
    request.count_unsent(unsent_elsewhere::counter(unsent));
    answer.give(request);
    try {
        unsent->tell();
    } catch (...) {
        count_failure(); // it is not counted, and the connection has its time to send it
    }
}

// ---- on the shard that serves ----

void neighbours::take_in(proxied_exchange::parts& request) {
    std::uint64_t const key = key_of(request.from, request.id);
    std::shared_ptr<proxied_exchange> made;
    try {
        auto const [place, is_new] = taken_.emplace(key, nullptr);
        try {
            place->second = std::make_shared<proxied_exchange>(*this, std::move(request));
        } catch (...) {
            taken_.erase(place);
            throw;
        }
        made = place->second;
    } catch (...) {
        count_failure();
        boxes().send(with_.index, request.from, std::move(request.closing));
        return;
    }
    // It was parsed before, so it is whole.
    wire::request_parser parser({.max_head_size = std::numeric_limits<std::uint32_t>::max(),
                                 .max_target_size = std::numeric_limits<std::uint32_t>::max()});
    static_cast<void>(parser.parse(made->head_octets(), head_));
    made->serve();
}

proxied_exchange* neighbours::find(std::size_t from, std::uint64_t id) const noexcept {
    auto const found = taken_.find(key_of(from, id));
    return found == taken_.end() ? nullptr : found->second.get();
}

void neighbours::send_answer(proxied_exchange const& of, proxied_answer made) {
    std::size_t const size = made.size();
    boxes().send(with_.index, of.from(),
                 with_.all->letter_to(
                     of.from(),
                     [id = of.id(), at = with_.index, made = std::move(made)](
                         neighbours& here) mutable { here.take_answer(id, at, made); },
                     size));
}

void neighbours::send_back(proxied_exchange const& of, loop::letter closing) noexcept {
    boxes().send(with_.index, of.from(), std::move(closing));
}

void neighbours::forget(proxied_exchange& ended) noexcept {
    auto const found = taken_.find(key_of(ended.from(), ended.id()));
    with_.home->dispose(std::move(found->second)); // it may be in a call
    taken_.erase(found);
}

} // namespace socketiota::http
