/** One resumable upload (tus 1.0.0): goes on where it stopped, after a reload as well. */
import { type DetailedError, Upload } from "tus-js-client";
import type { PendingFile } from "../chat/pending";
import { csrfToken } from "../hub/page";
import { t } from "../hub/strings";

const ENDPOINT = "/files/";
const PIECE_BYTES = 4 * 1024 * 1024;
const RETRY_MS = [0, 1000, 3000, 5000, 10_000, 20_000];
const DISK_FULL = 507;
/** An upload that another request still holds, or too many of them: worth another try. */
const LATER = [409, 423, 429];

/** The server will not take this file, however often it is sent. */
export class UploadRefused extends Error {
  constructor(
    message: string,
    readonly status = 0,
  ) {
    super(message);
  }
}

function refusalOf(error: unknown): UploadRefused | undefined {
  const answer = (error as Partial<DetailedError>).originalResponse;
  const status = answer?.getStatus() ?? 0;
  const final = (status >= 400 && status < 500 && !LATER.includes(status)) || status === DISK_FULL;
  if (!answer || !final) return undefined;
  let message = t("files.refused");
  try {
    message = (JSON.parse(answer.getBody()) as { message?: string }).message ?? message;
  } catch {
    // A proxy's page: it says nothing to people.
  }
  return new UploadRefused(message, status);
}

/**
 * The stored file's id, once every byte is there. Throws UploadRefused, or another error
 * when no answer came; `remember` is called whenever `file` knows more than before.
 */
export async function ensureUploaded(
  file: PendingFile,
  progress: (sent: number) => void,
  signal: AbortSignal,
  remember: () => void,
): Promise<string> {
  if (file.fileId) return file.fileId;
  try {
    return await sent(file, progress, signal, remember);
  } catch (error) {
    if (file.uploadUrl && isGone(error)) {
      delete file.uploadUrl;
      return sent(file, progress, signal, remember);
    }
    if (!(error instanceof UploadRefused) && !signal.aborted) await checkReadable(file.blob);
    throw error;
  }
}

/** The server threw the unfinished upload away: once more from the beginning. */
function isGone(error: unknown): boolean {
  return error instanceof UploadRefused && (error.status === 404 || error.status === 410);
}

/** A file that was moved or changed on the device looks like a broken connection. */
async function checkReadable(blob: Blob): Promise<void> {
  try {
    await blob.slice(0, 1).arrayBuffer();
  } catch {
    throw new UploadRefused(t("files.unreadable"));
  }
}

function sent(
  file: PendingFile,
  progress: (sent: number) => void,
  signal: AbortSignal,
  remember: () => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file.blob, {
      endpoint: file.uploadUrl ? null : ENDPOINT,
      uploadUrl: file.uploadUrl ?? null,
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_MS,
      metadata: { filename: file.name },
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
      onShouldRetry: (error) => !refusalOf(error) && !signal.aborted,
      onProgress: (bytes) => progress(bytes),
      onUploadUrlAvailable: () => {
        // Without an endpoint a server that is just starting again cannot make it begin anew.
        upload.options.endpoint = null;
        if (upload.url) file.uploadUrl = new URL(upload.url, location.href).pathname;
        remember();
      },
      onError: (error) => reject(refusalOf(error) ?? error),
      onSuccess: () => {
        file.fileId = file.uploadUrl?.split("/")[2] ?? "";
        remember();
        resolve(file.fileId);
      },
    });
    const stopped = (): void => {
      void upload.abort();
      reject(new DOMException("aborted", "AbortError"));
    };
    signal.addEventListener("abort", stopped, { once: true });
    upload.start();
  });
}

/** Tell the server to forget an upload nobody wants any more. */
export function dropUpload(file: PendingFile): void {
  if (!file.uploadUrl) return;
  const headers = { "X-CSRFToken": csrfToken() };
  fetch(file.uploadUrl, { method: "DELETE", headers }).catch(() => undefined);
}
