import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { diffAgreements, sentences } from '@smarketing/agreement';
import { Access, CurrentPrincipal, Problem, type Principal } from '@smarketing/service-kit';
import * as z from 'zod';
import { digestOfProposal, type Proposal } from './domain/proposal.ts';
import { sides } from './domain/signature.ts';
import { ProposalCommands } from './proposal-commands.ts';
import { AgreementStore } from './store/agreement-store.ts';

const which = z.strictObject({ id: z.uuid() });
const yaml = z.string().min(1).max(1_000_000);
const written = z.strictObject({ yaml });
const edited = z.strictObject({ yaml, revision: z.int().positive() });
const dated = z.strictObject({ effectiveFrom: z.iso.datetime({ offset: true }).nullable().default(null) });
const signed = z.strictObject({ side: z.enum(sides), digest: z.string().min(1).max(200) });
const refused = z.strictObject({ because: z.string().trim().min(1).max(2_000) });

type Which = z.infer<typeof which>;

/** `/api/agreements/drafts`: documents on their way to both signatures. */
@Controller('api/agreements/drafts')
export class ProposalsController {
  constructor(
    @Inject(AgreementStore) private readonly store: AgreementStore,
    @Inject(ProposalCommands) private readonly commands: ProposalCommands,
  ) {}

  /** Newest first. */
  @Get()
  @Access('agreement:read')
  async list(): Promise<unknown> {
    return { items: (await this.store.proposals()).map(summary), nextCursor: null };
  }

  /** With its sentences, and its changes from the version that it was written against. */
  @Get(':id')
  @Access('agreement:read')
  async show(@Param({ schema: which }) { id }: Which): Promise<unknown> {
    const proposal = await this.store.proposal(id);
    if (!proposal) throw new Problem(404, 'proposal-not-found', `There is no proposal ${id}.`);
    const base = await this.store.version(proposal.basedOn);
    const changes = base ? diffAgreements(base.document, proposal.document) : [];
    const { document, yaml: text } = proposal;
    return { ...summary(proposal), changes, sentences: sentences(document), document, yaml: text };
  }

  @Post()
  @Access('agreement:write')
  async draft(
    @Body({ schema: written }) body: z.infer<typeof written>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    return summary(await this.commands.draft(body.yaml, principal));
  }

  /** `revision` is the one that was read; another answers 409. */
  @Put(':id')
  @Access('agreement:write')
  async edit(
    @Param({ schema: which }) { id }: Which,
    @Body({ schema: edited }) body: z.infer<typeof edited>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    return summary(await this.commands.edit(id, body.yaml, body.revision, principal));
  }

  @Post(':id/propose')
  @HttpCode(200)
  @Access('agreement:write')
  async propose(
    @Param({ schema: which }) { id }: Which,
    @Body({ schema: dated }) { effectiveFrom }: z.infer<typeof dated>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    return summary(await this.commands.propose(id, effectiveFrom, principal));
  }

  /** One side's signature under what `digest` names; the second one puts it in force from its date on. */
  @Post(':id/approve')
  @HttpCode(200)
  @Access('agreement:write')
  async approve(
    @Param({ schema: which }) { id }: Which,
    @Body({ schema: signed }) { side, digest }: z.infer<typeof signed>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    return summary(await this.commands.sign(id, side, digest, principal));
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @Access('agreement:write')
  async refuse(
    @Param({ schema: which }) { id }: Which,
    @Body({ schema: refused }) { because }: z.infer<typeof refused>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    return summary(await this.commands.refuse(id, because, principal));
  }
}

function summary(proposal: Proposal): object {
  const { document, yaml: _yaml, ...rest } = proposal;
  return { ...rest, title: document.title, ladder: document.ladder, digest: digestOfProposal(proposal) };
}
