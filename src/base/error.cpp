// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <string>

namespace socketiota {
namespace {

class library_category final : public boost::system::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "socketiota"; }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<error>(value)) {
        case error::arguments_do_not_fit:
            return "the arguments do not have the expected types: compare the handler's parameters "
                   "with what the other side emits";
        case error::argument_missing:
            return "an argument is missing: emit it, or take it as std::optional";
        case error::number_out_of_range:
            return "a number does not fit into the expected type: take a wider one";
        case error::malformed_json:
            return "the text is not JSON";
        case error::nested_too_deep:
            return "arrays and objects are nested deeper than the limit: send flatter data";
        case error::illegal_attachment:
            return "illegal attachments: a placeholder names an attachment that did not come";
        case error::too_many_attachments:
            return "too many attachments: the other side accepts 10 in one event unless both sides "
                   "are told otherwise";
        case error::operation_has_timed_out:
            return "operation has timed out: the other side did not answer in time";
        case error::socket_disconnected:
            return "socket has been disconnected: no answer will come";
        case error::session_ended:
            return "the session ended before this had left: send it again on the next one of the "
                   "client";
        case error::invalid_option:
            return "an option has a value that it cannot have";
        case error::reserved_event_name:
            return "the name of the event is reserved: choose another than connect, connect_error, "
                   "disconnect, disconnecting, newListener and removeListener";
        case error::bad_certificate:
            return "no certificate that OpenSSL accepts: give PEM text, the certificate first and "
                   "then its chain";
        case error::bad_private_key:
            return "no private key that OpenSSL accepts: give PEM text";
        case error::locked_private_key:
            return "the private key is locked with a password, which is missing or wrong: set "
                   "key_password";
        case error::foreign_private_key:
            return "the private key does not belong to the certificate: give the pair that was "
                   "made together";
        case error::text_is_not_utf8:
            return "the text is not UTF-8: send octets of another kind as bytes";
        case error::too_many_rooms:
            return "the socket is in too many rooms, or their names are too long: have it leave "
                   "some, or raise max_rooms or max_room_bytes";
        case error::too_many_acks:
            return "too many answers of this client are awaited: give emit_with_ack a timeout, or "
                   "raise max_pending_acks";
        }
        return "unknown error " + std::to_string(value);
    }

    [[nodiscard]] boost::system::error_condition
    default_error_condition(int value) const noexcept override {
        switch (static_cast<error>(value)) {
        case error::arguments_do_not_fit:
        case error::argument_missing:
        case error::number_out_of_range:
        case error::malformed_json:
        case error::nested_too_deep:
        case error::illegal_attachment:
            return condition::bad_arguments;
        case error::operation_has_timed_out:
        case error::socket_disconnected:
        case error::too_many_acks:
            return condition::no_answer;
        case error::too_many_attachments:
        case error::invalid_option:
        case error::reserved_event_name:
        case error::bad_certificate:
        case error::bad_private_key:
        case error::locked_private_key:
        case error::foreign_private_key:
        case error::text_is_not_utf8:
        case error::too_many_rooms:
        case error::session_ended:
            break;
        }
        return {value, *this};
    }
};

class library_condition_category final : public boost::system::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "socketiota condition"; }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<condition>(value)) {
        case condition::bad_arguments:
            return "what came from the other side does not have the expected form or type";
        case condition::no_answer:
            return "no answer will come";
        }
        return "unknown condition " + std::to_string(value);
    }
};

constinit library_category const library_category_instance;
constinit library_condition_category const library_condition_category_instance;

} // namespace

boost::system::error_category const& error_category() noexcept { return library_category_instance; }

boost::system::error_category const& condition_category() noexcept {
    return library_condition_category_instance;
}

} // namespace socketiota
