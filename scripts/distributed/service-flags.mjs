/**
 * With which services are started, here, by `npm start` and by the image. Else a process keeps room for 130 MB of young objects once it
 * has been busy, where 34 do; scoring leads again became no slower by it. Garbage can be collected by the process itself, so that one with
 * nothing to do gives back what it took to start (memory-after-start.ts). Two helpers that collect and compile, and not four: services that
 * share a machine are several, and each helper has memory of its own.
 */
export const SERVICE_FLAGS = ['--max-semi-space-size=16', '--expose-gc', '--v8-pool-size=2'];
