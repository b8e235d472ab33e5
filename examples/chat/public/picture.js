// SPDX-License-Identifier: MIT
// Pictures: what they are by their bytes, and small enough to send.

import { make } from "./page.js";

export const maxPicture = 700000; // bytes
const maxSide = 1600; // pixels

/** The image type by the first bytes, "" for anything that is no picture we know. */
export function sniff(bytes) {
    const head = String.fromCharCode(...bytes.subarray(0, 12));
    if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
    if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "image/gif";
    return head.startsWith("RIFF") && head.endsWith("WEBP") ? "image/webp" : "";
}

/**
 * A file as {bytes, type}, small enough to send. A photo is always drawn anew, which also takes
 * out the place where it was taken. Throws an Error with a sentence for the user.
 */
export async function readPicture(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const type = sniff(bytes);
    if (!type) throw new Error("Only PNG, JPEG, GIF and WebP pictures can be sent.");
    const bitmap = await createImageBitmap(new Blob([bytes], { type })).catch(() => {
        throw new Error("This picture cannot be opened.");
    });
    let scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
    if (type !== "image/jpeg" && scale === 1 && bytes.length <= maxPicture) return { bytes, type };
    for (let quality = 0.85; ; scale *= 0.8, quality = 0.75) {
        const canvas = make("canvas", {
            width: Math.max(1, Math.round(bitmap.width * scale)),
            height: Math.max(1, Math.round(bitmap.height * scale)),
        });
        canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        // A browser that cannot write WebP writes PNG instead.
        const blob = await new Promise((done) => canvas.toBlob(done, "image/webp", quality));
        if (!blob) throw new Error("This picture cannot be opened.");
        if (blob.size > maxPicture) continue;
        return { bytes: new Uint8Array(await blob.arrayBuffer()), type: blob.type };
    }
}
