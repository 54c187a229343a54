// Text that came with the evidence. The DOM keeps it from being markup; here it is kept from lying to the eye: a direction override in a
// quote or a command could show something else than what is there.

const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The text with what cannot be seen written out, such as `<U+202E>`; line feeds stay. */
export function visible(text: string): string {
  return text.replace(hidden, (c) => (c === "\t" ? " " : `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}>`));
}
