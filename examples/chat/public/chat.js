// SPDX-License-Identifier: MIT
// The browser half of the chat. The events are described in ../README.md.

import { $, closeDrawer, make, prepareDialog, prepareDrawers, showError, sync } from "./page.js";
import { maxPicture, readPicture, sniff } from "./picture.js";

const maxText = 1000; // characters of a line
const maxQueue = 20; // lines that wait for the server
const maxShown = 400; // lines kept on the page
const patience = 10000; // milliseconds to wait for an answer
const typingEvery = 2000; // milliseconds between two "typing" of ours
const typingLasts = 5000; // milliseconds until somebody's "typing" is forgotten

/** crypto.randomUUID exists on https only, and a chat in the local network has none. */
function randomId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- What this tab knows --------------------------------------------------------------------

// Survives a reload, but not the tab: who we are, where we are, and what is not sent yet.
// A duplicated tab gets a copy, which the server takes for one more device of the same person.
const kept = { session: randomId(), name: "", room: "", queue: [], mine: [] };
try {
    kept.name = localStorage.getItem("chat-name") ?? "";
    Object.assign(kept, JSON.parse(sessionStorage.getItem("chat") ?? "{}"));
} catch {
    // Storage is forbidden or holds rubbish: the chat works, a reload begins anew.
}

/** Pictures are too large for the storage and wait in this tab only. */
function keep() {
    kept.mine = kept.mine.slice(-200);
    try {
        const queue = kept.queue.filter((entry) => entry.type === "text/plain");
        sessionStorage.setItem("chat", JSON.stringify({ ...kept, queue }));
        localStorage.setItem("chat-name", kept.name);
    } catch {
        // See above.
    }
}

let joined = false; // the server has us in kept.room on the present connection
let sending = false; // one line is on its way; the next one waits for its ack
let people = []; // names in the room
let missing = new Set(); // who was here when the connection broke and is not back yet
let roomList = []; // [{name, people}]
let unseen = 0; // lines that came below the visible part or while the page was hidden
let lastTyping = 0; // when we told the last time that we are typing
const lines = new Map(); // id -> element, for the room on the page
const typists = new Map(); // name -> timer that forgets it

// ---- Connection -----------------------------------------------------------------------------

const wanted = new URLSearchParams(location.search).get("transports")?.split(",") ?? [];
const transports = wanted.filter((name) => name === "websocket" || name === "polling");
const socket = io({
    transports: transports.length ? transports : ["polling", "websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 4000,
});

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
    joined = false;
    missing = new Set(people);
    for (const name of typists.keys()) forgetTyping(name);
    for (const entry of kept.queue) showState(entry);
    if (reason === "io server disconnect") showStatus("The server has closed the connection", "bad");
    else showStatus("Reconnecting ...", "wait");
});

socket.on("connect_error", (error) => {
    if (socket.active) showStatus(kept.room ? "Reconnecting ..." : "Connecting ...", "wait");
    else showStatus(`The server refuses: ${error.message}`, "bad");
});

/** Emits an event whose ack is {ok, error, ...}; done(error, reply) with error "" on success. */
function ask(event, ...args) {
    const done = args.pop();
    if (!socket.connected) return done("There is no connection to the server yet.");
    socket.timeout(patience).emit(event, ...args, (lost, reply) => {
        if (lost) done("The server does not answer.");
        else done(reply.ok ? "" : reply.error, reply);
    });
}

// ---- Rooms and people -----------------------------------------------------------------------

function join(room, name, create, done) {
    ask("join", { room, name, session: kept.session, create }, (error, reply) => {
        if (!error) enter(reply);
        done(error, reply);
    });
}

/** Shows the room of an answered "join"; lines that are shown already stay where they are. */
function enter(reply) {
    const back = kept.room === reply.room && !$("chat").hidden;
    if (!back) clearLog(reply.room);
    kept.room = reply.room;
    kept.name = reply.you;
    joined = true;
    keep();

    $("entry").hidden = true;
    $("chat").hidden = false;
    $("room-name").textContent = reply.room;
    history.replaceState(null, "", `#${encodeURIComponent(reply.room)}`);
    showMe();
    showPeople(reply.people);
    showRooms(roomList);
    if (back && lines.size && reply.lines.length && !reply.lines.some(({ id }) => lines.has(id))) {
        addNote("Lines in between may be missing");
    }
    for (const line of reply.lines) showLine(line);
    if (back) {
        for (const entry of kept.queue) showState(entry);
    } else {
        for (const entry of kept.queue) if (entry.room === kept.room) showEntry(entry);
        revealLog();
        focusText();
    }
    showStatus(back ? "Back" : "", "good", 3000);
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

const initial = (name) => Array.from(name)[0]?.toUpperCase() ?? "";
const hue = (name) => Array.from(name).reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 360, 7);
const count = (n) => (n === 1 ? "1 person" : `${n} people`);

