// SPDX-License-Identifier: MIT
#include <boost/asio/ip/basic_resolver.hpp>

#include <utility>

#include <loop/address_lookup.hpp>
#include <loop/entering.hpp>

namespace socketiota::loop {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// What its operation holds; it has no owner when that ends after the lookup was destroyed.
class address_lookup::run final : public std::enable_shared_from_this<run> {
public:
    run(std::shared_ptr<shard> home, lookup_owner& owner)
        : home_(std::move(home)), owner_(&owner), resolver_(home_->get_executor()) {}

    void begin(std::string const& host, std::uint16_t port, ip_family family) {
        auto done = entering(shared_from_this(), [](run& self, error_code const& failure,
                                                    resolver::results_type const& found) {
            self.tell(failure, found);
        });
        std::string const service = std::to_string(port);
        auto const flags = resolver::numeric_service;
        if (family == ip_family::any)
            resolver_.async_resolve(host, service, flags, std::move(done));
        else
            resolver_.async_resolve(family == ip_family::v4 ? tcp::v4() : tcp::v6(), host, service,
                                    flags, std::move(done));
    }

    void end() noexcept {
        owner_ = nullptr;
        resolver_.cancel();
    }

    [[nodiscard]] shard& home() const noexcept { return *home_; }

    void fail(error_code reason) noexcept {
        auto* const owner = std::exchange(owner_, nullptr);
        if (owner == nullptr)
            return;
        try {
            owner->on_no_address(reason);
        } catch (...) {
            return; // whoever waits for it does not for ever
        }
    }

private:
    using resolver = boost::asio::ip::basic_resolver<tcp, shard::executor_type>;

    void tell(error_code const& failure, resolver::results_type const& found) {
        if (owner_ == nullptr)
            return;
        if (failure)
            return fail(failure);
        std::vector<tcp::endpoint> all;
        for (auto const& each : found)
            all.push_back(each.endpoint());
        owner_->on_addresses(std::move(all));
    }

    std::shared_ptr<shard> const home_;
    lookup_owner* owner_; // null once told, or when the lookup was destroyed
    resolver resolver_;
};

address_lookup::address_lookup(std::shared_ptr<shard> home, std::string const& host,
                               std::uint16_t port, ip_family family, lookup_owner& owner)
    : run_(std::make_shared<run>(std::move(home), owner)) {
    run_->begin(host, port, family);
}

address_lookup::~address_lookup() { run_->end(); }

} // namespace socketiota::loop
