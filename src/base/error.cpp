// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <string>

namespace socketiota {
namespace {

/// Null if it is no error about Redis.
char const* redis_sentence(error value) noexcept {
    switch (value) {
    case error::redis_unreachable:
        return "nothing answers at the address of Redis: check that it runs, the host and port of "
               "the url, its bind directive, and firewalls on the way";
    case error::redis_unknown_host:
        return "the name of the host of Redis has no address: check the url and the name service";
    case error::redis_hung_up:
        return "Redis closed the connection before it answered: check that host and port are those "
               "of a Redis, and whether it wants TLS (rediss://)";
    case error::redis_silent:
        return "Redis did not answer in time: it is stopped, busy with a slow command (SLOWLOG), "
               "or "
               "out of reach; or raise answer_timeout";
    case error::redis_is_none:
        return "what answers at this address is no Redis: check host and port of the url";
    case error::redis_speaks_tls:
        return "Redis speaks TLS at this port: give a rediss:// url";
    case error::redis_speaks_no_tls:
        return "no TLS could be agreed on with Redis: give a redis:// url if this port has none, "
               "or "
               "the certificate that it wants of its clients";
    case error::redis_not_trusted:
        return "the certificate of Redis is not trusted for this host: give the certificate of its "
               "authority as tls.ca, and the name that it stands for as tls.server_name";
    case error::redis_wrong_password:
        return "Redis refused user or password: check both, and that the user is on; leave the "
               "password out if Redis has none";
    case error::redis_password_missing:
        return "Redis wants a password: give it in the url or as password";
    case error::redis_no_permission:
        return "the user of Redis may not do this: allow the command and the names of channels and "
               "keys with ACL SETUSER";
    case error::redis_loading:
        return "Redis has just started and is loading its data: wait until it has";
    case error::redis_read_only:
        return "this Redis is a replica, which can only be read: give the address of its master, "
               "or "
               "of the sentinels";
    case error::redis_protected_mode:
        return "Redis is in protected mode and takes connections from its own machine alone: set a "
               "password in Redis, or protected-mode no behind a firewall";
    case error::redis_too_many_clients:
        return "Redis has as many clients as it takes: raise its maxclients";
    case error::redis_no_database:
        return "Redis has no database of that number: check the url, and databases in Redis; a "
               "Redis "
               "Cluster has only 0";
    case error::redis_full:
        return "Redis has no memory left: raise its maxmemory, or let it evict keys";
    case error::redis_elsewhere:
        return "this Redis is one of a Redis Cluster, and the key is on another: its slot is "
               "moving, "
               "or deployment is not set to redis_deployment::cluster";
    case error::redis_refused:
        return "Redis refused a command: what it said stands in the log";
    case error::redis_connection_lost:
        return "the connection to Redis ended before the answer: whether the command was executed "
               "is not known. If that repeats, its log says whether it cuts off who is too slow "
               "(client-output-buffer-limit) or idle (timeout)";
    case error::redis_away:
        return "Redis has been away for too long: send again when it is back, or raise "
               "queue_timeout";
    case error::redis_queue_full:
        return "too much waits for Redis: send less, or raise max_queued_bytes or "
               "max_queued_commands";
    case error::redis_answer_too_large:
        return "an answer of Redis is too large: ask for less at once, or raise max_answer_bytes";
    case error::redis_no_master:
        return "the sentinels of Redis know no master of that name: the host of the url is the "
               "name "
               "that they monitor it by, and hosts are their addresses";
    case error::redis_new_master:
        return "the sentinels of Redis have made another server the master, which is connected to "
               "now: if that repeats, their logs say why";
    default:
        return nullptr;
    }
}

/// Null if it is no error about Postgres.
char const* postgres_sentence(error value) noexcept {
    switch (value) {
    case error::postgres_unreachable:
        return "nothing answers at the address of Postgres: check that it runs, the host and port "
               "of the url, its listen_addresses, and firewalls on the way";
    case error::postgres_unknown_host:
        return "the name of the host of Postgres has no address: check the url and the name "
               "service";
    case error::postgres_silent:
        return "Postgres did not answer in time: look whether it is busy or stopped, and at the "
               "network; or raise answer_timeout";
    case error::postgres_is_none:
        return "what answers at the address of Postgres is something else: check host and port of "
               "the url";
    case error::postgres_no_tls:
        return "no TLS could be agreed on with Postgres: check sslmode and sslrootcert of the url, "
               "and the certificate of the server";
    case error::postgres_wrong_password:
        return "Postgres refused user or password: check those of the url";
    case error::postgres_not_let_in:
        return "Postgres lets nobody in from here: add a line for this host, user and database to "
               "its pg_hba.conf";
    case error::postgres_no_database:
        return "Postgres has no database of that name: check the url, or create it";
    case error::postgres_too_many_clients:
        return "Postgres has too many clients: raise its max_connections, or have fewer";
    case error::postgres_not_ready:
        return "Postgres is starting, stopping or recovering: wait until it is done";
    case error::postgres_read_only:
        return "this Postgres is a standby, which notifies nobody: give the url of the primary, or "
               "target_session_attrs=read-write with all hosts";
    case error::postgres_no_table:
        return "Postgres has no table for messages that are binary or large: CREATE TABLE "
               "socket_io_attachments (id bigserial UNIQUE, created_at timestamptz DEFAULT NOW(), "
               "payload bytea), with the name that table_name says";
    case error::postgres_long_channel:
        return "a namespace reaches no other servers through Postgres: 63 octets are left for "
               "prefix, # and name: give it a shorter name, or a shorter channel_prefix";
    case error::postgres_no_permission:
        return "the user may not do in Postgres what was tried: GRANT SELECT, INSERT, DELETE on "
               "the table that table_name says, and USAGE on its sequence";
    case error::postgres_not_heard:
        return "what is sent to Postgres does not come back: a pooler that keeps no session, such "
               "as PgBouncer in transaction mode, is between; give the url of Postgres itself";
    case error::postgres_refused:
        return "Postgres refused a command: what it said stands in the log";
    case error::postgres_connection_lost:
        return "the connection to Postgres ended before the answer: whether the command was "
               "executed is not known";
    case error::postgres_away:
        return "Postgres has been away for too long: send again when it is back, or raise "
               "queue_timeout";
    case error::postgres_queue_full:
        return "too much waits for Postgres: send less, or raise max_queued_bytes or "
               "max_queued_commands";
    default:
        return nullptr;
    }
}

class library_category final : public boost::system::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "socketiota"; }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<error>(value)) {
        case error::arguments_do_not_fit:
            return "the arguments do not have the expected types: compare the handler's parameters "
                   "with what the other side emits";
        case error::argument_missing:
            return "an argument is missing: emit it, or take it as std::optional";
        case error::number_out_of_range:
            return "a number does not fit into the expected type: take a wider one";
        case error::malformed_json:
            return "the text is not JSON";
        case error::nested_too_deep:
            return "arrays and objects are nested deeper than the limit: send flatter data";
        case error::illegal_attachment:
            return "illegal attachments: a placeholder names an attachment that did not come";
        case error::too_many_attachments:
            return "too many attachments: the other side accepts 10 in one event unless both sides "
                   "are told otherwise";
        case error::operation_has_timed_out:
            return "operation has timed out: the other side did not answer in time";
        case error::socket_disconnected:
            return "socket has been disconnected: no answer will come";
        case error::session_ended:
            return "the session ended before this had left: send it again on the next one of the "
                   "client";
        case error::invalid_option:
            return "an option has a value that it cannot have";
        case error::reserved_event_name:
            return "the name of the event is reserved: choose another than connect, connect_error, "
                   "disconnect, disconnecting, newListener and removeListener";
        case error::bad_certificate:
            return "no certificate that OpenSSL accepts: give PEM text, the certificate first and "
                   "then its chain";
        case error::bad_private_key:
            return "no private key that OpenSSL accepts: give PEM text";
        case error::locked_private_key:
            return "the private key is locked with a password, which is missing or wrong: set "
                   "key_password";
        case error::foreign_private_key:
            return "the private key does not belong to the certificate: give the pair that was "
                   "made together";
        case error::certificate_not_trusted:
            return "the certificate of the server is not trusted for this name: give the "
                   "certificate of its authority as ca, and the name that it stands for as "
                   "server_name";
        case error::speaks_no_tls:
            return "what answers speaks no TLS: check the port, or connect without TLS";
        case error::proxy_refused:
            return "the proxy does not lead to the server: what it said says why";
        case error::proxy_refused_login:
            return "the proxy wants user and password, or others: give them in its url";
        case error::too_large_for_server:
            return "the event is larger than what the server takes at once: send less, or raise "
                   "its max_http_buffer_size";
        case error::too_much_unsent:
            return "as much waits to be sent as client_options.max_buffered lets: send less, or "
                   "drop what is old";
        case error::text_is_not_utf8:
            return "the text is not UTF-8: send octets of another kind as bytes";
        case error::too_many_rooms:
            return "the socket is in too many rooms, or their names are too long: have it leave "
                   "some, or raise max_rooms or max_room_bytes";
        case error::too_many_acks:
            return "too many answers of this client are awaited: give emit_with_ack a timeout, or "
                   "raise max_pending_acks";
        default:
            break;
        }
        if (char const* const sentence = redis_sentence(static_cast<error>(value)))
            return sentence;
        if (char const* const sentence = postgres_sentence(static_cast<error>(value)))
            return sentence;
        return "unknown error " + std::to_string(value);
    }

    [[nodiscard]] boost::system::error_condition
    default_error_condition(int value) const noexcept override {
        switch (static_cast<error>(value)) {
        case error::arguments_do_not_fit:
        case error::argument_missing:
        case error::number_out_of_range:
        case error::malformed_json:
        case error::nested_too_deep:
        case error::illegal_attachment:
            return condition::bad_arguments;
        case error::operation_has_timed_out:
        case error::socket_disconnected:
        case error::too_many_acks:
            return condition::no_answer;
        case error::too_many_attachments:
        case error::invalid_option:
        case error::reserved_event_name:
        case error::bad_certificate:
        case error::bad_private_key:
        case error::locked_private_key:
        case error::foreign_private_key:
        case error::certificate_not_trusted:
        case error::speaks_no_tls:
        case error::proxy_refused:
        case error::proxy_refused_login:
        case error::text_is_not_utf8:
        case error::too_many_rooms:
        case error::session_ended:
        case error::too_large_for_server:
        case error::too_much_unsent:
            break;
        default: // Redis
            break;
        }
        return {value, *this};
    }
};

class library_condition_category final : public boost::system::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "socketiota condition"; }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<condition>(value)) {
        case condition::bad_arguments:
            return "what came from the other side does not have the expected form or type";
        case condition::no_answer:
            return "no answer will come";
        }
        return "unknown condition " + std::to_string(value);
    }
};

constinit library_category const library_category_instance;
constinit library_condition_category const library_condition_category_instance;

} // namespace

boost::system::error_category const& error_category() noexcept { return library_category_instance; }

boost::system::error_category const& condition_category() noexcept {
    return library_condition_category_instance;
}

} // namespace socketiota
