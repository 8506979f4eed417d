const SYSTEMS = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
};
const PROCESSORS = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  loong64: 'loong64',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
};
const C_LIBRARIES = { gnu: 'glibc', glibc: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

function only(words, table) {
  const found = words.find((word) => word in table);
  return found ? [table[found]] : undefined;
}

/**
 * What npm has to know of a package with a native program, read from its name, as in `@swc/core-linux-x64-musl`.
 * @returns {{ os: string[], cpu: string[], libc?: string[] } | undefined} undefined if the name does not tell
 */
export function platformOf(packageName) {
  const words = packageName.split(/[-/.]/);
  if (words.includes('wasm32')) return { cpu: ['wasm32'] };
  const os = only(words, SYSTEMS);
  const cpu = only(words, PROCESSORS);
  if (!os || !cpu) return undefined;
  const libc = os[0] === 'linux' ? only(words, C_LIBRARIES) : undefined;
  return { os, cpu, ...(libc && { libc }) };
}
