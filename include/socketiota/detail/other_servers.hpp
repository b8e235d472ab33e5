// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/emitter.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/export.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace socketiota {

class nsp;

namespace hub {
class nsp_core;
}

namespace detail {

/// The other servers of a cluster, as one namespace reaches them.
///
/// Thread safety: everything is safe from any thread.
class SOCKETIOTA_EXPORT other_servers : public emitter<other_servers>,
                                        public requester<other_servers, answer_count::many> {
private:
    friend class emitter<other_servers>;
    friend class requester<other_servers, answer_count::many>;
    friend class socketiota::nsp;

    explicit other_servers(std::shared_ptr<hub::nsp_core> nsp) noexcept : nsp_(std::move(nsp)) {}

    emit_result start_emit(std::string_view name, argument_list const& arguments) const;
    void start_request(std::string_view name, argument_list const& arguments,
                       std::shared_ptr<pending_answer> answer) const;
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;
    [[nodiscard]] boost::asio::any_io_executor completion_executor() const noexcept;

    std::shared_ptr<hub::nsp_core> nsp_;
};

} // namespace detail
} // namespace socketiota
