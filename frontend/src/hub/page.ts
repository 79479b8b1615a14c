/** What the server put into the page: `json_script` blocks and the token for writes. */

/** The content of `{{ value|json_script:id }}`. Throws when the page has no such block. */
export function pageData<T>(id: string): T {
  const block = document.getElementById(id);
  if (!block?.textContent) throw new Error(`The page has no data block ${id}`);
  return JSON.parse(block.textContent) as T;
}

/** The server said anew what the page's block says; who reads it next gets the new content. */
export function replacePageData(id: string, content: unknown): void {
  const block = document.getElementById(id);
  if (block) block.textContent = JSON.stringify(content);
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}
