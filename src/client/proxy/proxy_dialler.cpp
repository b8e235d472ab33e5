// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <client/proxy/connect_tunnel.hpp>
#include <client/proxy/proxy_dialler.hpp>
#include <client/proxy/socks5_tunnel.hpp>
#include <loop/address_lookup.hpp>
#include <loop/tls_channel.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

using boost::asio::ip::tcp;

std::unique_ptr<tunnel> make_tunnel(proxy const& through, std::string const& host,
                                    std::uint16_t port) {
    if (through.kind == proxy_kind::http)
        return std::make_unique<connect_tunnel>(through, host, port);
    return std::make_unique<socks5_tunnel>(through, host, port);
}

bool is_name(std::string const& host) {
    loop::error_code failure;
    static_cast<void>(boost::asio::ip::make_address(host, failure));
    return failure.failed();
}

/// The first, but of IPv4 if there is one: few proxies lead to IPv6, and one address is all that
/// SOCKS takes.
boost::asio::ip::address chosen_of(std::vector<tcp::endpoint> const& found) {
    auto const v4 = std::ranges::find_if(
        found, [](tcp::endpoint const& each) { return each.address().is_v4(); });
    return (v4 == found.end() ? found.front() : *v4).address();
}

} // namespace

class proxy_dialler::attempt final : public loop::dial_attempt,
                                     private loop::lookup_owner,
                                     private loop::dial_owner,
                                     private loop::channel_owner,
                                     private loop::handshake_owner {
public:
    /// All must outlive it.
    attempt(proxy_dialler const& with, loop::destination to, loop::dial_owner& owner)
        : with_(with), to_(std::move(to)), owner_(owner) {}

    void begin() {
        if (with_.through_.kind != proxy_kind::socks5 || !is_name(to_.host))
            return reach(to_.host);
        stage_ = loop::dial_stage::resolve;
        loop::lookup_owner& owner = *this;
        lookup_.emplace(with_.home_, to_.host, to_.port, loop::ip_family::any, owner);
    }

    [[nodiscard]] loop::dial_stage stage() const noexcept override { return stage_; }

private:
    /// Does `work`. What is thrown, because memory is short, fails this attempt and nobody else.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            end();
            owner_.on_dial_failed(
                {stage_, make_error_code(boost::system::errc::not_enough_memory), {}});
        }
    }

    /// @param host that the proxy is to lead to
    void reach(std::string const& host) {
        stage_ = loop::dial_stage::proxy;
        tunnel_ = make_tunnel(with_.through_, host, to_.port);
        loop::dial_owner& owner = *this;
        reaching_ =
            with_.reaches_->dial({.host = with_.through_.host, .port = with_.through_.port}, owner);
    }

    void on_addresses(std::vector<tcp::endpoint> found) override {
        contain([&] {
            lookup_.reset();
            reach(chosen_of(found).to_string());
        });
    }

    void on_no_address(loop::error_code reason) override {
        contain([&] { fail(reason, to_.host + ": " + reason.message()); });
    }

    void on_dialled(std::unique_ptr<loop::channel> made) override {
        contain([&] {
            reaching_.reset();
            channel_ = std::move(made);
            channel_->set_owner(*this);
            send(tunnel_->begin());
        });
    }

    void on_dial_failed(loop::dial_failure const& why) override {
        contain([&] { fail(why.reason, "the proxy " + why.words); });
    }

    void send(std::string octets) {
        unsent_ = std::move(octets);
        write();
    }

    void write() {
        boost::asio::const_buffer const rest = boost::asio::buffer(unsent_);
        loop::error_code failure;
        unsent_.erase(0, channel_->write(std::span(&rest, 1), failure));
        if (failure)
            break_off(failure);
    }

    void on_writable() override {
        contain([this] {
            if (!unsent_.empty())
                write();
        });
    }

    void on_data(std::span<std::byte> data) override {
        contain([&] { read({reinterpret_cast<char const*>(data.data()), data.size()}); });
    }

    void read(std::string_view octets) {
        using kind = tunnel_step::kind;
        if (!unsent_.empty())
            return fail(make_error_code(boost::system::errc::protocol_error),
                        of_proxy("answered before it was asked"));
        auto step = tunnel_->step(octets);
        switch (step.type) {
        case kind::need_more:
            return;
        case kind::send:
            return send(std::move(step.octets));
        case kind::open:
            return carry_on();
        case kind::refused:
            return fail(step.reason, of_proxy(step.sentence), step.status);
        }
    }

    void on_end() override {
        contain([this] {
            fail(boost::asio::error::eof,
                 of_proxy("closed the connection before it had answered: check its url"));
        });
    }

    void on_broken(loop::error_code reason) override {
        contain([&] { break_off(reason); });
    }

    void carry_on() {
        if (!to_.secure)
            return owner_.on_dialled(std::move(channel_));
        stage_ = loop::dial_stage::tls;
        securing_ = with_.tls_->wrap(with_.home_, std::move(channel_), to_.host);
        securing_->begin_handshake(*this);
    }

    void on_secured() override { owner_.on_dialled(std::move(securing_)); }

    void on_not_secured(loop::tls_fault const& why) override {
        contain([&] {
            fail(why.reason, to_.host + " port " + std::to_string(to_.port) + ": " + why.words);
        });
    }

    void break_off(loop::error_code reason) {
        fail(reason, of_proxy("broke off: " + reason.message()));
    }

    void end() noexcept {
        lookup_.reset();
        reaching_.reset();
        channel_.reset();
        securing_.reset();
    }

    void fail(loop::error_code reason, std::string words, std::uint16_t status = 0) {
        end();
        owner_.on_dial_failed({stage_, reason, std::move(words), status});
    }

    [[nodiscard]] std::string of_proxy(std::string const& sentence) const {
        return "the proxy " + wire::authority_of(with_.through_.host, with_.through_.port) + " " +
               sentence;
    }

    proxy_dialler const& with_;
    loop::destination const to_;
    loop::dial_owner& owner_;
    loop::dial_stage stage_ = loop::dial_stage::proxy;
    std::optional<loop::address_lookup> lookup_;
    std::unique_ptr<loop::dial_attempt> reaching_; // while it connects to the proxy
    std::unique_ptr<loop::channel> channel_;       // to the proxy, until that leads to the server
    std::unique_ptr<tunnel> tunnel_;
    std::string unsent_;                          // of what the proxy is told
    std::unique_ptr<loop::tls_channel> securing_; // during its handshake
};

proxy_dialler::proxy_dialler(std::shared_ptr<loop::shard> home, proxy through,
                             std::unique_ptr<loop::dialler> reaches,
                             std::shared_ptr<loop::tls_client_context const> tls)
    : home_(std::move(home)),
      through_(std::move(through)),
      reaches_(std::move(reaches)),
      tls_(std::move(tls)) {}

proxy_dialler::~proxy_dialler() = default;

std::unique_ptr<loop::dial_attempt> proxy_dialler::dial(loop::destination const& to,
                                                        loop::dial_owner& owner) {
    auto made = std::make_unique<attempt>(*this, to, owner);
    made->begin();
    return made;
}

} // namespace socketiota::clients
