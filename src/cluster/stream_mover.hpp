// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <base/seeded_hash.hpp>
#include <cluster/redis_line_mover.hpp>
#include <cluster/stream_options.hpp>
#include <cluster/stream_reader.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

class stream_line;

/// Moves messages through streams of Redis as `createAdapter` of @socket.io/redis-streams-adapter
/// does, between servers of both languages. What has no answer stands in a stream, and is read
/// there by one connection for all namespaces; questions and answers are published.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class stream_mover final : public redis_line_mover, private stream_reader::listener {
public:
    /// As `redis_line_mover`; `home` must outlive it too.
    stream_mover(redis::client& by, stream_options options, loop::shard& home);

    [[nodiscard]] bool keeps_log() const noexcept override { return true; }

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& hears) override;

    // ---- for its lines ----

    [[nodiscard]] loop::shard& home() const noexcept { return home_; }

    [[nodiscard]] stream_options const& options() const noexcept { return options_; }

    void note_closed(std::string_view nsp, stream_line const& closed) noexcept;

private:
    using line_map =
        std::unordered_map<std::string, stream_line*, base::seeded_hash, base::text_equal>;

    // stream_reader::listener
    void on_begun(stream_reader const& reader) override;
    void on_entry(stream_entry const& entry) override;
    void on_failed_reading(stream_reader const& reader) override;
    void on_lost_entries(stream_reader const& reader) override;
    void on_refusal(error_code why, std::string_view words) override;

    /// Has `work` done with each line whose messages stand there, of which any may be closed
    /// inside.
    template <class Work>
    void for_each_of(stream_reader const& reader, Work const& work);

    [[nodiscard]] stream_reader const& reader_of(std::string_view nsp) const;

    loop::shard& home_;
    stream_options const options_;
    line_map lines_{}; // by namespace
    std::vector<std::unique_ptr<stream_reader>> readers_{};
};

} // namespace socketiota::cluster
