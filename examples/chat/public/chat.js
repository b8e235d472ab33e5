// SPDX-License-Identifier: MIT
// The browser half of the chat. The events are described in ../README.md.

import { addNote, focusText, sawLines, showRoom, toBottom } from "./log.js";
import { flush, say, showWaiting, tell } from "./log.js";
import { $, avatar, closeDrawer, hue, initial, make, sync } from "./page.js";
import { prepareDialog, prepareDrawers, showError } from "./page.js";
import { readPicture } from "./picture.js";
import { ask, here, keep, kept, socket } from "./server.js";

const maxText = 1000; // characters of a line
const typingEvery = 2000; // milliseconds between two "typing" of ours
const typingLasts = 5000; // milliseconds until somebody's "typing" is forgotten

let people = []; // names in the room
const missing = new Set(); // who was here when the connection broke and is not back yet
let lastTyping = 0; // when we told the last time that we are typing
const typists = new Map(); // name -> timer that forgets it

// ---- Connection -----------------------------------------------------------------------------

let statusTimer = 0;
function showStatus(text, kind, forMilliseconds = 0) {
    clearTimeout(statusTimer);
    $("status").textContent = text;
    $("status").className = kind;
    if (forMilliseconds) statusTimer = setTimeout(showStatus, forMilliseconds, "", "");
}

socket.on("connect", () => {
    if (kept.room) rejoin();
    else showStatus("", "");
});

/** After a restart of the server a room that somebody made is gone, so this may make it again. */
function rejoin() {
    join(kept.room, kept.name, true, (error, reply) => {
        if (!error) return;
        if (!reply) return socket.connected && rejoin();
        showStatus("", "");
        if ($("chat").hidden) leave(error);
        else openName(error);
    });
}

socket.on("disconnect", (reason) => {
    here.joined = false;
    for (const name of people) missing.add(name);
    for (const name of typists.keys()) forgetTyping(name);
    showWaiting();
    const isSentAway = reason === "io server disconnect";
    if (isSentAway) showStatus("The server has closed the connection. Load the page again.", "bad");
    else showStatus("Reconnecting ...", "wait");
});

socket.on("connect_error", (error) => {
    if (socket.active) showStatus(kept.room ? "Reconnecting ..." : "Connecting ...", "wait");
    else showStatus(`The server refuses: ${error.message}`, "bad");
});

// ---- Rooms and people -----------------------------------------------------------------------

function join(room, name, create, done) {
    ask("join", { room, name, session: kept.session, create }, (error, reply) => {
        if (!error) enter(reply);
        done(error, reply);
    });
}

/** Shows the room of an answered "join"; lines that are shown already stay where they are. */
function enter(reply) {
    const isBack = kept.room === reply.room && !$("chat").hidden;
    kept.room = reply.room;
    kept.name = reply.you;
    here.joined = true;
    keep();
    if (!isBack) missing.clear();
    for (const name of typists.keys()) forgetTyping(name);
    history.replaceState(null, "", `#${encodeURIComponent(reply.room)}`);

    $("entry").hidden = true;
    $("chat").hidden = false;
    $("room-name").textContent = reply.room;
    showMe();
    showPeople(reply.people);
    for (const button of $("room-list").querySelectorAll("button")) markRoom(button);
    showRoom(reply.room, reply.lines, isBack);
    if (!isBack) focusText();
    showStatus(isBack ? "Back" : "", "good", 3000);
    flush();
}

/** Back to the first page: the name is not ours any more. */
function leave(error) {
    kept.room = "";
    keep();
    $("chat").hidden = true;
    $("entry").hidden = false;
    document.title = "chat";
    showError($("entry-name"), error);
    $("entry-name").focus();
}

function showMe() {
    $("my-name").textContent = kept.name;
    $("my-avatar").textContent = initial(kept.name);
    $("my-avatar").style.setProperty("--hue", hue(kept.name));
}

const count = (n) => (n === 1 ? "1 person" : `${n} people`);

