// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <http/file_answer.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::http {
namespace {

// Whether one of the client's tags is ours; weak comparison, as RFC 9110 asks for If-None-Match.
bool has_already(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        std::size_t const comma = if_none_match.find(',');
        std::string_view tag = if_none_match.substr(0, comma);
        if_none_match.remove_prefix(comma == std::string_view::npos ? if_none_match.size()
                                                                    : comma + 1);
        while (tag.starts_with(' '))
            tag.remove_prefix(1);
        while (tag.ends_with(' '))
            tag.remove_suffix(1);
        if (tag.starts_with("W/"))
            tag.remove_prefix(2);
        if (tag == etag || tag == "*")
            return true;
    }
    return false;
}

} // namespace

shared_body read_file(std::filesystem::path const& file, std::size_t most) {
    auto const opened = open_file::open(file);
    if (!opened || opened->left() > most)
        return nullptr;
    std::vector<std::byte> content(static_cast<std::size_t>(opened->left()));
    std::span<std::byte> missing(content);
    while (!missing.empty()) {
        std::size_t const count = opened->read(missing);
        if (count == 0)
            return nullptr;
        missing = missing.subspan(count);
    }
    return std::make_shared<bytes const>(std::move(content));
}

bool answer_if_known(exchange& request, std::string_view etag, header_list const& headers) {
    auto const known = request.request().find("if-none-match");
    if (!known || !has_already(*known, etag))
        return false;
    request.respond(304, headers, std::string_view());
    return true;
}

bool answer_with_file(exchange& request, std::filesystem::path const& file,
                      file_presentation const& as) {
    std::error_code failure;
    auto opened = open_file::open(file, failure);
    if (failure == std::errc::too_many_files_open ||
        failure == std::errc::too_many_files_open_in_system) {
        request.respond(503, {{"Retry-After", "1"}}, std::string_view()); // it may well be there
        return true;
    }
    if (!opened)
        return false;
    std::string const etag = as.etag.empty() ? opened->state().etag() : std::string(as.etag);
    header_list headers = as.more_headers;
    headers.emplace_back("Cache-Control", as.cache_control);
    headers.emplace_back("ETag", etag);
    if (answer_if_known(request, etag, headers))
        return true;
    headers.emplace_back("Content-Type", as.content_type);
    request.respond(200, headers, std::move(opened));
    return true;
}

std::string_view content_type_of(std::string_view file_name) noexcept {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 26> types{{
        {".html", "text/html; charset=utf-8"},
        {".htm", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json; charset=utf-8"},
        {".map", "application/json; charset=utf-8"},
        {".webmanifest", "application/manifest+json; charset=utf-8"},
        {".xml", "application/xml; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"},
        {".csv", "text/csv; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},
        {".webp", "image/webp"},
        {".avif", "image/avif"},
        {".ico", "image/x-icon"},
        {".woff", "font/woff"},
        {".woff2", "font/woff2"},
        {".wasm", "application/wasm"},
        {".pdf", "application/pdf"},
        {".mp3", "audio/mpeg"},
        {".mp4", "video/mp4"},
        {".webm", "video/webm"},
    }};
    std::size_t const dot = file_name.rfind('.');
    if (dot != std::string_view::npos)
        for (auto const& [ending, type] : types)
            if (wire::equal_ignoring_case(file_name.substr(dot), ending))
                return type;
    return "application/octet-stream";
}

} // namespace socketiota::http
