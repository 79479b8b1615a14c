/** What waits in this browser until the server has acknowledged it. */

export interface PendingFile {
  key: string;
  name: string;
  size: number; // bytes
  type: string;
  blob: Blob;
  /** Where the upload stands on the server, so that it goes on instead of starting again. */
  uploadUrl?: string;
  /** The stored file's id, once complete. */
  fileId?: string;
}

export interface PendingMessage {
  clientId: string;
  room: string;
  body: string;
  mentions: string[];
  replyTo: number | null;
  topic: string | null;
  stamp: string;
  files: PendingFile[];
  /** Why the server refused it; the person decides what happens next. */
  problem?: string;
}

/** A random UUID (RFC 9562, version 4), on plain http as well: `randomUUID` exists on https only. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
