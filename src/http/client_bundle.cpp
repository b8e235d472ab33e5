// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include <http/client_bundle.hpp>
#include <http/file_answer.hpp>
#include <wire/gzip.hpp>
#include <wire/target.hpp>

namespace socketiota::http {
namespace {

// Above, a file is no part of the bundle that anybody made, and is sent as it is.
constexpr std::size_t largest_kept = std::size_t{64} << 20;

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

bool client_bundle::serve(exchange& request, header_list const& headers) {
    auto const& head = request.request();
    if ((head.method != "GET" && head.method != "HEAD") || !names_file(head.target))
        return false;
    std::string_view const name = wire::split_target(head.target).path.substr(path_.size());
    std::filesystem::path const file = folder_ / name;
    auto const index = static_cast<std::size_t>(
        std::find(file_names.begin(), file_names.end(), name) - file_names.begin());
    file_presentation as{.content_type = name.ends_with(".map")
                                             ? "application/json; charset=utf-8"
                                             : "application/javascript; charset=utf-8",
                         .etag = etag_,
                         .more_headers = headers};
    as.more_headers.emplace_back("Vary", "Accept-Encoding");
    bool const takes_gzip = wire::accepts_gzip(head.find("accept-encoding").value_or(""));
    shared_body const packed = takes_gzip ? compressed(index, file) : nullptr;
    if (!packed) {
        if (!answer_with_file(request, file, as))
            request.respond(404, headers, std::string_view());
        return true;
    }
    // The same tag for both forms, as the official server has it: it is used to revalidate only.
    std::string const& etag = etag_.empty() ? compressed_[index].etag : etag_;
    header_list all = std::move(as.more_headers);
    all.emplace_back("Cache-Control", as.cache_control);
    all.emplace_back("ETag", etag);
    if (answer_if_known(request, etag, all))
        return true;
    all.emplace_back("Content-Type", as.content_type);
    all.emplace_back("Content-Encoding", "gzip");
    request.respond(200, all, packed);
    return true;
}

shared_body client_bundle::compressed(std::size_t index, std::filesystem::path const& file) {
    auto const opened = open_file::open(file);
    if (!opened)
        return nullptr;
    compressed_file& kept = compressed_[index];
    std::string etag = opened->state().etag();
    if (kept.etag == etag)
        return kept.content;
    std::filesystem::path beside = file;
    beside += ".gz";
    std::error_code failure;
    bool const is_fresh = std::filesystem::last_write_time(beside, failure) >=
                          std::filesystem::last_write_time(file, failure);
    auto content = is_fresh && !failure ? read_file(beside, largest_kept) : nullptr;
    if (!content) {
        auto const plain = read_file(file, largest_kept);
        if (!plain)
            return nullptr;
        content = std::make_shared<bytes const>(wire::gzip(plain->as_text()));
    }
    kept = {std::move(etag), std::move(content)};
    return kept.content;
}

} // namespace socketiota::http
