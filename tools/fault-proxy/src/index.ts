export { startFaultProxy } from './fault-proxy.ts';
export type { FaultProxy, FaultProxyOptions, Protocol } from './fault-proxy.ts';
