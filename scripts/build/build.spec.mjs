import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from './build.mjs';

const swc = resolve(import.meta.dirname, '../../node_modules/@swc');
let root;

function write(file, content) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}
const isThere = (file) => existsSync(join(root, file));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'smarketing-build-'));
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(swc, join(root, 'node_modules/@swc'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the build', () => {
  it('compiles the sources of every workspace and lets imports point to what was compiled', async () => {
    write('libs/clock/src/index.ts', "export { now } from './now.ts';\n");
    write('libs/clock/src/now.ts', 'export const now = (): number => Date.now();\n');
    write('services/sla/src/main.ts', 'export {};\n');
    expect(await build(root)).toEqual({ built: 3, failures: [] });
    expect(readFileSync(join(root, 'libs/clock/dist/index.js'), 'utf8')).toContain('from "./now.js"');
    expect(isThere('libs/clock/dist/now.js.map')).toBe(true);
  });

  it('copies other files and leaves tests out', async () => {
    write('libs/agreement/src/version-0.yaml', 'version: 0\n');
    write('libs/agreement/src/score.spec.ts', 'export {};\n');
    write('libs/agreement/src/score.int.spec.ts', 'export {};\n');
    expect(await build(root)).toEqual({ built: 1, failures: [] });
    expect(isThere('libs/agreement/dist/version-0.yaml')).toBe(true);
    expect(isThere('libs/agreement/dist/score.spec.js')).toBe(false);
  });

  it('builds only what has changed, and what somebody deleted', async () => {
    write('libs/clock/src/a.ts', 'export const a = 1;\n');
    write('libs/clock/src/b.ts', 'export const b = 1;\n');
    await build(root);
    expect(await build(root)).toEqual({ built: 0, failures: [] });
    write('libs/clock/src/a.ts', 'export const a = 12;\n');
    expect(await build(root)).toEqual({ built: 1, failures: [] });
    rmSync(join(root, 'libs/clock/dist/b.js'));
    expect(await build(root)).toEqual({ built: 1, failures: [] });
  });

  it('removes what has no source any more', async () => {
    write('libs/clock/src/a.ts', 'export const a = 1;\n');
    write('libs/clock/src/b.ts', 'export const b = 1;\n');
    await build(root);
    rmSync(join(root, 'libs/clock/src/b.ts'));
    await build(root);
    expect(isThere('libs/clock/dist/a.js')).toBe(true);
    expect(isThere('libs/clock/dist/b.js')).toBe(false);
  });

  it('names a file that does not compile, builds the others, and tries it again', async () => {
    write('libs/clock/src/a.ts', 'export const a = ;\n');
    write('libs/clock/src/b.ts', 'export const b = 1;\n');
    const first = await build(root);
    expect(first.built).toBe(1);
    expect(first.failures.map(({ file }) => file)).toEqual(['libs/clock/src/a.ts']);
    const second = await build(root);
    expect(second.built).toBe(0);
    expect(second.failures).toHaveLength(1);
  });
});
