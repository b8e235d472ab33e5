// SPDX-License-Identifier: MIT
#include <socketiota/parent_nsp.hpp>
#include <socketiota/parent_operator.hpp>

#include <utility>

#include <adapter/selection.hpp>
#include <base/append.hpp>
#include <event/posted_arguments.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>

namespace socketiota {
namespace {

/// Has `act` done with each of its namespaces.
template <class Act>
void with_children(std::weak_ptr<hub::nsp_core> const& weak, Act const& act) {
    auto const parent = weak.lock();
    auto const all = parent ? parent->all() : nullptr;
    if (!all)
        return;
    for (auto const& each : all->children_of(*parent))
        act(*each);
}

/// Encoded for each of them, because the name of the namespace is part of what is sent.
emit_result emit_to_children(std::weak_ptr<hub::nsp_core> const& parent,
                             adapter::selection const& to, detail::emit_flags const& flags,
                             std::string_view name, detail::argument_list const& arguments) {
    emit_result outcome = emit_status::queued;
    with_children(parent, [&](hub::nsp_core& each) {
        if (each.size() == 0)
            return;
        emit_result const here = each.broadcast(to, flags, name, arguments);
        if (here == emit_status::dropped || here == emit_status::refused)
            outcome = here; // else nobody is there any more
    });
    return outcome;
}

} // namespace

// ---- what is selected ----

// Weak: see `broadcast_operator`.
parent_operator::parent_operator(std::weak_ptr<hub::nsp_core> parent) noexcept
    : parent_(std::move(parent)) {}

parent_operator parent_operator::with(std::vector<std::string> rooms) const {
    parent_operator changed = *this;
    base::append(changed.rooms_, std::move(rooms));
    return changed;
}

parent_operator parent_operator::without(std::vector<std::string> rooms) const {
    parent_operator changed = *this;
    base::append(changed.except_, std::move(rooms));
    return changed;
}

parent_operator parent_operator::volatile_() const {
    parent_operator changed = *this;
    changed.flags_.is_volatile = true;
    return changed;
}

parent_operator parent_operator::compress(bool allowed) const {
    parent_operator changed = *this;
    changed.flags_.compress = allowed;
    return changed;
}

// All sockets are of this node as long as there is no adapter for others.
parent_operator parent_operator::local() const { return *this; }

// ---- what is done with them ----

emit_result parent_operator::start_emit(std::string_view name,
                                        detail::argument_list const& arguments) const {
    auto const parent = parent_.lock();
    auto const all = parent ? parent->all() : nullptr;
    if (!all)
        return emit_status::not_connected;
    adapter::selection const to{rooms_, except_};
    // To itself, where nobody is: whether it can be sent does not depend on who is there.
    emit_result const allowed = parent->broadcast(to, flags_, name, arguments);
    if (allowed != emit_status::queued)
        return allowed;
    if (all->shards().here())
        return emit_to_children(parent_, to, flags_, name, arguments);
    auto copied = events::posted_arguments::copy(arguments);
    if (!copied)
        return copied.error();
    all->post(hub::nsp_directory::first_shard,
              loop::letter([weak = parent_, to, flags = flags_, kept = std::string(name),
                            copied = *std::move(copied)] {
                  static_cast<void>(emit_to_children(weak, to, flags, kept, copied.list()));
              }));
    return emit_status::queued;
}

void parent_operator::join_rooms(std::vector<std::string> rooms) const {
    with_children(parent_, [&](hub::nsp_core& each) { each.join_rooms({rooms_, except_}, rooms); });
}

void parent_operator::leave_rooms(std::vector<std::string> rooms) const {
    with_children(parent_, [&](hub::nsp_core& each) {
        each.leave_rooms({rooms_, except_}, rooms);
    });
}

void parent_operator::disconnect_sockets(bool close) const {
    with_children(parent_, [&](hub::nsp_core& each) {
        each.disconnect_sockets({rooms_, except_}, close);
    });
}

// ---- the parent ----

parent_operator parent_nsp::all() const { return parent_operator(registered_.core_); }

registration parent_nsp::listen(std::string_view name,
                                std::shared_ptr<detail::handler<socket>> handler, bool once) const {
    return registered_.listen(name, std::move(handler), once);
}

emit_result parent_nsp::start_emit(std::string_view name,
                                   detail::argument_list const& arguments) const {
    return all().start_emit(name, arguments);
}

} // namespace socketiota
