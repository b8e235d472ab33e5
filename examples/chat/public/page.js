// SPDX-License-Identifier: MIT
// What knows nothing of rooms and lines: elements, lists that change in place, dialogs, drawers.

export const $ = (id) => document.getElementById(id);

/** An element with properties and children; strings become text, never markup. */
export function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
}

/** What stands for a person beside the name. */
export const initial = (name) => Array.from(name)[0]?.toUpperCase() ?? "";
export const hue = (name) =>
    Array.from(name).reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);

export function avatar(name) {
    const element = make("span", { className: "avatar", ariaHidden: "true" }, initial(name));
    element.style.setProperty("--hue", hue(name));
    return element;
}

/** Makes a list show the keys, one child each; children that stay keep the keyboard focus. */
export function sync(list, keys, create, fill) {
    const old = new Map(Array.from(list.children, (child) => [child.dataset.key, child]));
    for (const [key, child] of old) if (!keys.includes(key)) child.remove();
    keys.forEach((key, index) => {
        const child = old.get(key) ?? create(key);
        child.dataset.key = key;
        fill(child, key);
        if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
    });
}

/** Says what is wrong with an input, or with "" that nothing is, and goes there. */
export function showError(input, text) {
    $(input.getAttribute("aria-describedby")).textContent = text;
    input.ariaInvalid = text ? "true" : null;
    if (text) input.focus();
}

/** Tab goes round inside the container instead of leaving it. */
function keepFocus(event) {
    if (event.key !== "Tab") return;
    const all = [...event.currentTarget.querySelectorAll("a, button, input, textarea")];
    const stops = all.filter((element) => element.checkVisibility() && !element.disabled);
    const edge = event.shiftKey ? stops.at(0) : stops.at(-1);
    if (document.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops.at(0)).focus();
}

/**
 * Gives a <dialog> with a form its behaviour. The browser makes the rest of the page inert, closes
 * on Escape and gives the focus back.
 */
export function prepareDialog(id, { submit, closed = () => {} }) {
    const dialog = $(id);
    dialog.addEventListener("keydown", keepFocus);
    dialog.addEventListener("close", closed);
    dialog.querySelector("[data-cancel]")?.addEventListener("click", () => dialog.close());
    dialog.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        submit();
    });
}

// ---- Drawers: the side lists of a narrow page ------------------------------------------------

let drawer = null; // the one that is open
let opener = null; // the button that gets the focus back

function openDrawer(button) {
    opener = button;
    opener.ariaExpanded = "true";
    drawer = $(button.dataset.open);
    drawer.classList.add("open");
    $("talk").inert = true;
    drawer.querySelector("[data-close]").focus();
}

export function closeDrawer() {
    if (!drawer) return;
    drawer.classList.remove("open");
    $("talk").inert = false;
    opener.ariaExpanded = "false";
    opener.focus();
    drawer = null;
}

export function prepareDrawers(wide) {
    for (const button of document.querySelectorAll("[data-open]")) {
        button.addEventListener("click", () => openDrawer(button));
        $(button.dataset.open).addEventListener("keydown", (event) => {
            if (event.currentTarget === drawer) keepFocus(event);
        });
    }
    for (const button of document.querySelectorAll("[data-close]")) {
        button.addEventListener("click", closeDrawer);
    }
    $("scrim").addEventListener("click", closeDrawer);
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeDrawer();
    });
    wide.addEventListener("change", closeDrawer);
}