function showPeople(names) {
    people = names;
    for (const name of names) missing.delete(name);
    $("room-about").textContent = count(names.length);
    const create = (name) =>
        make("li", {}, avatar(name), make("bdi", {}, name), make("span", { className: "quiet" }));
    sync($("people-list"), names, create, (item, name) => {
        item.lastChild.textContent = name === kept.name ? "you" : "";
    });
}

socket.on("rooms", (list) => {
    const names = list.map(({ name }) => name);
    const inside = new Map(list.map(({ name, people: n }) => [name, n]));
    sync($("room-list"), names, createRow, ({ firstChild: button }, name) => {
        markRoom(button);
        button.ariaLabel = `${name}, ${count(inside.get(name))}`;
        button.lastChild.textContent = inside.get(name) || "";
    });
    sync($("entry-rooms"), names, createChoice, ({ lastChild: label }, name) => {
        label.lastChild.textContent = inside.get(name) ? count(inside.get(name)) : "";
    });
    if (entryRoom() === undefined) chooseFirst(names);
});

function createRow(name) {
    const button = make("button", { type: "button", className: "row" });
    button.append(make("bdi", {}, name), make("span", { className: "count" }));
    button.onclick = () => switchRoom(name, false);
    return make("li", {}, button);
}

function markRoom(button) {
    button.ariaCurrent = button.firstChild.textContent === kept.room ? "true" : null;
}

function createChoice(name) {
    const label = make("span", {}, make("bdi", {}, name), make("span", { className: "quiet" }));
    return make("label", {}, make("input", { type: "radio", name: "room", value: name }), label);
}

/** Before the visitor chooses: the room of the address, or else the first one. */
function chooseFirst(names) {
    const hash = new URLSearchParams(`room=${location.hash.slice(1)}`).get("room");
    const choice = !hash ? names[0] : names.includes(hash) ? hash : "";
    if (!choice) $("entry-new-room").value = hash;
    for (const radio of document.getElementsByName("room")) radio.checked = radio.value === choice;
    $("entry-new").hidden = choice !== "";
}

/** The chosen room, "" for a new one, undefined before there is a choice. */
const entryRoom = () => document.querySelector("input[name=room]:checked")?.value;

/** Rooms are written small and without spaces, so that they are easy to type and to link to. */
const roomLike = (text) => text.trim().toLowerCase().replace(/\s+/g, "-");

socket.on("people", ({ people: names, what, name, was }) => {
    const isBack = what === "joined" && missing.has(name);
    if (what !== "joined") forgetTyping(what === "renamed" ? was : name);
    showPeople(names);
    if (what === "renamed") addNote(make("bdi", {}, was), " is now ", make("bdi", {}, name));
    else if (!isBack) addNote(make("bdi", {}, name), ` ${what}`);
});

// ---- Typing ---------------------------------------------------------------------------------

socket.on("typing", ({ name }) => {
    clearTimeout(typists.get(name));
    typists.set(name, setTimeout(forgetTyping, typingLasts, name));
    showTyping();
});

function forgetTyping(name) {
    clearTimeout(typists.get(name));
    if (typists.delete(name)) showTyping();
}

function showTyping() {
    const [one, two, ...more] = [...typists.keys()].map((name) => make("bdi", {}, name));
    const words = () => {
        if (!one) return [];
        if (!two) return [one, " is typing"];
        if (!more.length) return [one, " and ", two, " are typing"];
        return ["Several people are typing"];
    };
    $("typing").replaceChildren(...words());
}

for (const event of ["line", "picture"]) socket.on(event, ({ name }) => forgetTyping(name));

// ---- Pictures -------------------------------------------------------------------------------

let offered = null; // the picture in the dialog

async function offerPicture(file) {
    tell("");
    try {
        offered = await readPicture(file);
    } catch (error) {
        return tell(error.message);
    }
    const { bytes, type } = offered;
    $("picture-preview").src = URL.createObjectURL(new Blob([bytes], { type }));
    $("picture-about").textContent = `${Math.ceil(bytes.length / 1000)} kB`;
    $("picture-alt").value = "";
    $("picture-dialog").showModal();
    $("picture-alt").focus();
}

