import type { Person } from "../product.ts";

/** Whom the matrix is about. What belongs to somebody belongs to `user`; `second` has signed up, too, and has nothing to do with it. */
export interface Actors {
  second: Person;
  user: Person;
  admin: Person;
}

export const actorNames = ["nobody", "second", "user", "admin"] as const;
export type ActorName = (typeof actorNames)[number];

/** What each of them gets. */
export type Verdicts = Record<ActorName, string>;
