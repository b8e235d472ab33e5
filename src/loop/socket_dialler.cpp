// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <loop/address_lookup.hpp>
#include <loop/asio_channel.hpp>
#include <loop/dial_race.hpp>
#include <loop/entering.hpp>
#include <loop/socket_dialler.hpp>
#include <loop/tls_client_context.hpp>

namespace socketiota::loop {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using tcp_socket = asio::basic_stream_socket<tcp, shard::executor_type>;

} // namespace

struct socket_dialler::terms {
    std::shared_ptr<shard> home;
    std::shared_ptr<tls_client_context const> tls;
    dial_options options;

    /// Whether addresses of the family of `address` are tried.
    [[nodiscard]] bool wants(asio::ip::address const& address) const {
        if (options.local_address && options.local_address->is_v4() != address.is_v4())
            return false;
        return options.family == ip_family::any ||
               (options.family == ip_family::v4) == address.is_v4();
    }
};

/// What an attempt does, which its operations hold; it has no owner when they end after that was
/// destroyed.
class socket_dialler::run final : public std::enable_shared_from_this<run>,
                                  private base::deadline,
                                  private lookup_owner,
                                  private handshake_owner {
public:
    run(std::shared_ptr<terms const> with, destination to, dial_owner& owner)
        : terms_(std::move(with)), to_(std::move(to)), owner_(&owner) {}

    run(run const&) = delete;
    run& operator=(run const&) = delete;

    ~run() { cancel(); } // while there is the shard

    void begin() {
        if (!to_.path.empty()) {
            stage_ = dial_stage::connect;
            return later([](run& self) { self.connect_locally(); });
        }
        error_code is_name;
        auto const numeric = asio::ip::make_address(to_.host, is_name);
        if (is_name)
            return resolve(); // on a thread of Asio's, so addresses do without
        later([numeric](run& self) { self.race({tcp::endpoint(numeric, self.to_.port)}); });
    }

    void end() noexcept {
        owner_ = nullptr;
        cancel();
        lookup_.reset();
        contestants_.clear();
        error_code ignored;
        if (local_)
            local_->close(ignored);
        channel_.reset();
    }

    [[nodiscard]] dial_stage stage() const noexcept { return stage_; }

    [[nodiscard]] shard& home() const noexcept { return *terms_->home; }

    /// For want of memory.
    void fail(error_code reason) noexcept {
        try {
            tell_failure(reason, reason.message());
        } catch (...) {
            return; // whoever waits for it does not for ever
        }
    }

private:
    struct contestant {
        tcp_socket socket;
        tcp::endpoint to;
    };

    /// A handler that does `work` unless the attempt has ended.
    template <class Work>
    [[nodiscard]] auto unless_ended(Work work) {
        return entering(shared_from_this(),
                        [work = std::move(work)](run& self, auto const&... with) {
                            if (self.owner_ != nullptr)
                                work(self, with...);
                        });
    }

    template <class Work>
    void later(Work work) {
        asio::post(home().get_executor(), unless_ended(std::move(work)));
    }

    void resolve() {
        lookup_owner& owner = *this;
        lookup_.emplace(terms_->home, to_.host, to_.port, terms_->options.family, owner);
    }

    void on_addresses(std::vector<tcp::endpoint> found) override {
        auto const self = shared_from_this(); // the owner may destroy the attempt
        race(std::move(found));
    }

    void on_no_address(error_code reason) override {
        auto const self = shared_from_this();
        tell_failure(reason, to_.host + ": " + reason.message());
    }

    void race(std::vector<tcp::endpoint> found) {
        std::erase_if(found,
                      [this](tcp::endpoint const& each) { return !terms_->wants(each.address()); });
        if (found.empty())
            return tell_failure(asio::error::address_family_not_supported,
                                to_.host + ": has no address of the family that is wanted");
        stage_ = dial_stage::connect;
        race_ = dial_race(found, terms_->options.attempt_delay);
        go_on();
    }

    /// Begins what is due, and waits for what is not.
    void go_on() {
        while (auto const at = race_.next(home().now()))
            connect(*at);
        if (race_.is_lost())
            return tell_failure(race_.reason(), where() + race_.words());
        cancel();
        if (auto const due = race_.due())
            home().set_deadline(*this,
                                std::chrono::ceil<std::chrono::milliseconds>(*due - home().now()));
    }

    void on_deadline() override {
        unless_ended([](run& self) { self.go_on(); })();
    }

    void connect(tcp::endpoint const& at) {
        contestant& one =
            contestants_.emplace_back(contestant{tcp_socket(home().get_executor()), at});
        if (auto const& from = terms_->options.local_address) {
            error_code failure;
            one.socket.open(at.protocol(), failure);
            if (!failure)
                one.socket.bind({*from, 0}, failure);
            if (failure)
                return note(one, failure);
        }
        one.socket.async_connect(at, unless_ended([&one](run& self, error_code const& failure) {
                                     self.on_connected(one, failure);
                                 }));
    }

    void on_connected(contestant& one, error_code const& failure) {
        if (contestants_.empty())
            return; // another has won, and this one is gone
        if (!failure)
            return win(one);
        note(one, failure);
        go_on();
    }

    void note(contestant& one, error_code const& failure) {
        error_code ignored;
        one.socket.close(ignored);
        race_.fail(one.to, failure);
    }

    void win(contestant& one) {
        error_code ignored; // it works without, only not so well
        one.socket.set_option(tcp::no_delay(true), ignored);
        one.socket.set_option(asio::socket_base::keep_alive(true), ignored);
        cancel();
        asio_channel::stream connected(std::move(one.socket));
        contestants_.clear();
        carry_on(std::move(connected));
    }

    void connect_locally() {
        local_.emplace(home().get_executor());
        try {
            asio::local::stream_protocol::endpoint const at(to_.path);
            local_->async_connect(at, unless_ended([](run& self, error_code const& failure) {
                                      if (failure)
                                          self.tell_failure(failure,
                                                            self.where() + failure.message());
                                      else
                                          self.carry_on(*std::exchange(self.local_, std::nullopt));
                                  }));
        } catch (boost::system::system_error const& too_long) {
            tell_failure(too_long.code(), where() + too_long.code().message());
        }
    }

    void carry_on(asio_channel::stream connected) {
        error_code failure;
        auto made = std::make_unique<asio_channel>(terms_->home, std::move(connected), failure);
        if (failure)
            return tell_failure(failure, where() + failure.message());
        if (!to_.secure)
            return tell(std::move(made));
        stage_ = dial_stage::tls;
        channel_ = terms_->tls->wrap(terms_->home, std::move(made), to_.host);
        channel_->begin_handshake(*this);
    }

    void on_secured() override { tell(std::move(channel_)); }

    void on_not_secured(tls_fault const& why) override {
        tell_failure(why.reason, where() + why.words);
    }

    void tell(std::unique_ptr<channel> made) {
        auto* const owner = owner_;
        end();
        owner->on_dialled(std::move(made));
    }

    void tell_failure(error_code reason, std::string words) {
        auto* const owner = owner_;
        if (owner == nullptr)
            return;
        end();
        owner->on_dial_failed({stage_, reason, std::move(words)});
    }

    /// What words begin with.
    [[nodiscard]] std::string where() const {
        return to_.path.empty() ? to_.host + " port " + std::to_string(to_.port) + ": "
                                : to_.path + ": ";
    }

    std::shared_ptr<terms const> const terms_;
    destination const to_;
    dial_owner* owner_; // null once it has been told, or the attempt was destroyed
    dial_stage stage_ = dial_stage::resolve;
    std::optional<address_lookup> lookup_;
    dial_race race_;
    std::deque<contestant> contestants_; // where its operations know them
    std::optional<asio_channel::stream> local_;
    std::unique_ptr<tls_channel> channel_; // during its handshake
};

class socket_dialler::attempt final : public dial_attempt {
public:
    explicit attempt(std::shared_ptr<run> begun) : run_(std::move(begun)) {}

    attempt(attempt const&) = delete;
    attempt& operator=(attempt const&) = delete;

    ~attempt() override { run_->end(); }

    [[nodiscard]] dial_stage stage() const noexcept override { return run_->stage(); }

private:
    std::shared_ptr<run> run_;
};

socket_dialler::socket_dialler(std::shared_ptr<shard> home,
                               std::shared_ptr<tls_client_context const> tls,
                               dial_options const& options)
    : terms_(std::make_shared<terms const>(terms{std::move(home), std::move(tls), options})) {}

socket_dialler::~socket_dialler() = default;

std::unique_ptr<dial_attempt> socket_dialler::dial(destination const& to, dial_owner& owner) {
    auto begun = std::make_shared<run>(terms_, to, owner);
    auto made = std::make_unique<attempt>(begun);
    begun->begin();
    return made;
}

} // namespace socketiota::loop
