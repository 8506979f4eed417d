import type { Command } from 'commander';
import { Failure, WrongUsage } from '../exit.ts';
import type { CommandContext } from './command-context.ts';

/** `smarketing migrate` */
export function addMigrate(program: Command, { terminal }: CommandContext): void {
  program
    .command('migrate')
    .description("Brings every service's schema in the database (DATABASE_URL) up to date.")
    .action(async () => {
      const url = terminal.env['DATABASE_URL'];
      if (!url) throw new WrongUsage('Set DATABASE_URL: postgres://user:password@host:port/database.');
      // Loaded only here: it takes all the services with it.
      const [{ allServices }, { migrateServices }, { StartupProblem, checkDatabase }] = await Promise.all([
        import('@smarketing/all-in-one-service'),
        import('@smarketing/service-kit'),
        import('@smarketing/postgres'),
      ]);
      try {
        await checkDatabase(url);
        await migrateServices(allServices, url);
      } catch (error) {
        if (error instanceof StartupProblem) throw new Failure(error.message);
        throw error;
      }
      terminal.out(`Up to date: ${allServices.map(({ name }) => name).join(', ')}.`);
    });
}
