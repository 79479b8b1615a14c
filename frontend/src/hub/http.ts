/** Requests to our own server: the write token on every POST, one error type for all failures. */
import { csrfToken } from "./page";
import { t } from "./strings";

export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field = "",
  ) {
    super(message);
  }
}

interface ProblemBody {
  code?: string;
  message?: string;
  field?: string;
}

async function problemOf(response: Response): Promise<RequestError> {
  const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
  const body: ProblemBody = isJson ? ((await response.json()) as ProblemBody) : {};
  const message = body.message ?? t("error.failed");
  return new RequestError(response.status, body.code ?? "failed", message, body.field);
}

/** Throws RequestError; its status is 0 and its code "network" when no answer came. */
async function request(url: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new RequestError(0, "network", t("error.network"));
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function getText(url: string, signal?: AbortSignal): Promise<string> {
  return (await request(url, { signal })).text();
}

/** A part of a page. The entrance, where a signed-out request is led to, is none: throws. */
export async function getPart(url: string): Promise<string> {
  const response = await request(url, { headers: { "X-Part": "1" } });
  if (response.redirected) throw new RequestError(401, "signed_out", t("error.failed"));
  return response.text();
}

export async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const headers = { Accept: "application/json" };
  return (await (await request(url, { headers, signal })).json()) as T;
}

/** Sends a form as it is, anything else as JSON. */
export async function post(url: string, content: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {
    "X-CSRFToken": csrfToken(),
    Accept: "application/json",
  };
  if (content instanceof FormData) {
    return request(url, { method: "POST", headers, body: content, signal });
  }
  headers["Content-Type"] = "application/json";
  return request(url, { method: "POST", headers, body: JSON.stringify(content), signal });
}

export async function postJson<T>(url: string, content: unknown): Promise<T> {
  return (await (await post(url, content)).json()) as T;
}
