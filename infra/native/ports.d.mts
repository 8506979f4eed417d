export const LOOPBACK: string;
export function freePorts(count: number): Promise<number[]>;
export function answersOn(port: number, isAlive: () => boolean, timeoutMs: number): Promise<boolean>;
