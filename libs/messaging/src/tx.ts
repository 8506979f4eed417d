/**
 * A running transaction of the service's database. What is inside is the adapter's business: a store of the same technology
 * takes its client out of it, everyone else only hands it on.
 */
export abstract class Tx {
  abstract readonly technology: 'memory' | 'postgres';
}
