import { Module } from '@nestjs/common';
import { ServiceDatabase } from '@smarketing/service-kit';
import { GetHandoffController } from './get-handoff.controller.ts';
import { GetRoutingController } from './get-routing.controller.ts';
import { ListPoolsController } from './list-pools.controller.ts';
import { Book } from './store/book.ts';
import { PostgresBook } from './store/postgres-book.ts';
import { PostgresRoutingLeads } from './store/postgres-routing-leads.ts';
import { RoutingLeads } from './store/routing-leads.ts';

@Module({
  controllers: [GetHandoffController, GetRoutingController, ListPoolsController],
  providers: [
    {
      provide: RoutingLeads,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresRoutingLeads(database),
    },
    { provide: Book, inject: [ServiceDatabase], useFactory: (database: ServiceDatabase) => new PostgresBook(database) },
  ],
})
export class RoutingModule {}
