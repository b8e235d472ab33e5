// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string_view>

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

bool static_folder::serve(exchange& request) const {
    auto const& head = request.request();
    if (head.method != "GET" && head.method != "HEAD")
        return false;
    std::string_view const path = wire::split_target(head.target).path;
    if (!is_plain_path(path))
        return false;
    std::filesystem::path const file =
        root_ / (path.ends_with('/') ? std::string(path.substr(1)) + "index.html"
                                     : std::string(path.substr(1)));
    return answer_with_file(request, file,
                            {.content_type = content_type_of(file.native()),
                             .more_headers = {{"X-Content-Type-Options", "nosniff"}}});
}

} // namespace socketiota::http
