// SPDX-License-Identifier: MIT
#include <socketiota/detail/invocation.hpp>

#include <string>
#include <utility>

#include <value/decode_sentence.hpp>

namespace socketiota::detail {
void invocation::acknowledge(argument_list const& results) {
    if (!wants_ack_)
        return;
    // A codec of the user may throw here: then the ack is still open, for an error answer.
    error_code const failure = send_ack(results);
    wants_ack_ = false;
    if (failure) {
        std::string_view const sentence = answer_not_sendable;
        send_ack(error_answer(sentence));
    }
}

void invocation::acknowledge_error(std::string_view sentence) {
    acknowledge(error_answer(sentence));
}

late_answer invocation::take_ack() { return make_late_answer(std::exchange(wants_ack_, false)); }

void invocation::refuse_argument(std::size_t index, kind_set expected, bool came,
                                 reader const& from) {
    error_code const reason =
        from.failed() ? from.error() : make_error_code(error::arguments_do_not_fit);
    std::string const sentence = argument_sentence(index, expected, came, from);
    std::string const path = from.error_path();
    acknowledge_error(sentence);
    on_bad_argument({index, reason, sentence, path});
}

void invocation::fail(std::exception_ptr failure) {
    acknowledge_error(handler_failed);
    on_exception(std::move(failure));
}

void invocation::finish() { acknowledge(argument_list()); }

} // namespace socketiota::detail
