// SPDX-License-Identifier: MIT
// The lines of the room on the page: those of the server, and ours that wait for it.

import { $, avatar, make } from "./page.js";
import { maxPicture, sniff } from "./picture.js";
import { ask, here, keep, kept, randomId, socket } from "./server.js";

const maxQueue = 20; // lines that wait for the server
const maxShown = 400; // lines kept on the page
const fullHistory = 50; // lines that the server tells on joining

let sending = false; // one line is on its way; the next one waits for its ack
let unseen = 0; // lines that came below the visible part or while the page was hidden
const lines = new Map(); // id -> element, for the room on the page

let nextLog = null; // a log that is being filled, not on the page yet
const log = () => nextLog ?? $("log");

/**
 * Shows the lines of a room. After a break of the connection what is shown stays, and what is
 * missing comes below.
 */
export function showRoom(room, history, isSame) {
    if (!isSame) clearLog(room);
    const isGap = history.length >= fullHistory && !history.some(({ id }) => lines.has(id));
    if (isSame && isGap) addNote("Lines in between may be missing");
    for (const line of history) showLine(line);
    showWaiting();
    if (!isSame) revealLog();
}

/**
 * A live region speaks what is added to it while it is on the page, so the lines of the past go
 * into a new one before it is there and are not read aloud.
 */
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

const isAtBottom = () => log().scrollHeight - log().scrollTop - log().clientHeight < 60;

export function toBottom() {
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

export function addNote(...words) {
    addToLog(make("p", { className: "note" }, ...words));
}

/** A line right after another one of the same person shows no name again. */
function group(element) {
    if (!element) return;
    const before = element.previousElementSibling;
    const isSame = before?.dataset.name === element.dataset.name;
    const isSoon = element.dataset.at - before?.dataset.at < 300000;
    element.classList.toggle("follows", isSame && isSoon);
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
    if (element) return element.querySelector(".unfetched") && fetchPicture(element, line);
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
    const dateStyle = isToday ? undefined : "medium";
    time.textContent = date.toLocaleString([], { dateStyle, timeStyle: "short" });
    element.dataset.at = at;
}

/** The text in pieces, web addresses as links. */
function linked(text) {
    const link = { target: "_blank", rel: "noopener noreferrer" };
    return text
        .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'])/)
        .map((part, index) => (index % 2 ? make("a", { href: part, ...link }, part) : part));
}

/** A picture's bytes live as long as its line is on the page. */
function forgetLine(element) {
    const image = element.querySelector(".picture img");
    if (image) URL.revokeObjectURL(image.src);
}

function liveLine(line, bytes) {
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

export function sawLines() {
    if (!document.hidden && isAtBottom()) unseen = 0;
    showUnseen();
}

// ---- Sending --------------------------------------------------------------------------------

/**
 * What we say waits here until the server has acked it. One line is under way at a time, which
 * keeps the order; its id lets the server and the pages drop a line that was sent twice because
 * the connection broke before the ack.
 */
export function say(entry) {
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

/** Ours in this room that the server does not have yet, after a break or a reload. */
export function showWaiting() {
    for (const entry of kept.queue) {
        if (entry.room !== kept.room) continue;
        if (lines.has(entry.id)) showState(entry);
        else showEntry(entry);
    }
}

function showState(entry) {
    const state = lines.get(entry.id)?.querySelector(".state");
    if (!entry.refused) return state?.replaceChildren(here.joined ? "" : "Waiting to be sent");
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
        const element = lines.get(entry.id);
        const after = element.nextElementSibling;
        forgetLine(element);
        element.remove();
        lines.delete(entry.id);
        group(after);
        keep();
        focusText();
    };
    const why = make("span", { className: "error" }, `Not sent. ${entry.refused} `);
    state?.replaceChildren(why, again, " ", discard);
}

export function flush() {
    if (!here.joined || sending) return;
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
export function tell(text) {
    $("trouble").textContent = text;
}

// ---- Pictures -------------------------------------------------------------------------------

function showPicture(element, line, data) {
    const bytes = new Uint8Array(data);
    const body = element.querySelector(".body");
    const alt = line.text || `picture from ${line.name}`;
    const fail = () => body.replaceChildren(make("em", {}, `${alt} (it cannot be shown)`));
    if (bytes.length > maxPicture || !line.type || sniff(bytes) !== line.type) return fail();
    const follow = isAtBottom();
    const src = URL.createObjectURL(new Blob([bytes], { type: line.type }));
    const image = make("img", { alt, src });
    image.onload = () => follow && toBottom();
    image.onerror = fail;
    const button = make("button", { type: "button", className: "picture" }, image);
    button.ariaHasPopup = "dialog";
    button.onclick = () => {
        $("look-image").src = image.src;
        $("look-image").alt = alt;
        $("look-caption").textContent = line.text ? `${line.text} (${line.name})` : alt;
        $("look-dialog").showModal();
    };
    body.replaceChildren(button);
}

/** A picture of the past: the history has the line, the bytes are asked for. */
function fetchPicture(element, line) {
    const body = element.querySelector(".body");
    const alt = line.text || `picture from ${line.name}`;
    body.replaceChildren(make("em", { className: "unfetched" }, alt));
    ask("fetch", { id: line.id }, (error, reply) => {
        if (!error) return showPicture(element, line, reply.bytes);
        if (reply) body.replaceChildren(make("em", {}, `${alt} (${error})`));
    });
}

// ---- Focus ----------------------------------------------------------------------------------

/** Where writing goes on; on a phone that would raise the keyboard over the room. */
export function focusText() {
    if (matchMedia("(pointer: coarse)").matches) log().focus();
    else $("text").focus();
}
