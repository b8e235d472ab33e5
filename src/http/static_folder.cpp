// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <http/file_answer.hpp>
#include <http/path_segments.hpp>
#include <http/static_folder.hpp>
#include <wire/target.hpp>

namespace socketiota::http {
namespace {

// Whether a decoded segment can be nothing but the name of a file: it has no separator, of whatever
// system, and does not begin with a dot, as `..` and what is hidden do. What is decoded once is
// never decoded again, so a `%2e` in it is three characters.
bool is_file_name(std::string_view segment) {
    return !segment.empty() && segment.front() != '.' &&
           std::none_of(segment.begin(), segment.end(), [](char each) {
               auto const octet = static_cast<unsigned char>(each);
               return each == '/' || each == '\\' || octet < 0x20 || octet == 0x7F;
           });
}

// Where a path leads to from `folder`, which it does not leave; nothing for one that names no file.
// A path of a folder ends with a slash.
std::optional<std::filesystem::path> go(std::filesystem::path const& folder,
                                        std::string_view path) {
    auto const segments = split_path(path);
    if (!segments)
        return std::nullopt;
    std::filesystem::path to = folder;
    for (std::string const& each : *segments) {
        bool const is_last = &each == &segments->back();
        if (!is_file_name(each) && !(is_last && each.empty()))
            return std::nullopt;
        to /= each;
    }
    return to;
}

} // namespace

static_folder::static_folder(std::string prefix, std::filesystem::path root)
    : prefix_(std::move(prefix)), root_(std::move(root)) {
    if (!prefix_.ends_with('/'))
        prefix_ += '/';
    if (!is_plain_path(prefix_))
        throw boost::system::system_error(
            make_error_code(error::invalid_option),
            "files cannot be served below \"" + prefix_ +
                "\": it must begin with / and have letters, digits, -, _ and . alone");
}

bool static_folder::serve(exchange& request) {
    auto const& head = request.request();
    if (head.method != "GET" && head.method != "HEAD")
        return false;
    wire::target_parts const target = wire::split_target(head.target);
    if (!target.path.starts_with(prefix_))
        return false;
    auto const found = go(root_, target.path.substr(prefix_.size() - 1));
    if (!found)
        return false;
    std::filesystem::path file = *found;
    std::error_code ignored; // what cannot be looked at is not there
    if (target.path.ends_with('/')) {
        file /= "index.html";
    } else if (std::filesystem::is_regular_file(file / "index.html", ignored) && contains(file)) {
        // The links of a page are relative to its folder.
        std::string location(target.path);
        location += '/';
        if (!target.query.empty())
            location.append("?").append(target.query);
        request.respond(301, {{"Location", location}}, std::string_view());
        return true;
    }
    return contains(file) &&
           answer_with_file(request, file,
                            {.content_type = content_type_of(file.native()),
                             .more_headers = {{"X-Content-Type-Options", "nosniff"}}});
}

// Links are resolved on both sides: the folder itself may be one.
bool static_folder::contains(std::filesystem::path const& file) const {
    std::error_code failure;
    std::filesystem::path const root = std::filesystem::canonical(root_, failure);
    if (failure)
        return false;
    std::filesystem::path const found = std::filesystem::canonical(file, failure);
    if (failure)
        return false;
    return std::mismatch(root.begin(), root.end(), found.begin(), found.end()).first == root.end();
}

} // namespace socketiota::http
