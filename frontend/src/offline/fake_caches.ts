/** Cache Storage for tests, as far as the product uses it. */

const ORIGIN = "http://localhost";

class FakeCache {
  #kept = new Map<string, Response>();

  put(path: string, response: Response): Promise<void> {
    this.#kept.set(path, response);
    return Promise.resolve();
  }

  match(path: string): Promise<Response | undefined> {
    return Promise.resolve(this.#kept.get(path)?.clone());
  }

  delete(path: string): Promise<boolean> {
    return Promise.resolve(this.#kept.delete(path));
  }

  keys(): Promise<Request[]> {
    return Promise.resolve([...this.#kept.keys()].map((path) => new Request(ORIGIN + path)));
  }
}

export class FakeCaches {
  #caches = new Map<string, FakeCache>();

  keys(): Promise<string[]> {
    return Promise.resolve([...this.#caches.keys()]);
  }

  open(name: string): Promise<FakeCache> {
    const cache = this.#caches.get(name) ?? new FakeCache();
    this.#caches.set(name, cache);
    return Promise.resolve(cache);
  }

  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.#caches.delete(name));
  }
}
