import { Controller, Get, Inject } from '@nestjs/common';
import { Access } from '../access/access.ts';
import { FlowProgress, type ProcessProgress } from './flow-progress.ts';

/** This process's part of `/api/flow`: the console puts the parts together. */
@Controller()
export class FlowProgressController {
  private readonly progress: FlowProgress;

  constructor(@Inject(FlowProgress) progress: FlowProgress) {
    this.progress = progress;
  }

  @Get('internal/flow')
  @Access('operations')
  read(): Promise<ProcessProgress> {
    return this.progress.read();
  }
}
