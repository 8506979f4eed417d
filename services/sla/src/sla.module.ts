import { Module } from '@nestjs/common';
import { ServiceDatabase } from '@smarketing/service-kit';
import { GetLeadSlaController } from './get-lead-sla.controller.ts';
import { ListDueController } from './list-due.controller.ts';
import { PostgresSlaLeads } from './store/postgres-sla-leads.ts';
import { SlaLeads } from './store/sla-leads.ts';

@Module({
  controllers: [GetLeadSlaController, ListDueController],
  providers: [
    {
      provide: SlaLeads,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresSlaLeads(database),
    },
  ],
})
export class SlaModule {}