function avatar(name) {
    const element = make("span", { className: "avatar", ariaHidden: "true" }, initial(name));
    element.style.setProperty("--hue", hue(name));
    return element;
}

function showPeople(names) {
    people = names;
    for (const name of names) missing.delete(name);
    $("room-about").textContent = count(names.length);
    const create = (name) => make("li", {}, avatar(name), make("bdi", {}, name), make("span", { className: "quiet" }));
    sync($("people-list"), names, create, (item, name) => {
        item.lastChild.textContent = name === kept.name ? "you" : "";
    });
}

function showRooms(list) {
    roomList = list;
    const names = list.map(({ name }) => name);
    const here = (name) => list.find((room) => room.name === name).people;
    const createRow = (name) => {
        const button = make("button", { type: "button", className: "row" }, make("bdi", {}, name));
        button.append(make("span", { className: "hidden" }), make("span", { className: "count", ariaHidden: "true" }));
        button.onclick = () => switchRoom(name, false);
        return make("li", {}, button);
    };
    sync($("room-list"), names, createRow, ({ firstChild: button }, name) => {
        button.ariaCurrent = name === kept.room ? "true" : null;
        button.children[1].textContent = `, ${count(here(name))}`;
        button.children[2].textContent = here(name) || "";
    });
    const createChoice = (name) =>
        make("label", {}, make("input", { type: "radio", name: "room", value: name }), make("span", {}, make("bdi", {}, name), make("span", { className: "quiet" })));
    sync($("entry-rooms"), names, createChoice, ({ lastChild: label }, name) => {
        label.lastChild.textContent = here(name) ? ` ${count(here(name))}` : "";
    });
    if (entryRoom() === undefined) chooseFirst(names);
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

socket.on("rooms", showRooms);

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
    const words = !one ? [] : !two ? [one, " is typing"] : more.length ? ["Several people are typing"] : [one, " and ", two, " are typing"];
    $("typing").replaceChildren(...words);
}

// ---- The log --------------------------------------------------------------------------------

/**
 * Puts a new log on the page. A live region speaks what is added to it while it is there, so the
 * lines of the past go into it before it is there (revealLog) and are not read aloud.
 */
let nextLog = null;
function clearLog(room) {
    for (const element of lines.values()) forgetLine(element);
    lines.clear();
    nextLog = $("log").cloneNode(false);
    nextLog.ariaLabel = `Conversation in ${room}`;
    $("log").removeAttribute("id");
}

function revealLog() {
    document.querySelector("[role=log]").replaceWith(nextLog);
    log().addEventListener("scroll", sawLines, { passive: true });
    nextLog = null;
    toBottom();
}

const log = () => nextLog ?? $("log");

const isAtBottom = () => log().scrollHeight - log().scrollTop - log().clientHeight < 60;

function toBottom() {
    log().scrollTop = log().scrollHeight;
    sawLines();
}

/** Adds above the lines that are not sent yet, and keeps the end in view if it was in view. */
function addToLog(element, isPending = false) {
    const follow = isAtBottom();
    log().insertBefore(element, isPending ? null : log().querySelector(".pending"));
    group(element);
    group(element.nextElementSibling);
    while (log().childElementCount > maxShown) {
        const oldest = log().firstElementChild;
        lines.delete(oldest.dataset.id);
        forgetLine(oldest);
        oldest.remove();
    }
    if (follow || isPending) toBottom();
    return follow;
}

function addNote(...words) {
    addToLog(make("p", { className: "note" }, ...words));
}

/** A line right after another one of the same person shows no name again. */
function group(element) {
    if (!element) return;
    const before = element.previousElementSibling;
    const follows = before?.dataset.name === element.dataset.name && element.dataset.at - before?.dataset.at < 300000;
    element.classList.toggle("follows", Boolean(follows));
}

