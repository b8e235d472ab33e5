// SPDX-License-Identifier: MIT
#include <socketiota/detail/kept_arguments.hpp>

namespace socketiota::detail {

kept_argument::~kept_argument() = default;

void kept_arguments::append(boost::intrusive_ptr<kept_argument> argument) {
    if (!first_) {
        first_ = std::move(argument);
        return;
    }
    kept_argument* last = first_.get();
    while (last->next)
        last = last->next.get();
    last->next = std::move(argument);
}

argument_list kept_arguments::list() const noexcept {
    std::size_t size = 0;
    for (kept_argument const* each = first_.get(); each != nullptr; each = each->next.get())
        size += each->ref().size();
    return {first_.get(),
            [](void const* first, writer& to) {
                auto const* each = static_cast<kept_argument const*>(first);
                for (; each != nullptr; each = each->next.get())
                    each->ref().write(to);
            },
            size};
}

} // namespace socketiota::detail