// ---- Forms and keys -------------------------------------------------------------------------

function switchRoom(room, create, done = tell) {
    closeDrawer();
    if (here.joined && room === kept.room) return done("");
    join(room, kept.name, create, done);
}

function openName(error) {
    $("name-input").value = kept.name;
    $("name-dialog").showModal();
    $("name-input").select();
    showError($("name-input"), error);
}

prepareDialog("name-dialog", {
    submit() {
        const name = $("name-input").value.trim();
        const done = (error, reply) => {
            showError($("name-input"), error);
            if (error) return;
            kept.name = reply.you;
            keep();
            showMe();
            showPeople(people);
            $("name-dialog").close();
        };
        if (here.joined) ask("rename", { name }, done);
        else join(kept.room, name, true, done);
    },
    closed() {
        if (!here.joined && socket.connected) leave("");
    },
});

prepareDialog("room-dialog", {
    submit() {
        const done = (error) => {
            showError($("room-input"), error);
            if (error) return;
            $("room-dialog").close();
            focusText();
        };
        switchRoom(roomLike($("room-input").value), true, done);
    },
});

prepareDialog("picture-dialog", {
    submit() {
        say({ text: $("picture-alt").value.trim(), ...offered });
        $("picture-dialog").close();
    },
    closed() {
        URL.revokeObjectURL($("picture-preview").src);
        offered = null;
    },
});

prepareDialog("look-dialog", { submit: () => $("look-dialog").close() });
$("look-dialog").onclick = () => $("look-dialog").close();

prepareDrawers(matchMedia("(min-width: 60rem)"));

$("entry-name").value = kept.name;

$("entry-form").onchange = () => {
    $("entry-new").hidden = entryRoom() !== "";
};

$("entry-form").onsubmit = (event) => {
    event.preventDefault();
    const isNew = entryRoom() === "";
    const room = isNew ? roomLike($("entry-new-room").value) : (entryRoom() ?? "");
    showError($("entry-new-room"), isNew && !room ? "The new room needs a name." : "");
    if (!room) return;
    join(room, $("entry-name").value.trim(), isNew, (error) => showError($("entry-name"), error));
};

$("new-room").onclick = () => {
    closeDrawer();
    $("room-input").value = "";
    showError($("room-input"), "");
    $("room-dialog").showModal();
};

$("change-name").onclick = () => {
    closeDrawer();
    openName("");
};

$("text").oninput = () => {
    const { value } = $("text");
    $("text").style.height = "auto";
    $("text").style.height = `${$("text").scrollHeight + 2}px`;
    const over = Array.from(value).length - maxText;
    tell(over > 0 ? `A line has at most ${maxText} characters: ${over} too many.` : "");
    if (!value || !here.joined || Date.now() - lastTyping < typingEvery) return;
    lastTyping = Date.now();
    socket.volatile.emit("typing");
};

$("text").onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    $("composer").requestSubmit();
};

$("composer").onsubmit = (event) => {
    event.preventDefault();
    const text = $("text").value.trim();
    if (!text || Array.from(text).length > maxText) return;
    if (!say({ type: "text/plain", text })) return;
    $("text").value = "";
    $("text").oninput();
    lastTyping = 0;
    $("text").focus();
};

$("text").onpaste = (event) => {
    const file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    offerPicture(file);
};

$("attach").onclick = () => $("file").click();

$("file").onchange = () => {
    if ($("file").files.length) offerPicture($("file").files[0]);
    $("file").value = "";
};

$("talk").ondragover = (event) => event.preventDefault();
$("talk").ondrop = (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) offerPicture(event.dataTransfer.files[0]);
};

$("jump").onclick = () => {
    toBottom();
    $("log").focus();
};

document.onvisibilitychange = sawLines;
showStatus("Connecting ...", "wait");
