// SPDX-License-Identifier: MIT
#include <algorithm>

#include <engine/cors.hpp>

namespace socketiota::engine {
namespace {

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
        return std::find(list->begin(), list->end(), origin) == list->end() ? std::string()
                                                                            : std::string(origin);
    return std::string(origin); // reflected, or the function said yes
}

/// What throws does not let: the network must not end the process through a program's mistake.
bool lets(std::function<bool(std::string_view)> const& asks, std::string_view origin) noexcept {
    try {
        return asks(origin);
    } catch (...) {
        return false;
    }
}

} // namespace

cors_answer judge_cors(cors_options const& options, std::string_view method,
                       std::string_view origin, std::string_view request_headers) {
    cors_answer answer;
    auto const* const asks = std::get_if<std::function<bool(std::string_view)>>(&options.origin);
    if (asks != nullptr && !lets(*asks, origin))
        return answer; // as if CORS were not configured, preflights included

    auto const add = [&headers = answer.headers](std::string_view name, std::string value) {
        if (!value.empty())
            headers.emplace_back(name, std::move(value));
    };
    answer.is_preflight = method == "OPTIONS";
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
