/** Where a pasted picture comes from: a file of this hub, bytes in the clipboard, or elsewhere. */

const PATH = /^\/files\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/$/;
const DATA = /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/;

/** The path of a file of this hub, also when the browser made it absolute; else nothing. */
export function ownPath(source: string): string | undefined {
  if (!URL.canParse(source, location.origin)) return undefined;
  const { origin, pathname } = new URL(source, location.origin);
  return origin === location.origin && PATH.test(pathname) ? pathname : undefined;
}

/** The file in a data: address. Not fetched: the policy allows no such request. */
export function fileOfData(source: string): File | undefined {
  const [, type, encoded] = DATA.exec(source) ?? [];
  if (!type || !encoded) return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded.replace(/\s/g, "")), (each) => each.charCodeAt(0));
    return new File([bytes], `image.${type.slice("image/".length)}`, { type });
  } catch {
    return undefined;
  }
}
