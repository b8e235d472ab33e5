// SPDX-License-Identifier: MIT
#include <array>
#include <cmath>
#include <optional>

#include <value/json_number.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_scan.hpp>
#include <value/json_string.hpp>

namespace socketiota {
namespace {

/// What is known about an object whose end has not been seen.
struct open_bracket {
    std::size_t begin = 0;
    bool is_object = false;
    bool is_placeholder = false;
    /// No value if `num` is missing or no number that can name an attachment.
    std::optional<std::size_t> attachment{};
    /// How many placeholders had been found before it: those behind are inside.
    std::size_t found_before = 0;
};

enum class key_meaning { other, placeholder, number };

key_meaning meaning_of(std::string_view key) noexcept {
    if (key == "_placeholder")
        return key_meaning::placeholder;
    return key == "num" ? key_meaning::number : key_meaning::other;
}

/// The same for the characters between the quotes, which JavaScript compares unescaped.
key_meaning meaning_of_escaped(std::string_view escaped) noexcept {
    // Twelve characters are at most 72 when each is written as \uXXXX.
    std::array<char, 72> unescaped;
    if (escaped.size() > unescaped.size())
        return key_meaning::other;
    char const* const end = unescape_json_string(escaped, unescaped.data(), lone_surrogates::kept);
    return meaning_of({unescaped.data(), static_cast<std::size_t>(end - unescaped.data())});
}

class search {
public:
    search(std::string_view text, std::size_t attachments, std::vector<json_placeholder>& found)
        : begin_(text.data()),
          at_(begin_),
          end_(begin_ + text.size()),
          attachments_(attachments),
          found_(found) {}

    [[nodiscard]] bool run();

private:
    void key(key_meaning meaning);
    [[nodiscard]] bool close();

    [[nodiscard]] std::size_t offset() const noexcept {
        return static_cast<std::size_t>(at_ - begin_);
    }

    char const* begin_;
    char const* at_;
    char const* end_;
    std::size_t attachments_;
    std::vector<json_placeholder>& found_;
    std::vector<open_bracket> open_{};
};

bool search::run() {
    while (at_ != end_) {
        switch (*at_) {
        case '{':
        case '[':
            open_.push_back(
                {.begin = offset(), .is_object = *at_ == '{', .found_before = found_.size()});
            ++at_;
            break;
        case '}':
        case ']':
            ++at_;
            if (!close())
                return false;
            break;
        case '"': {
            auto const [content, has_escapes, behind] = find_quoted_string(at_, end_);
            at_ = skip_json_space(behind, end_);
            // Behind a value comes a comma or a bracket, so a colon tells a key.
            if (at_ != end_ && *at_ == ':')
                key(has_escapes ? meaning_of_escaped(content) : meaning_of(content));
            break;
        }
        default:
            ++at_;
            break;
        }
    }
    return true;
}

/// Of a key that comes twice the last counts, so each sets what an earlier one has set.
void search::key(key_meaning meaning) {
    if (meaning == key_meaning::other)
        return;
    char const* value = skip_json_space(at_ + 1, end_);
    open_bracket& object = open_.back();
    if (meaning == key_meaning::placeholder) {
        object.is_placeholder = *value == 't';
        return;
    }
    object.attachment.reset();
    if (*value != '-' && !is_json_digit(*value))
        return;
    double const number = read_json_number(value, end_).as_double();
    // The comparison with zero lets -0 pass, as JavaScript does.
    if (number >= 0 && number < static_cast<double>(attachments_) && std::trunc(number) == number)
        object.attachment = static_cast<std::size_t>(number);
}

bool search::close() {
    open_bracket const closed = open_.back();
    open_.pop_back();
    if (!closed.is_object || !closed.is_placeholder)
        return true;
    if (!closed.attachment)
        return false;
    found_.resize(closed.found_before);
    found_.push_back({closed.begin, offset(), *closed.attachment});
    return true;
}

} // namespace

error_code find_json_placeholders(std::string_view text, std::size_t attachments,
                                  std::vector<json_placeholder>& into) {
    into.clear();
    // Without attachments nothing is replaced: such an object is an object.
    if (attachments != 0 && !search(text, attachments, into).run())
        return error::illegal_attachment;
    return {};
}

} // namespace socketiota
