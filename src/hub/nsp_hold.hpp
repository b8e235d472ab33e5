// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

namespace socketiota::hub {

class nsp_part;

/// A namespace that somebody is about to join: as long as this is held, it is not removed.
///
/// Not thread safe: belongs to the shard of the part.
class nsp_hold {
public:
    nsp_hold() noexcept = default;

    /// `is_counted`: its directory has counted this.
    nsp_hold(std::shared_ptr<nsp_part> part, bool is_counted) noexcept
        : part_(std::move(part)), counted_(is_counted) {}

    nsp_hold(nsp_hold&& from) noexcept
        : part_(std::move(from.part_)), counted_(std::exchange(from.counted_, false)) {}

    nsp_hold& operator=(nsp_hold&&) = delete;

    ~nsp_hold() { let_go(); }

    explicit operator bool() const noexcept { return part_ != nullptr; }

    [[nodiscard]] std::shared_ptr<nsp_part> const& part() const noexcept { return part_; }

    /// Whether somebody else has to let go of it now: whoever makes another one with this.
    [[nodiscard]] bool release() noexcept { return std::exchange(counted_, false); }

private:
    /// It may be removed now, if nobody else is in it or about to join it.
    void let_go() noexcept;

    std::shared_ptr<nsp_part> part_;
    bool counted_ = false;
};

} // namespace socketiota::hub
