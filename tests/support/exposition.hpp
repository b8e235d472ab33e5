// SPDX-License-Identifier: MIT
#pragma once

#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace socketiota::test {

/// A page in Prometheus' text format 0.0.4, read as strictly as the format is written down, and
/// stricter where `promtool check metrics` is.
class exposition {
public:
    explicit exposition(std::string_view page) {
        if (!page.empty() && page.back() != '\n')
            complain("the last line does not end", page);
        while (!page.empty() && fault_.empty()) {
            std::size_t const end = page.find('\n');
            read(page.substr(0, end));
            page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
        }
        finish_family();
    }

    /// What is wrong with it; empty: nothing.
    [[nodiscard]] std::string const& fault() const noexcept { return fault_; }

    /// The value of a sample, by its name and labels as they stand there.
    [[nodiscard]] std::optional<double> operator[](std::string_view name) const {
        auto const found = samples_.find(std::string(name));
        return found == samples_.end() ? std::nullopt : std::optional(found->second);
    }

    [[nodiscard]] std::string const& type_of(std::string_view family) const {
        static std::string const none;
        auto const found = types_.find(std::string(family));
        return found == types_.end() ? none : found->second;
    }

    [[nodiscard]] std::size_t size() const noexcept { return samples_.size(); }

private:
    void complain(std::string_view why, std::string_view line) {
        if (fault_.empty())
            fault_.append(why).append(": ").append(line);
    }

    static bool is_name(std::string_view text, bool may_have_colon) {
        if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) != 0)
            return false;
        for (char const each : text)
            if (std::isalnum(static_cast<unsigned char>(each)) == 0 && each != '_' &&
                (each != ':' || !may_have_colon))
                return false;
        return true;
    }

    void read(std::string_view line) {
        if (line.starts_with("# HELP "))
            read_help(line);
        else if (line.starts_with("# TYPE "))
            read_type(line);
        else
            read_sample(line);
    }

    void read_help(std::string_view line) {
        finish_family();
        std::string_view const rest = line.substr(7);
        std::size_t const space = rest.find(' ');
        family_ = rest.substr(0, space);
        if (!is_name(family_, true) || space == std::string_view::npos || space + 1 == rest.size())
            complain("HELP has no name or no text", line);
        if (!families_.insert(family_).second)
            complain("a family comes twice", line);
        for (std::size_t at = space; at < rest.size(); ++at)
            if (rest[at] == '\\' && ++at < rest.size() && rest[at] != '\\' && rest[at] != 'n')
                complain("HELP has an escape that is none", line);
    }

    void read_type(std::string_view line) {
        std::string const expected = "# TYPE " + family_ + ' ';
        if (family_.empty() || !line.starts_with(expected) || samples_of_family_ > 0) {
            complain("TYPE does not stand behind HELP and in front of samples", line);
            return;
        }
        std::string const type(line.substr(expected.size()));
        if (type != "counter" && type != "gauge")
            complain("an unknown type", line);
        if ((type == "counter") != family_.ends_with("_total"))
            complain("counters end in _total, and nothing else does", line);
        if (!types_.emplace(family_, type).second)
            complain("a second TYPE", line);
    }

    void read_sample(std::string_view line) {
        std::size_t const name_end = line.find_first_of("{ ");
        if (family_.empty() || line.substr(0, name_end) != family_ || !types_.contains(family_)) {
            complain("a sample that is not of the family above it", line);
            return;
        }
        std::size_t at = name_end;
        if (at < line.size() && line[at] == '{' && !read_labels(line, at)) {
            complain("broken labels", line);
            return;
        }
        if (at >= line.size() || line[at] != ' ') {
            complain("no value", line);
            return;
        }
        double value = 0;
        char const* const last = line.data() + line.size();
        auto const [end, failure] = std::from_chars(line.data() + at + 1, last, value);
        if (failure != std::errc{} || end != last)
            complain("the value is no number", line);
        if (types_[family_] == "counter" && value < 0)
            complain("a counter below 0", line);
        if (!samples_.emplace(line.substr(0, at), value).second)
            complain("a sample comes twice", line);
        ++samples_of_family_;
    }

    // From the brace on; leaves `at` behind the other one.
    static bool read_labels(std::string_view line, std::size_t& at) {
        for (;;) {
            std::size_t const equals = line.find('=', ++at);
            if (equals == std::string_view::npos || !is_name(line.substr(at, equals - at), false))
                return false;
            at = equals + 1;
            if (at >= line.size() || line[at] != '"')
                return false;
            for (++at; at < line.size() && line[at] != '"'; ++at) {
                if (line[at] != '\\')
                    continue;
                ++at;
                if (at >= line.size() || (line[at] != '\\' && line[at] != '"' && line[at] != 'n'))
                    return false;
            }
            if (++at >= line.size())
                return false;
            if (line[at] == '}') {
                ++at;
                return true;
            }
            if (line[at] != ',')
                return false;
        }
    }

    void finish_family() {
        if (!family_.empty() && samples_of_family_ == 0)
            complain("a family without samples", family_);
        family_.clear();
        samples_of_family_ = 0;
    }

    std::string fault_;
    std::string family_;
    std::size_t samples_of_family_ = 0;
    std::set<std::string> families_;
    std::map<std::string, std::string> types_;
    std::map<std::string, double> samples_;
};

} // namespace socketiota::test
