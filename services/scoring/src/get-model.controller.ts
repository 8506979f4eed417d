import { Controller, Get, Header, Inject } from '@nestjs/common';
import { NoDraft, draftAgreement } from '@smarketing/learning';
import { Access, InForceEnvironment, Problem } from '@smarketing/service-kit';
import { showModel, type ModelShown } from './domain/prediction/model-in-words.ts';
import { LiveModel } from './prediction/live-model.ts';

/** The model that was learned from recorded outcomes: how good it is, what it goes by, and whether it still holds. */
@Controller('api/model')
export class GetModelController {
  constructor(
    @Inject(LiveModel) private readonly live: LiveModel,
    @Inject(InForceEnvironment) private readonly environment: InForceEnvironment,
  ) {}

  @Get()
  @Access('reports:read')
  async show(): Promise<ModelShown> {
    const { newest, tally, drift } = await this.live.refresh();
    return showModel(newest, tally, drift);
  }

  /** A draft of the agreement: what is in force, with the scorecard as its fit section. It changes nothing, and is signed by nobody. */
  @Get('draft')
  @Access('agreement:read')
  @Header('content-type', 'application/yaml; charset=utf-8')
  async draft(): Promise<string> {
    const { newest } = await this.live.refresh();
    const learned = newest?.report.learned ?? null;
    if (newest === null || learned === null) {
      const why = newest?.useless ?? 'No model was learned yet, so there is no draft.';
      throw new Problem(409, 'no-draft', why);
    }
    const { agreement, agreementVersion } = this.environment.now();
    const words = `${newest.outcomes.won + newest.outcomes.lost} recorded outcomes (version ${newest.version} of the model)`;
    const base = { document: agreement.document, yaml: null, words: `version ${agreementVersion} of the agreement` };
    try {
      return draftAgreement({ words, areFields: true }, learned, base);
    } catch (error) {
      if (error instanceof NoDraft) throw new Problem(409, 'no-draft', error.message);
      throw error;
    }
  }
}
