/** What passed and what struck since the start. */
export type Counters = {
  /** Connections that clients opened, those refused included. */
  connections: number;
  refused: number;
  /** Connections that a fault ended, for whatever reason. */
  cut: number;
  /** From both sides; of these, those that vanished in a black hole. */
  bytes: number;
  swallowedBytes: number;
  /** Produce requests that went through to Kafka; of these, those whose answers were swallowed. */
  produceRequests: number;
  lostAcks: number;
  /** Queries that went through to PostgreSQL; of these, those whose answers were swallowed. */
  queries: number;
  lostAnswers: number;
  /** COMMITs that clients sent to PostgreSQL; of these, those that a fault struck. */
  commits: number;
  commitsCutBefore: number;
  commitsCutAfter: number;
  commitsRolledBack: number;
};

export function noCounts(): Counters {
  return {
    connections: 0,
    refused: 0,
    cut: 0,
    bytes: 0,
    swallowedBytes: 0,
    produceRequests: 0,
    lostAcks: 0,
    queries: 0,
    lostAnswers: 0,
    commits: 0,
    commitsCutBefore: 0,
    commitsCutAfter: 0,
    commitsRolledBack: 0,
  };
}
