// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <cstdint>
#include <memory>

namespace socketiota::detail {

/// Whether one answer comes or one from each recipient of a broadcast.
enum class answer_count : std::uint8_t { one, many };

/// An operation that waits for answers and can be given up: all of it that does not depend on the
/// type of the answer or of the completion handler.
class SOCKETIOTA_EXPORT awaited_answer : public pending_answer {
public:
    /// Decodes one answer into what `into` points to.
    using decode_function = bool (*)(reader& from, void* into);

    ~awaited_answer() override;

    void on_answer(reader& arguments) final;
    void on_answer_here(reader& arguments) final;
    void on_end(error_code reason) final;

    /// Completes with `operation_aborted` and withdraws from the table of pending acks.
    void cancel();

    /// Lets `slot`, if it is one, cancel `self`. It may be emitted on any thread.
    template <class Slot>
    static void connect_cancellation(Slot slot, std::shared_ptr<awaited_answer> const& self) {
        // Weak: a slot outlives the operations it was used for.
        if (slot.is_connected())
            slot.assign(canceller{self});
    }

protected:
    /// `decode`: null if nothing is wanted of an answer.
    awaited_answer(answer_count count, decode_function decode, void* into,
                   boost::asio::any_io_executor executor);

private:
    class SOCKETIOTA_EXPORT canceller {
    public:
        explicit canceller(std::shared_ptr<awaited_answer> const& answer) : answer_(answer) {}

        void operator()(boost::asio::cancellation_type type) const;

    private:
        std::weak_ptr<awaited_answer> answer_;
    };

    /// Whether the handler may be called inside.
    enum class delivery : std::uint8_t { posted, here };

    /// Calls the handler, or posts it, with what was decoded. Called once.
    ///
    /// @param here where it may be called inside; null: it may not
    virtual void deliver(error_code outcome, boost::asio::any_io_executor const* here) = 0;

    void take(reader& arguments, delivery how);
    void complete(error_code outcome, delivery how);

    decode_function decode_;
    void* into_;
    boost::asio::any_io_executor executor_;
    error_code misfit_;
    answer_count count_;
    bool waits_ = true;
};

} // namespace socketiota::detail
