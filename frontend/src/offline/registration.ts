/** The service worker; on plain http outside localhost browsers offer none. */

export function keepsOffline(): boolean {
  return "serviceWorker" in navigator && "caches" in globalThis;
}

/** After the page has its files: the worker's own loading must not slow it down. */
export function registerWorker(): void {
  if (!keepsOffline()) return;
  const register = (): void => {
    navigator.serviceWorker
      .register("/sw.js", { scope: "/", updateViaCache: "none" })
      .catch(() => undefined); // a certificate the device does not trust: online use goes on
  };
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}

/**
 * The first page of a device loads before there is a worker: its fonts and later parts join
 * the kept files from the browser's own cache.
 */
export async function keepUsedAssets(): Promise<void> {
  const cache = await caches.open("assets");
  const loaded = performance.getEntriesByType("resource").map((each) => new URL(each.name));
  for (const { origin, pathname } of loaded) {
    if (origin !== location.origin || !pathname.startsWith("/static/assets/")) continue;
    if (!(await cache.match(pathname, { ignoreVary: true }))) await cache.add(pathname);
  }
}
