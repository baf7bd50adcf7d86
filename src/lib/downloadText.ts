/** Hands a text to the browser as a file. */
export function downloadText(
  fileName: string,
  text: string,
  mediaType: "text/csv" | "text/plain" | "application/json",
): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: `${mediaType};charset=utf-8` }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // Not before the browser has begun to read it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
