import { describe, expect, it } from '@jest/globals';
import installed from './installed.cjs';

const { hasDevelopment, isInstalled } = installed;
const platform = { os: 'linux', cpu: 'x64' };
const lock = {
  '': { name: 'smarketing' },
  'libs/postgres': { version: '0.1.0' },
  'node_modules/@smarketing/postgres': { resolved: 'libs/postgres', link: true },
  'node_modules/pg': { version: '8.0.0' },
  'node_modules/jest': { version: '30.0.0', dev: true },
  'node_modules/native-linux-x64': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
  'node_modules/native-darwin-arm64': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
  'node_modules/native-linux-x64-musl': {
    version: '1.0.0',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
  },
  'node_modules/nice-to-have': { version: '1.0.0', optional: true },
};
const complete = {
  'node_modules/@smarketing/postgres': { resolved: 'libs/postgres', link: true },
  'node_modules/pg': { version: '8.0.0' },
  'node_modules/jest': { version: '30.0.0', dev: true },
  'node_modules/native-linux-x64': { version: '1.0.0' },
};
const without = (name) =>
  Object.fromEntries(Object.entries(complete).filter(([key]) => key !== `node_modules/${name}`));

describe('whether the lock is installed', () => {
  it('needs every package of this platform, in its version', () => {
    expect(isInstalled(lock, complete, { dev: true, platform })).toBe(true);
    expect(isInstalled(lock, without('pg'), { dev: true, platform })).toBe(false);
    const older = { ...complete, 'node_modules/pg': { version: '7.0.0' } };
    expect(isInstalled(lock, older, { dev: true, platform })).toBe(false);
  });

  it('needs development packages only where they are asked for', () => {
    expect(isInstalled(lock, without('jest'), { dev: false, platform })).toBe(true);
    expect(isInstalled(lock, without('jest'), { dev: true, platform })).toBe(false);
  });

  it('needs the native packages of this platform, so that a folder copied from another one is noticed', () => {
    expect(isInstalled(lock, without('native-linux-x64'), { dev: true, platform })).toBe(false);
    expect(isInstalled(lock, complete, { dev: true, platform: { os: 'darwin', cpu: 'arm64' } })).toBe(false);
  });

  it('needs the links to our own packages', () => {
    expect(isInstalled(lock, without('@smarketing/postgres'), { dev: true, platform })).toBe(false);
  });
});

describe('whether development packages are installed', () => {
  it('shows in the record of npm', () => {
    expect(hasDevelopment(complete)).toBe(true);
    expect(hasDevelopment(without('jest'))).toBe(false);
  });
});
