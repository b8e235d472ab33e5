// SPDX-License-Identifier: MIT
#include <socketiota/raw.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <engine/handshake_record.hpp>
#include <hub/handshake_description.hpp>

namespace socketiota::hub {
namespace {

using texts = std::vector<std::pair<std::string, std::string>>;

/// `Fri Nov 20 2026 22:09:44 GMT+0000 (Coordinated Universal Time)`, as JavaScript writes a Date.
std::string text_of(std::chrono::system_clock::time_point when) {
    static constexpr std::array<char const*, 7> weekdays{"Sun", "Mon", "Tue", "Wed",
                                                         "Thu", "Fri", "Sat"};
    static constexpr std::array<char const*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(std::chrono::floor<std::chrono::seconds>(when - day));
    std::array<char, 96> text{};
    int const size = std::snprintf(
        text.data(), text.size(),
        "%s %s %02u %d %02d:%02d:%02d GMT+0000 (Coordinated Universal Time)",
        weekdays.at(std::chrono::weekday(day).c_encoding()),
        months.at(static_cast<unsigned>(date.month()) - 1), static_cast<unsigned>(date.day()),
        static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

void write_member(writer& to, std::string_view key, std::string_view text) {
    to.write_key(key);
    to.write_string(text);
}

void write_member(writer& to, std::string_view key, bool flag) {
    to.write_key(key);
    to.write_bool(flag);
}

/// Each name once: of several with one name `join` says what becomes of the second text.
template <class Names, class Join>
void write_object(writer& to, Names const& all, Join const& join) {
    texts unique;
    for (auto const& [name, text] : all) {
        auto const same = std::find_if(unique.begin(), unique.end(),
                                       [&](auto const& each) { return each.first == name; });
        if (same == unique.end())
            unique.emplace_back(name, text);
        else
            join(same->second, text);
    }
    if (to.begin_object(unique.size()))
        for (auto const& [name, text] : unique)
            write_member(to, name, std::string_view(text));
    to.end_object();
}

/// Names and texts behind each other: a cluster of thousands of sockets describes as many times ten
/// headers, and two strings for each would be most of what it costs to read them.
class flat_texts {
public:
    void add(std::string_view name, std::string_view text) {
        all_.append(name).append(text);
        sizes_.emplace_back(name.size(), text.size());
    }

    std::vector<std::pair<std::string_view, std::string_view>> views() const {
        std::vector<std::pair<std::string_view, std::string_view>> each;
        each.reserve(sizes_.size());
        std::string_view rest = all_;
        for (auto const& [name, text] : sizes_) {
            each.emplace_back(rest.substr(0, name), rest.substr(name, text));
            rest.remove_prefix(name + text);
        }
        return each;
    }

private:
    std::string all_;
    std::vector<std::pair<std::size_t, std::size_t>> sizes_;
};

/// The members of an object whose values are texts; of a list of texts, as Node has for a few
/// headers, the first.
flat_texts read_texts(reader& from) {
    flat_texts all;
    if (from.peek() != value_kind::object) {
        from.skip();
        return all;
    }
    std::string_view key;
    std::string name; // kept, because reading a text may take the place of the key
    from.enter_object();
    while (from.next_key(key)) {
        name = key;
        std::string_view text;
        if (from.peek() == value_kind::string) {
            if (!from.read_string(text))
                break;
            all.add(name, text);
            continue;
        }
        value held;
        if (!decode(from, held))
            break;
        if (held.kind() == value_kind::array && !held.elements().empty())
            if (auto const first = value(held.elements().front()).to<std::string>())
                all.add(name, *first);
    }
    return all;
}

std::string read_text(reader& from) {
    std::string_view text;
    if (from.peek() == value_kind::string)
        from.read_string(text);
    else
        from.skip();
    return std::string(text);
}

} // namespace

void describe_handshake(handshake const& from, writer& to) {
    using namespace std::chrono;
    auto const issued = duration_cast<milliseconds>(from.issued().time_since_epoch());
    if (to.begin_object(9)) {
        to.write_key("headers");
        write_object(to, from.headers(), [](std::string& text, std::string_view more) {
            text.append(", ").append(more);
        });
        write_member(to, "time", std::string_view(text_of(from.issued())));
        write_member(to, "address", from.address());
        write_member(to, "xdomain", from.xdomain());
        write_member(to, "secure", from.secure());
        to.write_key("issued");
        to.write_int64(issued.count());
        write_member(to, "url", from.url());
        to.write_key("query");
        write_object(to, from.query(),
                     [](std::string& text, std::string_view last) { text = last; });
        to.write_key("auth");
        encode(to, from.auth());
    }
    to.end_object();
}

handshake described_handshake(reader& from) {
    flat_texts headers;
    std::string url;
    std::string address;
    bool secure = false;
    double issued = 0;
    std::shared_ptr<raw> auth;
    if (from.peek() == value_kind::object) {
        std::string_view key;
        from.enter_object();
        while (from.next_key(key)) {
            if (key == "headers")
                headers = read_texts(from);
            else if (key == "url")
                url = read_text(from);
            else if (key == "address")
                address = read_text(from);
            else if (key == "secure" && from.peek() == value_kind::boolean)
                from.read_bool(secure);
            else if (key == "issued" && is_number(from.peek()))
                from.read_double(issued);
            else if (key == "auth" && from.peek() == value_kind::object)
                codec<raw>::decode(from, *(auth = std::make_shared<raw>()));
            else
                from.skip();
        }
    }
    engine::handshake_record::source request{
        .url = url, .remote_address = address, .headers = headers.views(), .secure = secure};
    // What no clock says is as good as no time.
    if (issued > 0 && issued < 9e12)
        request.issued = std::chrono::system_clock::time_point(
            std::chrono::milliseconds(static_cast<std::int64_t>(issued)));
    return {std::make_shared<engine::handshake_record>(request), std::move(auth)};
}

} // namespace socketiota::hub
