/** One resumable upload (tus 1.0.0): goes on where it stopped, after a reload as well. */
import { Upload } from "tus-js-client";
import type { PendingFile } from "../chat/pending";
import { csrfToken } from "../hub/page";
import { t } from "../hub/strings";

const PIECE_BYTES = 4 * 1024 * 1024;
const RETRY_MS = [0, 1000, 3000, 5000, 10_000, 20_000];

/** The server will not take this file, however often it is sent. */
export class UploadRefused extends Error {}

interface Answered {
  originalResponse?: { getStatus(): number; getBody(): string } | null;
}

function refusalOf(error: unknown): UploadRefused | undefined {
  const answer = (error as Answered).originalResponse;
  const status = answer?.getStatus() ?? 0;
  if (!answer || status < 400 || status >= 500 || status === 409 || status === 429)
    return undefined;
  try {
    const problem = JSON.parse(answer.getBody()) as { message?: string };
    return new UploadRefused(problem.message ?? t("files.refused"));
  } catch {
    return new UploadRefused(t("files.refused"));
  }
}

/**
 * The stored file's id, once every byte is there. Throws UploadRefused, or another error
 * when no answer came; `remember` is called whenever `file` knows more than before.
 */
export function ensureUploaded(
  file: PendingFile,
  progress: (sent: number) => void,
  signal: AbortSignal,
  remember: () => void,
): Promise<string> {
  if (file.fileId) return Promise.resolve(file.fileId);
  return new Promise((resolve, reject) => {
    const upload = new Upload(file.blob, {
      endpoint: "/files/",
      uploadUrl: file.uploadUrl ?? null,
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_MS,
      metadata: { filename: file.name },
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
      onShouldRetry: (error) => !refusalOf(error) && !signal.aborted,
      onProgress: (sent) => progress(sent),
      onUploadUrlAvailable: () => {
        if (upload.url) file.uploadUrl = upload.url;
        remember();
      },
      onError: (error) => reject(refusalOf(error) ?? error),
      onSuccess: () => {
        file.fileId = new URL(upload.url ?? "", location.href).pathname.split("/")[2];
        remember();
        resolve(file.fileId ?? "");
      },
    });
    signal.addEventListener("abort", () => {
      void upload.abort();
      reject(new DOMException("aborted", "AbortError"));
    });
    upload.start();
  });
}

/** Tell the server to forget an upload nobody wants any more. */
export function dropUpload(file: PendingFile): void {
  if (!file.uploadUrl) return;
  const headers = { "X-CSRFToken": csrfToken() };
  fetch(file.uploadUrl, { method: "DELETE", headers }).catch(() => undefined);
}
