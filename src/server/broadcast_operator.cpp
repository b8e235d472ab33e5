// SPDX-License-Identifier: MIT
#include <socketiota/broadcast_operator.hpp>

#include <iterator>
#include <utility>

#include <adapter/selection.hpp>
#include <hub/nsp_core.hpp>

namespace socketiota {
namespace {

void append(std::vector<std::string>& to, std::vector<std::string>&& more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

broadcast_operator::broadcast_operator(std::weak_ptr<hub::nsp_core> nsp) noexcept
    : nsp_(std::move(nsp)) {}

broadcast_operator broadcast_operator::with(std::vector<std::string> rooms) const {
    broadcast_operator changed = *this;
    append(changed.rooms_, std::move(rooms));
    return changed;
}

broadcast_operator broadcast_operator::without(std::vector<std::string> rooms) const {
    broadcast_operator changed = *this;
    append(changed.except_, std::move(rooms));
    return changed;
}

broadcast_operator broadcast_operator::volatile_() const {
    broadcast_operator changed = *this;
    changed.flags_.is_volatile = true;
    return changed;
}

broadcast_operator broadcast_operator::compress(bool allowed) const {
    broadcast_operator changed = *this;
    changed.flags_.compress = allowed;
    return changed;
}

broadcast_operator broadcast_operator::local() const { return *this; }

emit_result broadcast_operator::start_emit(std::string_view name,
                                           detail::argument_list const& arguments) const {
    auto const nsp = nsp_.lock();
    if (!nsp)
        return emit_status::not_connected;
    return nsp->broadcast({rooms_, except_}, flags_, name, arguments);
}

} // namespace socketiota
