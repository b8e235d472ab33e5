// SPDX-License-Identifier: MIT
//
// Our client in the place of the official one, which SOCKETIOTA_CLIENT=ours asks for, and which tests
// of the suites are not for it.

export const isOurClient = process.env.SOCKETIOTA_CLIENT === "ours";

const engineClose = "nothing but a broken connection ends its session without its sockets";

/** Which tests, by their names, and why. */
const reasons = new Map([
    [/^client: the engine is closed$/, engineClose],
    [/^all namespaces of a lost connection leave$/, engineClose],
    [/^what was sent and never arrived is sent again$/, engineClose],
    [/^a forged (private id|offset) is worth nothing$/, "it lets nobody forge them"],
    [/^a server that drains lets its clients go one by one$/, "it does not tell the code of a close frame"],
    [/^official clients talk over /, "they look into its WebSocket"],
    [/^is sent back by the official client$/, "they look into its cookies"],
    [/^the official client over polling learns the status when it sends too much$/,
        "it does not send what is too much"],
    [/^a client that sends eleven attachments/, "it does not send what is too much"],
]);

export function isLeftOut(name) {
    return isOurClient && [...reasons.keys()].some((pattern) => pattern.test(name));
}
