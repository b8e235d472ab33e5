// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <loop/channel.hpp>

namespace socketiota::loop {

/// Remembers what a channel told and keeps writing what it was given.
class recording_owner final : public channel_owner {
public:
    void on_data(std::span<std::byte> data) override {
        received.append(reinterpret_cast<char const*>(data.data()), data.size());
        ++reads;
        if (pause_after_data != nullptr)
            pause_after_data->pause_reading();
    }

    void on_end() override { ++ends; }

    void on_broken(error_code reason) override {
        ++breaks;
        failure = reason;
    }

    void on_writable() override { ++writables; }

    std::string received;
    int reads = 0;
    int ends = 0;
    int breaks = 0;
    int writables = 0;
    error_code failure;
    channel* pause_after_data = nullptr;
};

} // namespace socketiota::loop
