/** A name that every file system takes, whatever a context is called. */
export function fileName(context: string, node: string, ending: string): string {
  return `${`${context}-${node}`.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^\.+/, "")}.${ending}`;
}

/** Has the browser save it. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Later: some browsers begin to read only after the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
