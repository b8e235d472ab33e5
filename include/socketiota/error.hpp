// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace socketiota {

using boost::system::error_code;

/// A `T`, or the `error_code` that says why there is none.
template <class T>
using result = boost::system::result<T>;

/// What can go wrong, each with one sentence that names the cause and the remedy.
enum class error {
    /// The arguments of an event or an answer do not have the types that were asked for.
    arguments_do_not_fit = 1,
    /// Fewer arguments came than the handler takes.
    argument_missing,
    /// A number came that the C++ type cannot hold.
    number_out_of_range,
    /// The text is not JSON.
    malformed_json,
    /// Arrays and objects are nested deeper than the limit.
    nested_too_deep,
    /// A placeholder names an attachment that did not come.
    illegal_attachment,
    /// An event or an answer has more binary attachments than the other side accepts.
    too_many_attachments,
    /// The other side did not answer within the time given by `timeout()`.
    operation_has_timed_out,
    /// The socket disconnected before it answered.
    socket_disconnected,
    /// An option has a value that it cannot have.
    invalid_option,
    /// The name of an event is one that Socket.IO uses itself (`connect`, `disconnect`, ...).
    reserved_event_name,
    /// A TLS certificate is no PEM text with a certificate that OpenSSL accepts.
    bad_certificate,
    /// A private key is no PEM text with a key that OpenSSL accepts.
    bad_private_key,
    /// A private key is locked, and its password is missing or wrong.
    locked_private_key,
    /// A private key belongs to another certificate.
    foreign_private_key,
    /// The certificate that a server showed is not trusted for its name.
    certificate_not_trusted,
    /// What answers does not speak TLS.
    speaks_no_tls,
    /// A proxy does not lead to the server.
    proxy_refused,
    /// A proxy wants a login, or another one.
    proxy_refused_login,
    /// A text to be sent as a WebSocket text is not valid UTF-8.
    text_is_not_utf8,
    /// A socket is in as many rooms as it may be.
    too_many_rooms,
    /// As many answers are awaited of a client as may be; it was not asked for one more.
    too_many_acks,
    /// A session ended before what it was to send had left.
    session_ended,
    /// An event is larger than what the server takes; a client did not send it.
    too_large_for_server,
    /// As much waits to be sent by a client as may.
    too_much_unsent,

    /// Nothing answers at the address of Redis.
    redis_unreachable,
    /// The name of the host of Redis has no address.
    redis_unknown_host,
    /// Redis closed a connection before it had answered anything.
    redis_hung_up,
    /// Redis did not answer in time.
    redis_silent,
    /// What answers at the address of Redis is something else.
    redis_is_none,
    /// Redis speaks TLS at this address, and the client does not.
    redis_speaks_tls,
    /// Redis does not speak TLS at this address, and the client does; or they have no version of it
    /// in common.
    redis_speaks_no_tls,
    /// The certificate of Redis is none that is trusted.
    redis_not_trusted,
    /// Redis refused user or password.
    redis_wrong_password,
    /// Redis wants a password and was given none.
    redis_password_missing,
    /// The user may not do in Redis what was tried.
    redis_no_permission,
    /// Redis has just started and is loading its data.
    redis_loading,
    /// This Redis is a replica, which can be read only.
    redis_read_only,
    /// Redis takes connections of its own machine alone.
    redis_protected_mode,
    /// Redis has as many clients as it takes.
    redis_too_many_clients,
    /// Redis has no database of that number.
    redis_no_database,
    /// Redis has no memory left for what was to be stored.
    redis_full,
    /// The key is on another server of a Redis Cluster.
    redis_elsewhere,
    /// Redis refused a command.
    redis_refused,
    /// The connection to Redis ended with the command on its way.
    redis_connection_lost,
    /// Redis was away, and too long for the command to wait.
    redis_away,
    /// As much waits for Redis as may.
    redis_queue_full,
    /// An answer of Redis is larger than it may be.
    redis_answer_too_large,
    /// The sentinels of Redis know no master of that name.
    redis_no_master,
    /// The sentinels of Redis have made another server the master.
    redis_new_master,

    /// Nothing answers at the address of Postgres.
    postgres_unreachable,
    /// The name of the host of Postgres has no address.
    postgres_unknown_host,
    /// Postgres did not answer in time.
    postgres_silent,
    /// What answers at the address of Postgres is something else.
    postgres_is_none,
    /// No TLS could be agreed on with Postgres, or its certificate is none that is trusted.
    postgres_no_tls,
    /// Postgres refused user or password.
    postgres_wrong_password,
    /// Postgres lets nobody in from here, as that user or without TLS (`pg_hba.conf`).
    postgres_not_let_in,
    /// Postgres has no database of that name.
    postgres_no_database,
    /// Postgres has as many clients as it takes.
    postgres_too_many_clients,
    /// Postgres is starting, stopping or recovering.
    postgres_not_ready,
    /// This Postgres is a standby, which can be read only.
    postgres_read_only,
    /// Postgres has no table for messages that are binary or large.
    postgres_no_table,
    /// The name of a namespace is too long to be that of a channel of Postgres.
    postgres_long_channel,
    /// The user may not do in Postgres what was tried.
    postgres_no_permission,
    /// What is sent to Postgres does not come back from it.
    postgres_not_heard,
    /// Postgres refused a command.
    postgres_refused,
    /// The connection to Postgres ended with the command on its way.
    postgres_connection_lost,
    /// Postgres was away, and too long for the command to wait.
    postgres_away,
    /// As much waits for Postgres as may.
    postgres_queue_full,
};

/// What callers test for; `error` values map to these.
enum class condition {
    /// What came from the other side does not have the expected form or type.
    bad_arguments = 1,
    /// No answer will come.
    no_answer,
};

/// The category of `error`.
SOCKETIOTA_EXPORT boost::system::error_category const& error_category() noexcept;
/// The category of `condition`.
SOCKETIOTA_EXPORT boost::system::error_category const& condition_category() noexcept;

/// Lets an `error` be used as an `error_code`.
[[nodiscard]] inline error_code make_error_code(error value) noexcept {
    return {static_cast<int>(value), error_category()};
}

/// Lets an `error_code` be compared with a `condition`.
[[nodiscard]] inline boost::system::error_condition make_error_condition(condition value) noexcept {
    return {static_cast<int>(value), condition_category()};
}

} // namespace socketiota

/// @cond
template <>
struct boost::system::is_error_code_enum<socketiota::error> : std::true_type {};

template <>
struct boost::system::is_error_condition_enum<socketiota::condition> : std::true_type {};

/// @endcond