/** Shows a line of the server, once: by its id it may be ours, or here from before a break. */
function showLine(line, bytes) {
    const index = kept.queue.findIndex(({ id }) => id === line.id);
    if (index >= 0) kept.queue.splice(index, 1);
    let element = lines.get(line.id);
    if (element?.classList.contains("pending")) {
        element.classList.remove("pending");
        showState(line);
        stamp(element, line);
        // Moving it speaks it again, so only where another one waits above.
        if (element.previousElementSibling?.classList.contains("pending")) addToLog(element);
        keep();
    }
    if (element) return element.querySelector(".unseen") && fetchPicture(element, line);
    element = drawLine(line, kept.mine.includes(line.id));
    lines.set(line.id, element);
    const seen = addToLog(element);
    if (line.type !== "text/plain") {
        if (bytes) showPicture(element, line, bytes);
        else fetchPicture(element, line);
    }
    return seen;
}

function drawLine(line, isMine) {
    const element = make("article", { className: isMine ? "line mine" : "line" });
    const who = make("p", { className: "who" }, make("bdi", {}, line.name), make("time"));
    const body = make("div", { className: "body" });
    if (line.type === "text/plain") body.append(...linked(line.text));
    element.append(avatar(line.name), who, body, make("div", { className: "state" }));
    element.dataset.id = line.id;
    element.dataset.name = line.name;
    stamp(element, line);
    return element;
}

