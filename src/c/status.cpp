// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <new>
#include <stdexcept>

#include <c/status.hpp>

namespace socketiota::c {

sio_status status_of(error_code reason) noexcept {
    if (!reason)
        return SIO_OK;
    if (reason == error::socket_disconnected)
        return SIO_NOT_CONNECTED;
    if (reason == error::operation_has_timed_out)
        return SIO_TIMED_OUT;
    if (reason == error::reserved_event_name)
        return SIO_RESERVED_NAME;
    if (reason == error::too_large_for_server)
        return SIO_TOO_LARGE;
    if (reason == error::too_much_unsent)
        return SIO_TOO_MUCH_UNSENT;
    if (reason == error::malformed_json || reason == error::nested_too_deep ||
        reason == error::illegal_attachment)
        return SIO_BAD_ARGUMENTS;
    if (reason == boost::system::errc::not_enough_memory)
        return SIO_NO_MEMORY;
    return SIO_FAILED;
}

sio_status status_of(emit_result const& sent) noexcept {
    switch (sent.status()) {
    case emit_status::queued:
    case emit_status::dropped: // as it was asked to be
        return SIO_OK;
    case emit_status::not_connected:
        return SIO_NOT_CONNECTED;
    default:
        return status_of(sent.reason());
    }
}

sio_status status_of_exception() noexcept {
    try {
        throw;
    } catch (std::bad_alloc const&) {
        return SIO_NO_MEMORY;
    } catch (boost::system::system_error const& failure) {
        return status_of(failure.code());
    } catch (std::invalid_argument const&) { // only a reserved name is refused so
        return SIO_RESERVED_NAME;
    } catch (...) {
        return SIO_FAILED;
    }
}

} // namespace socketiota::c

int sio_c_version() noexcept { return SIO_C_VERSION; }

char const* sio_status_text(sio_status status) noexcept {
    switch (status) {
    case SIO_OK:
        return "all is well";
    case SIO_BAD_ARGUMENTS:
        return "the arguments are no JSON array, or name octets that were not given";
    case SIO_RESERVED_NAME:
        return "the name of the event is reserved: no such event comes or goes";
    case SIO_NOT_CONNECTED:
        return "the client is gone, or its connection ended before the answer came";
    case SIO_TOO_LARGE:
        return "the event is larger than what the server takes: send less, or raise its "
               "maxHttpBufferSize";
    case SIO_TOO_MUCH_UNSENT:
        return "too much waits to be sent: wait, or raise maxBuffered";
    case SIO_TIMED_OUT:
        return "the answer did not come in time";
    case SIO_NO_MEMORY:
        return "there is no memory left";
    case SIO_FAILED:
        break;
    }
    return "it failed for a reason that has no status of its own";
}
