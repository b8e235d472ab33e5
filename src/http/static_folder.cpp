// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include <http/file_answer.hpp>
#include <http/static_folder.hpp>
#include <wire/target.hpp>

namespace socketiota::http {
namespace {

// Letters, digits, dash, underscore, dot: nothing that a file system or a decoder could read as a
// way to another folder. A segment that begins with a dot is `.`, `..` or hidden.
bool is_plain_path(std::string_view path) {
    if (!path.starts_with('/'))
        return false;
    bool begins_segment = false;
    for (char const character : path) {
        bool const plain = (character >= 'a' && character <= 'z') ||
                           (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9') || character == '-' ||
                           character == '_' || character == '.' || character == '/';
        if (!plain || (begins_segment && (character == '.' || character == '/')))
            return false;
        begins_segment = character == '/';
    }
    return true;
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
    if (!target.path.starts_with(prefix_) || !is_plain_path(target.path))
        return false;
    std::filesystem::path file = root_ / target.path.substr(prefix_.size());
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
           answer_with_file(request, files_, file,
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
