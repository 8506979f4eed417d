import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const PARENTS = ['libs', 'services', 'tools'];
const NOT_BUILT = /(?:\.spec|\.d)\.ts$/;

function subfolders(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

/** Every file below a folder, at any depth, as full paths; none if the folder does not exist. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The workspaces that have sources, as `{ src, dist }` folders. */
export function workspaces(root) {
  return PARENTS.flatMap((parent) => subfolders(join(root, parent)))
    .map((folder) => ({ src: join(folder, 'src'), dist: join(folder, 'dist') }))
    .filter(({ src }) => existsSync(src));
}

/**
 * What the build makes of a workspace: a compiled file for each TypeScript source, a copy of any other file.
 * `stamp` changes when the source does.
 */
export function sourcesOf({ src, dist }) {
  return filesBelow(src)
    .filter((file) => !NOT_BUILT.test(file))
    .map((file) => {
      const compiled = file.endsWith('.ts');
      const output = join(dist, relative(src, file)).replace(/\.ts$/, '.js');
      const { mtimeMs, size } = statSync(file);
      return { file, output, compiled, stamp: `${mtimeMs}:${size}` };
    });
}