function stamp(element, { at }) {
    const date = new Date(at);
    const isToday = date.toDateString() === new Date().toDateString();
    const time = element.querySelector("time");
    time.dateTime = date.toISOString();
    time.textContent = date.toLocaleString([], isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
    element.querySelector(".body").title = date.toLocaleString();
    element.dataset.at = at;
}

/** The text in pieces, web addresses as links. */
function linked(text) {
    return text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'])/).map((part, index) =>
        index % 2 && URL.canParse?.(part) ? make("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part,
    );
}

/** A picture's bytes live as long as its line is on the page. */
function forgetLine(element) {
    const image = element.querySelector(".picture img");
    if (image) URL.revokeObjectURL(image.src);
}

function liveLine(line, bytes) {
    forgetTyping(line.name);
    if (line.name === kept.name) kept.mine.push(line.id); // another device of ours
    const isNew = !lines.has(line.id);
    const seen = showLine(line, bytes);
    if (isNew && (!seen || document.hidden)) {
        unseen += 1;
        showUnseen();
    }
}

socket.on("line", (line) => liveLine(line));
socket.on("picture", (line, bytes) => liveLine(line, bytes));

function showUnseen() {
    const hidden = !isAtBottom();
    $("jump").hidden = !unseen || !hidden;
    $("jump").textContent = unseen === 1 ? "1 new line" : `${unseen} new lines`;
    document.title = `${unseen ? `(${unseen}) ` : ""}${kept.room} - chat`;
}

function sawLines() {
    if (!document.hidden && isAtBottom()) unseen = 0;
    showUnseen();
}

// ---- Sending --------------------------------------------------------------------------------

/**
 * What we say waits here until the server has acked it. One line is under way at a time, which
 * keeps the order; its id lets the server and the pages drop a line that was sent twice because
 * the connection broke before the ack.
 */
function say(entry) {
    if (kept.queue.length >= maxQueue) {
        tell(`${maxQueue} lines wait for the server already.`);
        return false;
    }
    const whole = { id: randomId(), room: kept.room, at: Date.now(), ...entry };
    kept.queue.push(whole);
    kept.mine.push(whole.id);
    keep();
    showEntry(whole);
    flush();
    return true;
}

function showEntry(entry) {
    const element = drawLine({ ...entry, name: kept.name }, true);
    element.classList.add("pending");
    lines.set(entry.id, element);
    addToLog(element, true);
    if (entry.bytes) showPicture(element, { ...entry, name: kept.name }, entry.bytes);
    showState(entry);
}

function showState(entry) {
    const state = lines.get(entry.id)?.querySelector(".state");
    if (!entry.refused) return state?.replaceChildren(joined ? "" : "Waiting to be sent");
    const again = make("button", { type: "button", className: "link" }, "Try again");
    const discard = make("button", { type: "button", className: "link" }, "Discard");
    again.onclick = () => {
        entry.refused = "";
        showState(entry);
        flush();
        focusText();
    };
    discard.onclick = () => {
        kept.queue = kept.queue.filter((other) => other !== entry);
        forgetLine(lines.get(entry.id));
        lines.get(entry.id).remove();
        lines.delete(entry.id);
        keep();
        focusText();
    };
    state?.replaceChildren(make("span", { className: "error" }, `Not sent. ${entry.refused} `), again, " ", discard);
}

function flush() {
    if (!joined || sending) return;
    const entry = kept.queue.find(({ room, refused }) => room === kept.room && !refused);
    if (!entry) return;
    sending = true;
    const { id, text, type, bytes } = entry;
    const done = (error, reply) => {
        sending = false;
        if (!error) showLine(reply.line);
        else if (reply) {
            entry.refused = error;
            tell(error);
            showState(entry);
        }
        flush(); // without a reply the same line goes again, after the way back if need be
    };
    if (type === "text/plain") ask("say", { id, text }, done);
    else ask("picture", { id, alt: text, type }, bytes, done);
}

/** Says next to the composer what went wrong, until the next key. */
function tell(text) {
    $("trouble").textContent = text;
}

// ---- Pictures -------------------------------------------------------------------------------

function showPicture(element, line, data) {
    const bytes = new Uint8Array(data);
    const body = element.querySelector(".body");
    const alt = line.text || `picture from ${line.name}`;
    const fail = () => body.replaceChildren(make("em", {}, `A picture that cannot be shown: ${alt}`));
    if (bytes.length > maxPicture || !line.type || sniff(bytes) !== line.type) return fail();
    const follow = isAtBottom();
    const image = make("img", { alt, src: URL.createObjectURL(new Blob([bytes], { type: line.type })) });
    image.onload = () => follow && toBottom();
    image.onerror = fail;
    const button = make("button", { type: "button", className: "picture", ariaHasPopup: "dialog" }, image);
    button.onclick = () => {
        $("look-image").src = image.src;
        $("look-image").alt = alt;
        $("look-caption").textContent = line.text ? `${line.text} (${line.name})` : `From ${line.name}`;
        openDialog("look-dialog");
    };
    body.replaceChildren(button);
}

/** A picture of the past: the history has the line, the bytes are asked for. */
function fetchPicture(element, line) {
    const body = element.querySelector(".body");
    const alt = line.text || `picture from ${line.name}`;
    body.replaceChildren(make("em", { className: "unseen" }, alt));
    ask("fetch", { id: line.id }, (error, reply) => {
        if (!error) return showPicture(element, line, reply.bytes);
        if (reply) body.replaceChildren(make("em", {}, `${alt} (${error})`));
    });
}

let offered = null; // the picture in the dialog

async function offerPicture(file) {
    tell("");
    try {
        offered = await readPicture(file);
    } catch (error) {
        return tell(error.message);
    }
    $("picture-preview").src = URL.createObjectURL(new Blob([offered.bytes], { type: offered.type }));
    $("picture-about").textContent = `${Math.ceil(offered.bytes.length / 1000)} kB, ${offered.type.slice(6).toUpperCase()}`;
    $("picture-alt").value = "";
    $("picture-dialog").showModal();
    $("picture-alt").focus();
}

// ---- Forms and keys -------------------------------------------------------------------------

const wide = matchMedia("(min-width: 60rem)");

/** Where writing goes on; on a phone that would raise the keyboard over the room. */
function focusText() {
    if (matchMedia("(pointer: coarse)").matches) log().focus();
    else $("text").focus();
}

function switchRoom(room, create, done = tell) {
    closeDrawer();
    if (joined && room === kept.room) return done("");
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
        if (joined) ask("rename", { name }, done);
        else join(kept.room, name, true, done);
    },
    closed() {
        if (!joined && socket.connected) leave("");
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
        if (say({ text: $("picture-alt").value.trim(), ...offered })) $("picture-dialog").close();
    },
    closed() {
        URL.revokeObjectURL($("picture-preview").src);
        offered = null;
    },
});

prepareDialog("look-dialog", { submit: () => $("look-dialog").close() });
$("look-dialog").onclick = () => $("look-dialog").close();

prepareDrawers(wide);

$("entry-name").value = kept.name;

$("entry-form").onchange = () => {
    $("entry-new").hidden = entryRoom() !== "";
};

$("entry-form").onsubmit = (event) => {
    event.preventDefault();
    const isNew = entryRoom() === "";
    const room = isNew ? roomLike($("entry-new-room").value) : entryRoom() ?? "";
    showError($("entry-new-room"), "");
    join(room, $("entry-name").value.trim(), isNew, (error) => {
        showError(isNew && /room/.test(error) ? $("entry-new-room") : $("entry-name"), error);
    });
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
    tell(over > 0 ? `A line has at most ${maxText} characters, this one has ${over} too many.` : "");
    if (!value || !joined || Date.now() - lastTyping < typingEvery) return;
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
    log().focus();
};

document.onvisibilitychange = sawLines;
showStatus("Connecting ...", "wait");
