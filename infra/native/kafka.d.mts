export type ServerCommand = { readonly command: string; readonly args: readonly string[]; readonly cwd: string };
export function ensureKafkaJars(local?: string, report?: (message: string) => void): Promise<string>;
export function prepareKafka(place: {
  readonly folder: string;
  readonly libs: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly advertisedPort?: number;
  readonly isBrief?: boolean;
  readonly isTemporary?: boolean;
}): Promise<ServerCommand>;
