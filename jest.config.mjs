import { swcOptions } from './scripts/swc-options.mjs';

// Tests run on the TypeScript sources: swc compiles them one by one, and the `@smarketing/source` condition
// makes `@smarketing/<lib>` resolve to the lib's src/index.ts, so that no build is needed before a test.
const generated = ['(?:libs|services|tools)/[^/]+/dist', '\\.tools', '\\.local', '\\.smarketing'];

const shared = {
  testEnvironment: 'node',
  // No `import` here: jest adds it by itself to imports, and given here it would also reach CommonJS requires.
  testEnvironmentOptions: { customExportConditions: ['@smarketing/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcOptions, sourceMaps: 'inline' }] },
  modulePathIgnorePatterns: generated.map((folder) => `<rootDir>/${folder}/`),
  testPathIgnorePatterns: ['/node_modules/', '\\.(?:int|e2e)\\.spec\\.ts$'],
};

export default {
  // Jest's own default is one worker on two cores.
  maxWorkers: 2,
  // A patient default costs time only where something fails: a busy machine starts a PostgreSQL in more than jest's five seconds.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,services,tools,e2e}/**/*.spec.ts', '<rootDir>/{scripts,infra}/**/*.spec.mjs'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,services,tools,infra}/**/*.int.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/'],
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/**/*.e2e.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/'],
    },
  ],
};
