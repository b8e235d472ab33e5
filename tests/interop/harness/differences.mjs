// SPDX-License-Identifier: MIT
//
// Where the two servers are meant to differ, and why. Everything else in the suites is one
// expectation for both. `skip` means that there is no event at that server to wait for.
import { serverKind } from "./server.mjs";

const differences = {
    // node-behaviour 8.2, 1
    unsupportedRevisionOverWebSocket: {
        why: "Node completes the upgrade and then writes an HTTP error into the WebSocket stream",
        node: { switched: true },
        socketiota: { switched: false },
    },
    // node-behaviour 8.2, 2
    closePacketOverWebSocket: {
        why: "Node ignores the close packet on a WebSocket until the ping timeout",
        node: { closes: false },
        socketiota: { closes: true, reason: "transport close" },
    },
    // node-behaviour 8.2, 3
    sessionAfterTooLargePost: {
        why: "Node answers 413 and keeps a session whose client has lost data",
        node: { kept: true },
        socketiota: { kept: false },
    },
    // node-behaviour 8.2, 4
    heartbeatAfterUpgradeWithOutstandingPing: {
        why: "Node never pings again when the pong was lost during an upgrade",
        node: { skip: "the session lives on without heartbeats: nothing to wait for" },
        socketiota: {},
    },
    // node-behaviour 8.2, 4
    oldClientThatNeverPingsAfterUpgrade: {
        why: "Node forgets during an upgrade that a client of Engine.IO 3 has to ping",
        node: { skip: "the session lives on without heartbeats: nothing to wait for" },
        socketiota: {},
    },
    // node-behaviour 8.2, 6
    ackOfClientThatLeft: {
        why: "Node never settles the ack of a client that disconnected",
        node: { skip: "the callback is never called: nothing to wait for" },
        socketiota: {},
    },
    // node-behaviour 8.2, 6
    broadcastAckOfClientThatLeft: {
        why: "Node waits until the time is over for a client that has left",
        node: { failure: "operation has timed out" },
        socketiota: { failure: "a socket has disconnected" },
    },
    // node-behaviour 8.2, 7
    secondConnectWhileMiddlewarePending: {
        why: "Node creates two sockets of one client in one namespace",
        node: { sockets: 2 },
        socketiota: { sockets: 1 },
    },
    // node-behaviour 1.1
    pathThatOnlyBeginsSo: {
        why: "Node takes /pushed for its own if its path is /push without a slash at the end",
        node: { status: 200 },
        socketiota: { status: 404 },
    },
    // node-behaviour 8.2, 10
    spaceAsDigitOfAckId: {
        why: "Node's parser takes white space for a digit of the ack id",
        node: { accepted: true },
        socketiota: { accepted: false },
    },
    // RFC 7692 section 7.1.2.1
    serverWindowOf8Bits: {
        why: "Node agrees and compresses with a window of 9 bits, which zlib takes instead",
        node: { extensions: /server_max_window_bits=8/ },
        socketiota: { extensions: undefined },
    },
    truncatedDeflate: {
        why: "Node takes what there is of a compressed text that ends within a block",
        node: { skip: "the text is what was inflated so far" },
        socketiota: {},
    },
    // node-behaviour 2.4
    reasonOfProtocolViolation: {
        why: "on a WebSocket Node's engine is closed first and its own reason wins",
        node: { reason: "forced close" },
        socketiota: { reason: "forced server close" },
    },
    undecodablePayload: {
        why: "Node answers ok to a payload because of which it closes the session",
        node: { outcomes: [200] },
        socketiota: { outcomes: [400, "ended"] },
    },
    framesRightBehindUpgradeRequest: {
        why: "Node listens to a new WebSocket one turn after it has read from it",
        node: { skip: "frames that come with the upgrade request are lost: nothing to wait for" },
        socketiota: {},
    },
    // emit says so instead
    moreAttachmentsThanClientsTake: {
        why: "Node sends what its own clients disconnect for; socketiota sends nothing and emit "
            + "returns the error",
        node: { sent: true },
        socketiota: { sent: false },
    },
    // max_auth_bytes
    muchAuthInTwoNamespaces: {
        why: "Node keeps what a client gives for each namespace, however much it is together",
        node: { refusal: undefined },
        socketiota: { refusal: "Too much auth data" },
    },
    // design, "outgoing"
    volatileEventsOfOneTurn: {
        why: "Node's transport is not writable for the second of two emits in one turn; "
            + "socketiota drops only behind bytes of an earlier turn",
        node: { delivered: [0] },
        socketiota: { delivered: [0, 1, 2, 3, 4] },
    },
    // what a client that comes back is entitled to, which Node has no way to tell
    recoveryFromAStalledConnection: {
        why: "Node keeps a session only once it has noticed that the connection is gone",
        node: { recovered: false },
        socketiota: { recovered: true },
    },
    recoveryOfAClientThatReceivedNothing: {
        why: "Node needs the offset of a received event to find what is missed",
        node: { recovered: false },
        socketiota: { recovered: true },
    },
    recoveryInANamespaceThatIsEmpty: {
        why: "Node removes the namespace with all its sessions",
        node: { recovered: false },
        socketiota: { recovered: true },
    },
};

/** What the server under test is meant to do at this known difference. */
export function expected(name) {
    const difference = differences[name];
    if (!difference) throw new Error(`no such difference: ${name}`);
    return difference[serverKind];
}

export { differences };
