import { type IDBPDatabase, openDB } from "idb";
import type { SandboxOptions, Snapshot } from "../worker/session.ts";

/** What is kept of a session between visits. */
export interface Kept {
  readonly options: SandboxOptions;
  readonly snapshot: Snapshot;
  readonly terminals: Readonly<Record<string, string>>;
}

const STORE = "sessions";
let database: Promise<IDBPDatabase | undefined> | undefined;

/** Undefined where the browser blocks storage (a third-party frame, a private window): the session then lives in memory only. */
function open(): Promise<IDBPDatabase | undefined> {
  database ??= (async () => {
    try {
      return await openDB("gatehouse", 1, { upgrade: (db) => void db.createObjectStore(STORE) });
    } catch {
      return undefined;
    }
  })();
  return database;
}

export async function recall(key: string): Promise<Kept | undefined> {
  return (await open())?.get(STORE, key).catch(() => undefined);
}

/** Keeps a session, or forgets it. False where the browser keeps nothing. */
export async function keep(key: string, kept: Kept | undefined): Promise<boolean> {
  const db = await open();
  if (kept) await db?.put(STORE, kept, key);
  else await db?.delete(STORE, key);
  return db !== undefined;
}
