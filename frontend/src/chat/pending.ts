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
