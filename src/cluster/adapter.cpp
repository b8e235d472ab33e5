// SPDX-License-Identifier: MIT
#include <socketiota/adapter.hpp>
#include <socketiota/message_carrier.hpp>

#include <stdexcept>
#include <utility>

#include <cluster/carrier_mover.hpp>
#include <cluster/mover_factory.hpp>

namespace socketiota {
namespace {

/// For a carrier of the program.
class carrier_factory final : public cluster::mover_factory {
public:
    carrier_factory(std::shared_ptr<message_carrier> carrier, cluster_options const& options)
        : mover_factory(options), carrier_(std::move(carrier)) {}

    [[nodiscard]] std::unique_ptr<cluster::mover>
    make(std::shared_ptr<loop::shard> const& home, base::metric_sink& metrics,
         cluster::mover_observer& observer) const override {
        return std::make_unique<cluster::carrier_mover>(carrier_, *home, metrics, observer,
                                                        limits());
    }

private:
    std::shared_ptr<message_carrier> carrier_;
};

} // namespace

cluster_adapter::cluster_adapter() noexcept = default;

cluster_adapter::cluster_adapter(std::shared_ptr<message_carrier> carrier,
                                 cluster_options const& options) {
    if (!carrier)
        throw std::invalid_argument("adapter: there is no carrier");
    factory_ = std::make_shared<carrier_factory>(std::move(carrier), options);
}

cluster_adapter::cluster_adapter(std::shared_ptr<cluster::mover_factory const> factory) noexcept
    : factory_(std::move(factory)) {}

cluster_adapter::cluster_adapter(cluster_adapter const& other) noexcept = default;
cluster_adapter::cluster_adapter(cluster_adapter&& other) noexcept = default;
cluster_adapter& cluster_adapter::operator=(cluster_adapter const& other) noexcept = default;
cluster_adapter& cluster_adapter::operator=(cluster_adapter&& other) noexcept = default;
cluster_adapter::~cluster_adapter() = default;

message_carrier::~message_carrier() = default;

void message_carrier::send(std::string_view nsp, std::string_view, std::string_view octets) {
    publish(nsp, octets);
}

} // namespace socketiota
