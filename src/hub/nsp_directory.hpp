// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/nsp.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/seeded_hash.hpp>
#include <hub/nsp_hold.hpp>
#include <hub/nsp_parent.hpp>
#include <loop/letter.hpp>
#include <loop/mailboxes.hpp>
#include <loop/shard_set.hpp>
#include <packet/speakers.hpp>

namespace socketiota::hub {

class nsp_core;
class nsp_part;
struct surroundings;

/// What becomes of namespaces that clients have made.
struct nsp_rules {
    /// How many of all clients may be there.
    std::size_t most_made = 10'000;

    /// Whether those with a parent go with the last socket.
    bool removes_empty = false;

    /// Whether clients can go on with their sessions.
    bool keeps_sessions = false;

    /// Whether there are other servers.
    bool in_cluster = false;

    /// An exception left a function of the program; the text says which. On any thread.
    detail::callback<void(std::exception_ptr, std::string_view)> on_failure{};
};

/// The namespaces of a server by name, each whole and with its part on each shard; and what parts
/// reach each other by. And the parents of those that are made on demand.
///
/// Thread safety: safe. The lock is held for as long as looking up or adding one takes.
class nsp_directory : public std::enable_shared_from_this<nsp_directory> {
public:
    /// `mailboxes` are those of `shards`; null if there is one only.
    [[nodiscard]] static std::shared_ptr<nsp_directory>
    of(std::shared_ptr<loop::shard_set const> shards, std::shared_ptr<loop::mailboxes> mailboxes,
       nsp_rules rules = {});

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

    // ---- on demand ----

    /// Has those asked for a namespace that is not there, after the others, who know a pattern or
    /// have a predicate. Returns what its children inherit from.
    std::shared_ptr<nsp_core> add_parent(std::optional<nsp_pattern> pattern,
                                         detail::nsp_predicate predicate);

    /// Has `function` told of each namespace that is made, before anybody is in it.
    void on_new(detail::callback<void(nsp const&)> function);

    struct finding {
        nsp_hold place;                                 // nowhere, if it is not there
        std::shared_ptr<nsp_parents const> whom_to_ask; // then; null if nobody would allow it
    };

    /// The part on `shard` of the namespace that a client asks for, exactly as it wrote it.
    [[nodiscard]] finding find(std::string_view name, std::size_t shard);

    enum class making : std::uint8_t { was_there, made, too_many_of_client, too_many_of_all };

    struct outcome_of_making {
        making outcome;
        nsp_hold place; // nowhere, if there are too many
    };

    /// For whom one is made, and how many of those may be there.
    struct maker {
        std::shared_ptr<made_nsps> const& by;
        std::size_t most;
    };

    /// The same for one that `parent` has allowed: made if it is not there, and then its part lets
    /// nobody in until all shards have heard of `tell_made`.
    [[nodiscard]] outcome_of_making make_for(maker client, nsp_parent const& parent,
                                             std::string_view name, std::size_t shard);

    /// Tells the program of it. Not under the lock.
    void tell_made(std::shared_ptr<nsp_core> const& whole) noexcept;

    /// Who was counted in it has left: it is removed if that was the last one.
    void let_go(nsp_core const& whole) noexcept;

    [[nodiscard]] std::vector<std::shared_ptr<nsp_core>> children_of(nsp_core const& parent) const;

    /// Tells the program of an exception that left one of its functions.
    void report(std::exception_ptr failure, std::string_view what) const noexcept;

    // ----

    /// Each with how many sockets it has.
    [[nodiscard]] std::vector<std::pair<std::string, std::size_t>> sockets_by_nsp() const;

    [[nodiscard]] loop::shard_set const& shards() const noexcept { return *shards_; }

    /// Null if there is one shard only.
    [[nodiscard]] loop::mailboxes* mailboxes() const noexcept { return mailboxes_.get(); }

    /// What the clients of all shards speak.
    [[nodiscard]] packet::speakers& speakers() const noexcept { return speakers_; }

    /// What the offsets of its packets begin with, on all shards.
    [[nodiscard]] std::string const& offset_mark() const noexcept { return offset_mark_; }

    /// Where what is called on no shard begins.
    static constexpr std::size_t first_shard = 0;

    /// Has shard `to` do what `what` says: by a letter of the shard that calls, so that it comes in
    /// the order of what that sends; for a thread that is none, posted to the first and from there.
    /// Dropped if the shard has gone.
    void post(std::size_t to, loop::letter what) const;

private:
    static constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

    struct entry {
        std::shared_ptr<nsp_core> whole;
        std::vector<std::shared_ptr<nsp_part>> parts; // null where nobody has entered, or has left
        std::size_t parent = no_parent;               // among `families_`
        std::size_t place = 0;                        // among the children of that
        std::shared_ptr<made_nsps> by{};              // null: made by the program
        std::size_t users = 0; // in it or about to join, if it is removed when empty
    };

    /// A parent, which no client can find, and what was made under it.
    struct family {
        entry parent;
        std::vector<std::shared_ptr<nsp_core>> children;
    };

    using entries =
        boost::unordered_flat_map<std::string, entry, base::seeded_hash, base::text_equal>;
    using functions = std::vector<detail::callback<void(nsp const&)>>;

    nsp_directory(std::shared_ptr<loop::shard_set const> shards,
                  std::shared_ptr<loop::mailboxes> mailboxes, nsp_rules rules);

    // Under the lock.
    entry& add(std::string name, std::size_t parent = no_parent,
               std::shared_ptr<made_nsps> by = {});
    void add_part(entry& to, std::size_t shard, bool waits = false) const;
    [[nodiscard]] nsp_hold hold(entry& which, std::size_t shard) const;
    [[nodiscard]] std::size_t parent_by_pattern(std::string_view name) const;
    [[nodiscard]] bool retire(entries::iterator which) noexcept;
    template <class Each>
    void for_each_entry(Each const& each);

    void end_retired(std::size_t shard) noexcept;
    /// Has each part worked on that `take(entry)` gives, until it gives none.
    template <class Take, class Work>
    void in_pieces(Take const& take, Work const& work) noexcept;

    std::shared_ptr<loop::shard_set const> const shards_;
    std::shared_ptr<loop::mailboxes> const mailboxes_;
    nsp_rules const rules_;
    std::string const offset_mark_;
    mutable packet::speakers speakers_; // counted by clients, to whom the directory is constant
    mutable std::mutex lock_;
    // Below under the lock, except `root_`. Seeded: the names to look up come from the network.
    entries nsps_;
    std::vector<family> families_;
    std::vector<entry> retired_; // removed; their parts are still to be told so by their shards
    std::size_t made_ = 0;       // for clients, of those that are there
    std::shared_ptr<nsp_parents const> parents_; // of `families_`; null while there are none
    std::shared_ptr<functions const> new_nsp_functions_; // null while there are none
    std::vector<surroundings*> around_; // of each shard; null where nobody has entered, or has left
    std::shared_ptr<nsp_core> root_;    // not changed once it is made
};

} // namespace socketiota::hub
