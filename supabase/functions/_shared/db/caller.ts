/** The person behind a request, from a JWT that was verified. */
export interface Caller {
  userId: string;
  /** Handed on to the database, so that row-level security sees the same person. */
  accessToken: string;
  sessionId: string | undefined;
}
