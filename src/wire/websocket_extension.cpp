// SPDX-License-Identifier: MIT
#include <utility>

#include <wire/http_syntax.hpp>
#include <wire/websocket_extension.hpp>

namespace socketiota::wire {
namespace {

// Reads `name *( ; parameter [ = value ] )` elements with commas between them.
class offer_parser {
public:
    explicit offer_parser(std::string_view text) noexcept : text_(trim(text)) {}

    std::optional<std::vector<extension_offer>> parse() {
        std::vector<extension_offer> offers;
        do {
            extension_offer& offer = offers.emplace_back();
            offer.name = token();
            if (offer.name.empty())
                return std::nullopt;
            while (accept(';'))
                if (!parameter(offer))
                    return std::nullopt;
        } while (accept(','));
        if (position_ != text_.size())
            return std::nullopt;
        return offers;
    }

private:
    void skip_blanks() noexcept {
        while (position_ < text_.size() && is_blank(text_[position_]))
            ++position_;
    }

    bool accept(char wanted) noexcept {
        skip_blanks();
        if (position_ == text_.size() || text_[position_] != wanted)
            return false;
        ++position_;
        skip_blanks();
        return true;
    }

    std::string_view token() noexcept {
        std::size_t const begin = position_;
        position_ = skip_token(text_, begin);
        return text_.substr(begin, position_ - begin);
    }

    bool parameter(extension_offer& offer) {
        extension_parameter& parameter = offer.parameters.emplace_back();
        parameter.name = token();
        if (parameter.name.empty())
            return false;
        // No white space around the equals sign (RFC 6455 9.1).
        if (position_ == text_.size() || text_[position_] != '=')
            return true;
        ++position_;
        bool const is_quoted = position_ < text_.size() && text_[position_] == '"';
        parameter.value = is_quoted ? quoted() : std::optional(std::string(token()));
        return parameter.value && !parameter.value->empty();
    }

    // A quoted string whose content, unescaped, must be a token (RFC 6455 9.1).
    std::optional<std::string> quoted() {
        std::string value;
        for (++position_; position_ < text_.size(); ++position_) {
            if (text_[position_] == '"') {
                ++position_;
                return value;
            }
            if (text_[position_] == '\\')
                ++position_;
            if (position_ == text_.size() || !is_kind(text_[position_], character_kind::token))
                return std::nullopt;
            value.push_back(text_[position_]);
        }
        return std::nullopt;
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

} // namespace

std::optional<std::vector<extension_offer>> parse_extension_offers(std::string_view value) {
    return offer_parser(value).parse();
}

} // namespace socketiota::wire
