// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <http/path_segments.hpp>
#include <server/operator_routes.hpp>
#include <wire/target.hpp>

namespace socketiota {
namespace {

[[noreturn]] void refuse(std::string_view path, std::string_view why) {
    throw boost::system::system_error(make_error_code(error::invalid_option),
                                      "the route \"" + std::string(path) +
                                          "\" cannot be: " + std::string(why));
}

void check(std::string_view path, std::string_view other, std::string_view taken) {
    if (!http::is_plain_path(path))
        refuse(path, "it is no plain path, as /ready");
    if (path == other)
        refuse(path, "it is that of the other route for operators");
    if (!taken.empty() && (std::string(path) + '/').starts_with(taken))
        refuse(path, "what lies below " + std::string(taken) + " belongs to Engine.IO");
}

} // namespace

void operator_routes::set_readiness(std::string_view path, std::string_view taken) {
    check(path, metrics_, taken);
    readiness_ = path;
}

void operator_routes::set_metrics(std::string_view path, std::string_view taken) {
    check(path, readiness_, taken);
    metrics_ = path;
    if (!pending())
        home_.set_deadline(*this, look_interval);
}

bool operator_routes::serve(http::exchange& request) {
    if (readiness_.empty() && metrics_.empty()) [[likely]]
        return false;
    wire::request_head const& head = request.request();
    std::string_view const path = wire::split_target(head.target).path;
    if (path.empty() || (path != readiness_ && path != metrics_))
        return false;
    if (head.method != "GET" && head.method != "HEAD")
        request.respond(405, {{"Allow", "GET, HEAD"}}, std::string_view());
    else if (path == readiness_)
        answer_readiness(request);
    else
        answer_metrics(request);
    return true;
}

void operator_routes::answer_readiness(http::exchange& request) const {
    bool const ready = server_.is_ready();
    request.respond(ready ? 200 : 503,
                    {{"Content-Type", "text/plain"}, {"Cache-Control", "no-store"}},
                    ready ? "ready\n" : "draining\n");
}

void operator_routes::answer_metrics(http::exchange& request) {
    base::metric_text figures;
    server_.describe(figures);
    request.respond(200,
                    {{"Content-Type", std::string(base::metric_text::content_type)},
                     {"Cache-Control", "no-store"}},
                    figures.text());
}

} // namespace socketiota
