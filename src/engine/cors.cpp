// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <chrono>

#include <engine/cors.hpp>
#include <engine/origin.hpp>

namespace socketiota::engine {
namespace {

using origin_function = std::function<bool(std::string_view)>;

bool is_header_text(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c != '\x7f'; });
}

bool are_header_texts(std::vector<std::string> const& texts) noexcept {
    return std::all_of(texts.begin(), texts.end(), is_header_text);
}

struct cors_rule {
    bool (*broken)(cors_options const&);
    std::string_view sentence;
};

constexpr std::array cors_rules{
    cors_rule{[](cors_options const& o) {
                  return o.credentials && std::holds_alternative<cors_options::any>(o.origin);
              },
              "cors: credentials need an origin rule other than any, browsers refuse them with "
              "'*'"},
    cors_rule{[](cors_options const& o) {
                  auto const* const asks = std::get_if<origin_function>(&o.origin);
                  return asks != nullptr && !*asks;
              },
              "cors: the origin function is empty"},
    cors_rule{[](cors_options const& o) {
                  auto const* const fixed = std::get_if<std::string>(&o.origin);
                  return (fixed != nullptr && !is_header_text(*fixed)) ||
                         !is_header_text(o.methods) || !are_header_texts(o.allowed_headers) ||
                         !are_header_texts(o.exposed_headers);
              },
              "cors: a value has characters that no header may have"},
    cors_rule{[](cors_options const& o) {
                  auto const* const fixed = std::get_if<std::string>(&o.origin);
                  auto const* const list = std::get_if<std::vector<std::string>>(&o.origin);
                  return (fixed != nullptr && !is_normal_origin(*fixed)) ||
                         (list != nullptr && !are_normal(*list));
              },
              "cors: an origin is what browsers send: scheme, host and a port that is not the "
              "scheme's own, as in https://example.com, without a path; a pattern has one * in the "
              "first part of its host, as in https://*.example.com; for any origin use "
              "cors_options::any"},
    cors_rule{[](cors_options const& o) {
                  auto const* const list = std::get_if<std::vector<std::string>>(&o.origin);
                  return list != nullptr && list->empty();
              },
              "cors: the list of origins is empty: without cors no page of another origin can "
              "read"},
    cors_rule{[](cors_options const& o) { return o.max_age && o.max_age->count() < 0; },
              "cors: max_age is negative: browsers would keep no answer; use 0 s to say that"},
    cors_rule{
        [](cors_options const& o) { return o.preflight_status < 200 || o.preflight_status > 299; },
        "cors: preflight_status must be 200 to 299"},
};

std::string joined(std::vector<std::string> const& items) {
    std::string text;
    for (std::string const& item : items) {
        if (!text.empty())
            text += ',';
        text += item;
    }
    return text;
}

/// The value of Access-Control-Allow-Origin; empty: the header is left out.
std::string allowed_origin(cors_options::origin_rule const& rule, std::string_view origin) {
    if (std::holds_alternative<cors_options::any>(rule))
        return "*";
    if (auto const* const fixed = std::get_if<std::string>(&rule))
        return *fixed;
    if (auto const* const list = std::get_if<std::vector<std::string>>(&rule))
        return is_one_of(*list, origin) ? std::string(origin) : std::string();
    return std::string(origin); // reflected, or the function said yes
}

/// What throws does not let: the network must not end the process through a program's mistake.
bool lets(origin_function const& asks, std::string_view origin) noexcept {
    try {
        return asks(origin);
    } catch (...) {
        return false;
    }
}

} // namespace

std::optional<std::string_view> validate(cors_options const& options) {
    for (cors_rule const& each : cors_rules)
        if (each.broken(options))
            return each.sentence;
    return std::nullopt;
}

cors_answer judge_cors(cors_options const& options, std::string_view method,
                       std::string_view origin, std::string_view request_headers) {
    cors_answer answer;
    auto const* const asks = std::get_if<origin_function>(&options.origin);
    if (asks != nullptr && !lets(*asks, origin))
        return answer; // as if CORS were not configured, preflights included

    auto const add = [&headers = answer.headers](std::string_view name, std::string value) {
        if (!value.empty())
            headers.emplace_back(name, std::move(value));
    };
    answer.is_preflight = method == "OPTIONS";
    answer.status = options.preflight_status;
    add("Access-Control-Allow-Origin", allowed_origin(options.origin, origin));
    std::string vary;
    if (!std::holds_alternative<cors_options::any>(options.origin))
        vary = "Origin";
    bool const reflects_headers = answer.is_preflight && options.allowed_headers.empty();
    if (reflects_headers)
        vary +=
            vary.empty() ? "Access-Control-Request-Headers" : ", Access-Control-Request-Headers";
    add("Vary", vary);
    if (options.credentials)
        add("Access-Control-Allow-Credentials", "true");
    if (answer.is_preflight) {
        add("Access-Control-Allow-Methods", options.methods);
        add("Access-Control-Allow-Headers",
            reflects_headers ? std::string(request_headers) : joined(options.allowed_headers));
        if (options.max_age)
            add("Access-Control-Max-Age", std::to_string(options.max_age->count()));
    }
    add("Access-Control-Expose-Headers", joined(options.exposed_headers));
    if (answer.is_preflight)
        add("Content-Length", "0");
    return answer;
}

} // namespace socketiota::engine
