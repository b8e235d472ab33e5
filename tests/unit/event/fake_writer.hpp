// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/writer.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace socketiota::test {

/// Builds values of nlohmann-json, so that emits and answers are compared without any encoding.
class fake_writer final : public writer {
public:
    fake_writer() { open_.emplace_back(nlohmann::json::array(), std::string()); }

    /// All values written so far, as an array.
    [[nodiscard]] nlohmann::json const& values() const { return open_.front().first; }

    void write_null() override { put(nullptr); }

    void write_bool(bool flag) override { put(flag); }

    void write_int64(std::int64_t number) override { put(number); }

    void write_uint64(std::uint64_t number) override { put(number); }

    void write_double(double number) override { put(number); }

    void write_string(std::string_view text) override { put(std::string(text)); }

    void write_bytes(bytes const& octets) override {
        auto const text = octets.as_text();
        put(nlohmann::json::binary({text.begin(), text.end()}));
    }

    bool begin_array(std::size_t) override { return begin(nlohmann::json::array()); }

    void end_array() override { end(); }

    bool begin_object(std::size_t) override { return begin(nlohmann::json::object()); }

    void write_key(std::string_view key) override { open_.back().second = key; }

    void end_object() override { end(); }

    void write_raw(std::string_view valid_json, std::span<bytes const>) override {
        put(nlohmann::json::parse(valid_json));
    }

private:
    void put(nlohmann::json element) {
        if (failed())
            return;
        auto& [container, key] = open_.back();
        if (container.is_object())
            container[key] = std::move(element);
        else
            container.push_back(std::move(element));
    }

    bool begin(nlohmann::json container) {
        open_.emplace_back(std::move(container), std::string());
        return !failed();
    }

    void end() {
        auto element = std::move(open_.back().first);
        open_.pop_back();
        put(std::move(element));
    }

    std::vector<std::pair<nlohmann::json, std::string>> open_;
};

/// What `list` writes, as an array; `failure` says why it cannot.
inline nlohmann::json written(detail::argument_list const& list, error_code* failure = nullptr) {
    fake_writer to;
    list.write(to);
    if (failure != nullptr)
        *failure = to.error();
    // Encodings that write the count first believe it.
    if (!to.failed() && to.values().size() != list.size())
        throw std::logic_error("the list of arguments counts wrong");
    return to.values();
}

} // namespace socketiota::test
