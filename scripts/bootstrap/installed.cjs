'use strict';

function isForThisPlatform(entry, platform) {
  // The C library cannot be asked for quickly, so packages that differ by it are not judged.
  if (entry.libc || (!entry.os && !entry.cpu)) return false;
  const allows = (list, value) => !list || list.indexOf(value) >= 0;
  return allows(entry.os, platform.os) && allows(entry.cpu, platform.cpu);
}

function isNeeded(entry, { dev, platform }) {
  if (entry.dev && !dev) return false;
  if (entry.optional || entry.devOptional) return isForThisPlatform(entry, platform);
  return !entry.peer;
}

/**
 * Whether everything that the lock asks for is installed in the same version.
 * @param {Record<string, object>} wanted the `packages` of package-lock.json
 * @param {Record<string, object>} installed the `packages` of npm's record in node_modules
 * @param {{ dev: boolean, platform?: { os: string, cpu: string } }} options
 */
function isInstalled(wanted, installed, { dev, platform = { os: process.platform, cpu: process.arch } }) {
  return Object.keys(wanted).every((location) => {
    const entry = wanted[location];
    if (location.indexOf('node_modules/') < 0 || !isNeeded(entry, { dev, platform })) return true;
    const found = installed[location];
    return Boolean(found) && found.version === entry.version && Boolean(found.link) === Boolean(entry.link);
  });
}

/** Whether development packages are among those installed. */
function hasDevelopment(installed) {
  return Object.keys(installed).some((location) => installed[location].dev);
}

module.exports = { hasDevelopment, isInstalled };
