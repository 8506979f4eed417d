/**
 * What PostgreSQL keeps of its tables in memory where a case has a large history, in MB: as much as a machine with such a database
 * would give to it. So the case measures work, and not how long the system takes to hand over pages.
 */
export const BENCH_MEMORY_MB = 4_096;
