import { platformOf } from './platform-of.mjs';

const EXACT = /^\d+\.\d+\.\d+(?:[-+][\w.-]+)?$/;

/** Where Node would find a package that the one at `location` requires: beside it, or in a folder further up. */
function* placesFor(name, location) {
  for (let at = location; at; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    yield `${at}/node_modules/${name}`;
    if (!at.includes('node_modules/')) break;
  }
  yield `node_modules/${name}`;
}

function stubFor(name, version, parent) {
  const platform = platformOf(name);
  if (!platform || !EXACT.test(version)) return undefined;
  const { os, cpu, libc } = platform;
  return {
    version,
    ...(cpu && { cpu }),
    ...(parent.dev && { dev: true }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os }),
  };
}

/**
 * Adds the optional packages that a lock should name and does not. npm leaves those out that the registry in use does
 * not have, as a mirror may that serves one platform; on every other machine `npm ci` then refuses the lock.
 * @param {object} lock the parsed package-lock.json
 * @returns {{ lock: object, added: string[], unknown: string[] }} `unknown`: missing too, but their platform or exact
 *   version cannot be told from what the lock says
 */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  const added = [];
  const unknown = [];
  for (const [location, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if ([...placesFor(name, location)].some((place) => place in packages)) continue;
      const stub = stubFor(name, version, parent);
      if (!stub) {
        unknown.push(`${name}@${version}`);
        continue;
      }
      packages[`node_modules/${name}`] = stub;
      added.push(`${name}@${version}`);
    }
  }
  const inOrder = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return { lock: { ...lock, packages: inOrder }, added, unknown };
}
