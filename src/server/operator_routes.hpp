// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <base/metric_text.hpp>
#include <base/timer_wheel.hpp>
#include <http/exchange.hpp>
#include <loop/shard.hpp>

namespace socketiota {

/// A server whose operator asks how it is.
class operated {
public:
    /// Whether it takes new clients.
    [[nodiscard]] virtual bool is_ready() const noexcept = 0;

    /// Writes its counters and what there is now.
    virtual void describe(base::metric_text& to) = 0;

    /// Called once a second while somebody may ask for that.
    virtual void look() {}

protected:
    ~operated() = default;
};

/// The routes that are not for clients but for those who run the server: readiness and metrics.
///
/// Not thread safe: belongs to its shard.
class operator_routes final : private base::deadline {
public:
    /// Both must outlive it.
    operator_routes(loop::shard& home, operated& server) noexcept : home_(home), server_(server) {}

    operator_routes(operator_routes const&) = delete;
    operator_routes& operator=(operator_routes const&) = delete;
    ~operator_routes() = default;

    /// Both throw `invalid_option`.
    ///
    /// @param taken where the server speaks its own protocol; empty: nowhere.
    void set_readiness(std::string_view path, std::string_view taken);
    void set_metrics(std::string_view path, std::string_view taken);

    /// Takes over a request that is for one of them.
    [[nodiscard]] bool serve(http::exchange& request);

    /// Waits for nothing any more.
    void close() noexcept { cancel(); }

private:
    // An idle loop has no deadline that could be late: this is one. It is also how old figures of
    // other shards may be.
    static constexpr auto look_interval = std::chrono::seconds(1);

    void on_deadline() override {
        home_.set_deadline(*this, look_interval);
        server_.look();
    }

    void answer_readiness(http::exchange& request) const;
    void answer_metrics(http::exchange& request);

    loop::shard& home_;
    operated& server_;
    std::string readiness_; // empty: no such route
    std::string metrics_;
};

} // namespace socketiota
