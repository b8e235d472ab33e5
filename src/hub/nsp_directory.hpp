// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/seeded_hash.hpp>
#include <loop/letter.hpp>
#include <loop/mailboxes.hpp>
#include <loop/shard_set.hpp>

namespace socketiota::hub {

class nsp_core;
class nsp_part;
struct surroundings;

/// The namespaces of a server by name, each whole and with its part on each shard; and what parts
/// reach each other by.
///
/// Thread safety: safe. The lock is held for as long as looking up or adding one takes.
class nsp_directory : public std::enable_shared_from_this<nsp_directory> {
public:
    /// `mailboxes` are those of `shards`; null if there is one only.
    [[nodiscard]] static std::shared_ptr<nsp_directory>
    of(std::shared_ptr<loop::shard_set const> shards, std::shared_ptr<loop::mailboxes> mailboxes);

    nsp_directory(nsp_directory const&) = delete;
    nsp_directory& operator=(nsp_directory const&) = delete;
    ~nsp_directory();

    /// Gives each namespace a part on the shard of `around`. Before any shard runs.
    void enter(surroundings& around);

    /// Ends the parts on `shard`; afterwards `around` may go. On its thread, or when it runs no
    /// more.
    void leave(std::size_t shard) noexcept;

    /// Tells the parts on `shard` that nothing comes from others any more. On its thread.
    void part_from_others(std::size_t shard) noexcept;

    /// The namespace `/`.
    [[nodiscard]] std::shared_ptr<nsp_core> const& root() const noexcept { return root_; }

    /// The namespace of that name, made if it is new. A leading `/` is added if it is missing.
    std::shared_ptr<nsp_core> of(std::string_view name);

    /// The part on `shard` of the namespace that a client asks for, exactly as it wrote it; null if
    /// there is none.
    [[nodiscard]] std::shared_ptr<nsp_part> find(std::string_view name, std::size_t shard) const;

    /// Each with how many sockets it has. Names as long as this is there.
    [[nodiscard]] std::vector<std::pair<std::string_view, std::size_t>> sockets_by_nsp() const;

    [[nodiscard]] loop::shard_set const& shards() const noexcept { return *shards_; }

    /// Null if there is one shard only.
    [[nodiscard]] loop::mailboxes* mailboxes() const noexcept { return mailboxes_.get(); }

    /// Where what is called on no shard begins.
    static constexpr std::size_t first_shard = 0;

    /// Has shard `to` do what `what` says: by a letter of the shard that calls, so that it comes in
    /// the order of what that sends; for a thread that is none, posted to the first and from there.
    /// Dropped if the shard has gone.
    void post(std::size_t to, loop::letter what) const;

private:
    struct entry {
        std::shared_ptr<nsp_core> whole;
        std::vector<std::shared_ptr<nsp_part>> parts; // null where nobody has entered, or has left
    };

    nsp_directory(std::shared_ptr<loop::shard_set const> shards,
                  std::shared_ptr<loop::mailboxes> mailboxes);

    [[nodiscard]] entry& add(std::string name);
    void add_part(entry& to, std::size_t shard) const;
    /// Has each part worked on that `take(entry)` gives, until it gives none.
    template <class Take, class Work>
    void in_pieces(Take const& take, Work const& work) noexcept;

    std::shared_ptr<loop::shard_set const> const shards_;
    std::shared_ptr<loop::mailboxes> const mailboxes_;
    mutable std::mutex lock_;
    // Below under the lock, except `root_`. Seeded: the names to look up come from the network.
    boost::unordered_flat_map<std::string, entry, base::seeded_hash, base::text_equal> nsps_;
    std::vector<surroundings*> around_; // of each shard; null where nobody has entered, or has left
    std::shared_ptr<nsp_core> root_;    // not changed once it is made
};

} // namespace socketiota::hub
