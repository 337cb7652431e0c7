/** How long the browser may take to begin a download, in ms. */
const BEGIN_MS = 60_000;

/** Lets the browser save a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser reads the content later than `click()` returns.
  setTimeout(() => URL.revokeObjectURL(url), BEGIN_MS);
}
