import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { getJson, post, postJson, RequestError } from "./http";
import { forgetStrings } from "./strings";

const fetching = vi.fn<typeof fetch>();

beforeEach(() => {
  forgetStrings();
  const strings = { "error.network": "No connection", "error.failed": "Failed" };
  document.head.innerHTML = '<meta name="csrf-token" content="secret">';
  document.body.innerHTML = `<script type="application/json" id="client-strings">${JSON.stringify(strings)}</script>`;
  vi.stubGlobal("fetch", fetching);
});
afterEach(() => vi.unstubAllGlobals());

function answer(body: unknown, status = 200): Response {
  const headers = { "Content-Type": "application/json" };
  return new Response(JSON.stringify(body), { status, headers });
}

test("a write carries the token of the page", async () => {
  fetching.mockResolvedValue(answer({ id: 7 }));
  expect(await postJson("/rooms/", { name: "夜間" })).toEqual({ id: 7 });
  const options = fetching.mock.calls[0]?.[1];
  expect(options?.headers).toMatchObject({ "X-CSRFToken": "secret" });
  expect(options?.body).toBe('{"name":"夜間"}');
});

test("a form is sent as it is", async () => {
  fetching.mockResolvedValue(answer({}));
  const form = new FormData();
  await post("/rooms/", form);
  expect(fetching.mock.lastCall?.[1]?.body).toBe(form);
});

test("a refusal becomes an error with the server's words and field", async () => {
  fetching.mockResolvedValue(
    answer({ code: "invalid", message: "長すぎます。", field: "body" }, 422),
  );
  const error = await getJson("/rooms/").catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RequestError);
  expect(error).toMatchObject({
    status: 422,
    code: "invalid",
    message: "長すぎます。",
    field: "body",
  });
});

test("a page instead of JSON becomes the general words", async () => {
  fetching.mockResolvedValue(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await expect(getJson("/rooms/")).rejects.toMatchObject({ status: 502, message: "Failed" });
});

test("no answer at all is a network error", async () => {
  fetching.mockRejectedValue(new TypeError("Failed to fetch"));
  await expect(getJson("/rooms/")).rejects.toMatchObject({ status: 0, code: "network" });
});

test("giving up is not reported as a network error", async () => {
  fetching.mockRejectedValue(new DOMException("Aborted", "AbortError"));
  await expect(getJson("/rooms/")).rejects.toMatchObject({ name: "AbortError" });
});
