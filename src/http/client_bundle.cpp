// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include <http/client_bundle.hpp>
#include <http/file_answer.hpp>
#include <wire/target.hpp>

namespace socketiota::http {
namespace {

constexpr std::array<std::string_view, 8> file_names{
    "socket.io.js",         "socket.io.js.map",         "socket.io.min.js",
    "socket.io.min.js.map", "socket.io.msgpack.min.js", "socket.io.msgpack.min.js.map",
    "socket.io.esm.min.js", "socket.io.esm.min.js.map",
};

} // namespace

client_bundle::client_bundle(std::string path, std::filesystem::path folder,
                             std::string const& version)
    : path_(std::move(path)),
      folder_(std::move(folder)),
      etag_(version.empty() ? std::string() : '"' + version + '"') {}

bool client_bundle::names_file(std::string_view target) const {
    std::string_view path = wire::split_target(target).path;
    if (!path.starts_with(path_))
        return false;
    path.remove_prefix(path_.size());
    return std::find(file_names.begin(), file_names.end(), path) != file_names.end();
}

bool client_bundle::complete() const {
    std::error_code ignored; // not readable is as good as not there
    return std::filesystem::is_regular_file(folder_ / file_names.front(), ignored);
}

bool client_bundle::serve(exchange& request, header_list const& headers) const {
    auto const& head = request.request();
    if ((head.method != "GET" && head.method != "HEAD") || !names_file(head.target))
        return false;
    std::string_view const name = wire::split_target(head.target).path.substr(path_.size());
    bool const answered = answer_with_file(
        request, folder_ / name,
        {.content_type = name.ends_with(".map") ? "application/json; charset=utf-8"
                                                : "application/javascript; charset=utf-8",
         .etag = etag_,
         .more_headers = headers});
    if (!answered)
        request.respond(404, headers, std::string_view());
    return true;
}

} // namespace socketiota::http
