// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace socketiota::test {

/// Reads the elements of a JSON array held by nlohmann-json, so that handlers are tested without
/// any encoding.
class fake_reader final : public reader {
public:
    explicit fake_reader(nlohmann::json const& arguments) { open_.push_back({&arguments, 0}); }

    [[nodiscard]] value_kind peek() noexcept override {
        if (failed() || next_ == nullptr)
            return value_kind::end;
        return kind_of(*next_);
    }

    bool read_null() override {
        return take(value_kind::null) != nullptr || misfit(value_kind::null);
    }

    bool read_bool(bool& into) override { return read_as(value_kind::boolean, into); }

    bool read_int64(std::int64_t& into) override { return read_as(value_kind::integer, into); }

    bool read_uint64(std::uint64_t& into) override {
        if (peek() == value_kind::integer && next_->is_number_integer() &&
            !next_->is_number_unsigned() && next_->get<std::int64_t>() < 0)
            return fail(error::number_out_of_range);
        return read_as(value_kind::integer, into);
    }

    bool read_double(double& into) override {
        return read_as(peek() == value_kind::integer ? value_kind::integer : value_kind::floating,
                       into);
    }

    bool read_string(std::string_view& into) override {
        auto const* const text = take(value_kind::string);
        if (text == nullptr)
            return misfit(value_kind::string);
        into = text->get_ref<std::string const&>();
        return true;
    }

    bool read_wtf8(std::string_view& into) override { return read_string(into); }

    bool read_bytes(bytes& into) override {
        std::span<std::byte const> view;
        if (!read_bytes(view))
            return false;
        into = bytes(view);
        return true;
    }

    bool read_bytes(std::span<std::byte const>& into) override {
        auto const* const octets = take(value_kind::bytes);
        if (octets == nullptr)
            return misfit(value_kind::bytes);
        into = std::as_bytes(std::span(octets->get_binary()));
        return true;
    }

    bool enter_array() override { return enter(value_kind::array); }

    bool next_element() override {
        auto& [container, index] = open_.back();
        if (failed() || index == container->size()) {
            if (open_.size() > 1)
                open_.pop_back();
            return false;
        }
        next_ = &(*container)[index++];
        return true;
    }

    bool enter_object() override { return enter(value_kind::object); }

    bool next_key(std::string_view& key) override {
        auto& [container, index] = open_.back();
        if (failed() || index == container->size()) {
            open_.pop_back();
            return false;
        }
        auto const member = std::next(container->begin(), static_cast<std::ptrdiff_t>(index++));
        key = member.key();
        next_ = &member.value();
        return true;
    }

    bool next_wtf8_key(std::string_view& key) override { return next_key(key); }

    bool skip() override {
        next_ = nullptr;
        return !failed();
    }

    bool read_raw(std::string_view&, std::vector<bytes>&) override {
        return misfit(value_kind::end);
    }

    [[nodiscard]] value_kind error_kind() const noexcept override { return error_kind_; }

private:
    [[nodiscard]] static value_kind kind_of(nlohmann::json const& of) noexcept {
        switch (of.type()) {
        case nlohmann::json::value_t::boolean:
            return value_kind::boolean;
        case nlohmann::json::value_t::number_integer:
        case nlohmann::json::value_t::number_unsigned:
            return value_kind::integer;
        case nlohmann::json::value_t::number_float:
            return value_kind::floating;
        case nlohmann::json::value_t::string:
            return value_kind::string;
        case nlohmann::json::value_t::binary:
            return value_kind::bytes;
        case nlohmann::json::value_t::array:
            return value_kind::array;
        case nlohmann::json::value_t::object:
            return value_kind::object;
        default:
            return value_kind::null;
        }
    }

    void on_failure() noexcept override {
        error_kind_ = value_kind::end;
        if (auto const& [container, index] = open_.back(); index != 0)
            error_kind_ =
                kind_of(*std::next(container->begin(), static_cast<std::ptrdiff_t>(index - 1)));
        next_ = nullptr;
    }

    [[nodiscard]] std::string failure_path() const override {
        std::string path;
        for (auto const& [container, index] : open_) {
            if (index == 0)
                break;
            auto const at = std::next(container->begin(), static_cast<std::ptrdiff_t>(index - 1));
            if (container->is_object())
                path += ".\"" + at.key() + '"';
            else
                path += '[' + std::to_string(index - 1) + ']';
        }
        return path;
    }

    bool misfit(value_kind wanted) {
        if (wanted == value_kind::integer)
            return fail_unless(detail::whole_numbers);
        return fail_unless(wanted == value_kind::floating ? detail::numbers : detail::only(wanted));
    }

    nlohmann::json const* take(value_kind wanted) {
        return peek() == wanted ? std::exchange(next_, nullptr) : nullptr;
    }

    template <class T>
    bool read_as(value_kind wanted, T& into) {
        auto const* const found = take(wanted);
        if (found == nullptr)
            return misfit(wanted);
        into = found->get<T>();
        return true;
    }

    bool enter(value_kind wanted) {
        auto const* const container = take(wanted);
        if (container == nullptr)
            return misfit(wanted);
        open_.push_back({container, 0});
        return true;
    }

    std::vector<std::pair<nlohmann::json const*, std::size_t>> open_;
    nlohmann::json const* next_ = nullptr;
    value_kind error_kind_ = value_kind::end;
};

} // namespace socketiota::test
