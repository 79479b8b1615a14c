/** One tab sends at a time, so that the order stands; client ids alone make it exactly once. */
import { newClientId } from "./pending";
import type { OutboxStore } from "./outbox_store";

/** Runs `work` while no other tab of the same owner runs theirs. */
export type SenderLock = (work: () => Promise<void>) => Promise<void>;

const LEASE_MS = 12_000;
const RENEW_MS = 4000;

export function senderLock(owner: string, store: OutboxStore): SenderLock {
  // Browsers offer locks on secure origins only; a hub on plain http takes leases.
  if ("locks" in navigator && navigator.locks) {
    return async (work) => {
      await navigator.locks.request(`outbox-${owner}`, work);
    };
  }
  return leases(store);
}

export function leases(store: OutboxStore): SenderLock {
  const tab = newClientId();
  // Without a store there is nothing that tabs could share.
  const lease = (ms: number): Promise<boolean> => store.lease(tab, ms).catch(() => true);
  return async (work) => {
    while (!(await lease(LEASE_MS))) await new Promise((resolve) => setTimeout(resolve, RENEW_MS));
    const renewal = setInterval(() => void lease(LEASE_MS), RENEW_MS);
    try {
      await work();
    } finally {
      clearInterval(renewal);
      await lease(-1);
    }
  };
}
