// SPDX-License-Identifier: MIT
#include <optional>
#include <string_view>
#include <utility>

#include <cluster/mover_factory.hpp>
#include <cluster/postgres_channel.hpp>
#include <cluster/postgres_factory.hpp>
#include <cluster/postgres_mover.hpp>

namespace socketiota::cluster {
namespace {

class postgres_mover_factory final : public mover_factory {
public:
    postgres_mover_factory(postgres_client_maker make, postgres_mover_options options,
                           cluster_options const& cluster)
        : mover_factory(cluster), make_(std::move(make)), options_(std::move(options)) {
        options_.limits = limits();
    }

    [[nodiscard]] std::optional<std::string_view> wrong_option() const override {
        if (options_.payload_threshold > longest_postgres_payload)
            return "postgres_adapter_options.payload_threshold is more than 7999, which is what "
                   "Postgres takes in a notification";
        if (options_.cleanup_interval.count() < 1)
            return "postgres_adapter_options.cleanup_interval is less than 1 ms";
        return mover_factory::wrong_option();
    }

    [[nodiscard]] std::unique_ptr<mover> make(std::shared_ptr<loop::shard> const& home,
                                              base::metric_sink& metrics,
                                              mover_observer& observer) const override {
        return std::make_unique<postgres_mover>(make_(home->get_executor()), options_, *home,
                                                metrics, observer);
    }

private:
    postgres_client_maker make_;
    postgres_mover_options options_;
};

} // namespace

cluster_adapter postgres_adapter_with(postgres_client_maker make, postgres_mover_options options,
                                      cluster_options const& cluster) {
    return cluster_adapter(std::make_shared<postgres_mover_factory const>(
        std::move(make), std::move(options), cluster));
}

} // namespace socketiota::cluster
