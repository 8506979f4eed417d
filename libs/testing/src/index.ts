export * from './eventually.ts';
export * from './test-postgres.ts';
export * from './native-servers.ts';
export { NativeProcess } from './native-process.ts';
