// SPDX-License-Identifier: MIT
// The server only introduces the two pages; what they say to each other it never sees.
"use strict";

const find = (id) => document.getElementById(id);
const socket = io();
let room = "";
let peer; // the RTCPeerConnection with the other page
let channel; // the data channel in it

function tell(sentence, open = false) {
    find("status").textContent = sentence;
    find("status").className = open ? "open" : "";
    find("send").disabled = !open;
}

async function enter() {
    if (!socket.connected) return; // it enters when it is
    const free = await socket.emitWithAck("enter", room);
    find("door").hidden = free;
    find("talk").hidden = !free;
    if (free) tell(`Waiting for somebody else in ${room}.`);
    else tell(`There is no free seat in ${room}.`);
}

function write(who, text) {
    const line = document.createElement("div");
    line.className = who === "You" ? "mine" : "";
    line.append(Object.assign(document.createElement("b"), { textContent: `${who}: ` }), text);
    find("log").append(line);
    line.scrollIntoView({ block: "nearest" });
}

function say(text) {
    channel.send(text);
    write("You", text);
}

function use(opened) {
    channel = opened;
    channel.onopen = () => {
        tell("You are connected, from page to page.", true);
        say("Hello!");
    };
    channel.onmessage = ({ data }) => write("They", data);
}

/** A fresh connection for each one who comes; pages of different networks need `iceServers`. */
function begin() {
    peer?.close();
    peer = new RTCPeerConnection();
    peer.onicecandidate = ({ candidate }) => candidate && socket.emit("signal", { candidate });
    peer.ondatachannel = (event) => use(event.channel);
}

async function describe() {
    await peer.setLocalDescription(); // an offer, or the answer to one
    socket.emit("signal", { description: peer.localDescription });
}

// Somebody came after us: whoever was there first makes the offer, so that never both do.
socket.on("peer", () => {
    begin();
    use(peer.createDataChannel("talk"));
    describe();
});

socket.on("signal", async ({ description, candidate }) => {
    if (description?.type === "offer") begin();
    if (candidate) return peer.addIceCandidate(candidate);
    await peer.setRemoteDescription(description);
    if (description.type === "offer") await describe();
});

socket.on("gone", () => {
    peer?.close();
    tell(`They have left. Waiting for somebody else in ${room}.`);
});

// After a lost connection to the server this page has lost its seat; the other one begins anew.
socket.on("connect", () => room && enter());

find("door").onsubmit = async (event) => {
    event.preventDefault();
    room = find("room").value.trim();
    await enter();
    find("line").focus(); // nothing happens if it is hidden
};

find("composer").onsubmit = (event) => {
    event.preventDefault();
    say(find("line").value);
    find("line").value = "";
};
