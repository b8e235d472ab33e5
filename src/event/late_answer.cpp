// SPDX-License-Identifier: MIT
#include <socketiota/detail/late_answer.hpp>

#include <utility>

namespace socketiota::detail {

argument_list error_answer(std::string_view const& sentence) noexcept {
    return {&sentence,
            [](void const* argument, writer& to) {
                if (to.begin_object(1)) {
                    to.write_key("error");
                    to.write_string(*static_cast<std::string_view const*>(argument));
                }
                to.end_object();
            },
            1};
}

late_answer::late_answer(std::weak_ptr<answer_target> target,
                         std::optional<std::uint64_t> ack_id) noexcept
    : target_(std::move(target)), ack_id_(ack_id.value_or(0)), wants_ack_(ack_id.has_value()) {}

late_answer::late_answer(late_answer&& other) noexcept
    : target_(std::move(other.target_)),
      ack_id_(other.ack_id_),
      wants_ack_(std::exchange(other.wants_ack_, false)) {}

late_answer& late_answer::operator=(late_answer&& other) noexcept {
    target_ = std::move(other.target_);
    ack_id_ = other.ack_id_;
    wants_ack_ = std::exchange(other.wants_ack_, false);
    return *this;
}

late_answer::~late_answer() = default;

void late_answer::acknowledge(argument_list const& results) {
    if (!wants_ack_)
        return;
    if (auto const target = target_.lock()) {
        // A codec of the user may throw here: then the ack is still open, for an error answer.
        error_code const failure = target->answer(ack_id_, results);
        wants_ack_ = false;
        if (failure) {
            std::string_view const sentence = answer_not_sendable;
            target->answer(ack_id_, error_answer(sentence));
        }
    }
    wants_ack_ = false;
}

void late_answer::acknowledge_error(std::string_view sentence) {
    acknowledge(error_answer(sentence));
}

void late_answer::fail(std::exception_ptr failure) {
    acknowledge_error(handler_failed);
    if (auto const target = target_.lock())
        target->report(std::move(failure));
}

} // namespace socketiota::detail
