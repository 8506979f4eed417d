import type { CustomTransportStrategy } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import type { LaneRunner } from '@smarketing/messaging';

/** The runner as Nest sees it: a transport like any other, started with the microservices and closed with the application. */
export class RunnerStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('smarketing-runner');
  readonly runner: LaneRunner;
  private started = false;

  constructor(runner: LaneRunner) {
    super();
    this.runner = runner;
  }

  /** An error has to reach the callback: a rejection would leave Nest waiting for ever. */
  override listen(callback: (error?: unknown) => void): void {
    void this.start(callback);
  }

  private async start(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.runner.start();
      this.started = true;
      this._status$.next('connected');
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  override async close(): Promise<void> {
    if (!this.started) return;
    this.started = false;
    await this.runner.stop();
    this._status$.next('disconnected');
  }

  override on(): void {}

  override unwrap<T>(): T {
    return this.runner as T;
  }
}
