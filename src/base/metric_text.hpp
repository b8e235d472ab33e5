// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::base {

/// Writes figures as Prometheus' text format 0.0.4: families, each with its samples behind it.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
class metric_text {
public:
    /// What a scraper is told that it gets.
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    /// A number that only grows; its name ends in `_total`.
    void begin_counter(std::string_view name, std::string_view help) {
        begin(name, "counter", help);
    }

    /// A number that goes up and down.
    void begin_gauge(std::string_view name, std::string_view help) { begin(name, "gauge", help); }

    /// The one sample of a family without labels.
    void sample(std::uint64_t value);
    void sample(double value);

    /// One of several; no other of the family may have the same `label_value`.
    void sample(std::string_view label, std::string_view label_value, std::uint64_t value);
    void sample(std::string_view label, std::string_view label_value, double value);

    [[nodiscard]] std::string const& text() const noexcept { return text_; }

private:
    void begin(std::string_view name, std::string_view type, std::string_view help);
    void begin_sample(std::string_view label, std::string_view label_value);
    void add(double value);
    void add_escaped(std::string_view text, bool also_quotes);

    std::string text_;
    std::string name_; // of the family
};

} // namespace socketiota::base
