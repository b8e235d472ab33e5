// SPDX-License-Identifier: MIT
#include <socketiota/detail/pending_answer.hpp>

#include <boost/system/errc.hpp>

#include <new>
#include <utility>

namespace socketiota::detail {

pending_answer::~pending_answer() = default;

void pending_answer::leave_place() noexcept {
    if (auto* const place = std::exchange(place_, nullptr))
        place->forget();
}

void decode_answer(reader& from, bool (*decode)(reader& from, void* into), void* into,
                   error_code& misfit) noexcept {
    error_code failure;
    try {
        if (!decode(from, into))
            failure = from.failed() ? from.error() : make_error_code(error::arguments_do_not_fit);
    } catch (std::bad_alloc const&) {
        failure = make_error_code(boost::system::errc::not_enough_memory);
    } catch (...) {
        failure = make_error_code(error::arguments_do_not_fit);
    }
    if (!misfit)
        misfit = failure;
}

} // namespace socketiota::detail
