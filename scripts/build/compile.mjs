import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import { swcOptions } from '../swc-options.mjs';

async function write(file, content) {
  // A process that starts meanwhile must never read half a file.
  const unfinished = `${file}.${process.pid}.tmp`;
  await writeFile(unfinished, content);
  await rename(unfinished, file);
}

async function compileOne({ file, output }, swc) {
  const { code, map } = await swc.transform(await readFile(file, 'utf8'), {
    ...swcOptions,
    jsc: { ...swcOptions.jsc, rewriteRelativeImportExtensions: true },
    filename: file,
    sourceFileName: relative(dirname(output), file),
    sourceMaps: true,
    inlineSourcesContent: false,
  });
  await write(`${output}.map`, map);
  await write(output, `${code}//# sourceMappingURL=${basename(output)}.map\n`);
}

/**
 * Compiles or copies the given sources.
 * @returns {Promise<{ file: string, message: string }[]>} those that could not be compiled, and why
 */
export async function compile(sources) {
  const folders = new Set(sources.map(({ output }) => dirname(output)));
  await Promise.all([...folders].map((folder) => mkdir(folder, { recursive: true })));
  // Loaded only here, since a start with nothing to build should not pay for it.
  const swc = sources.some(({ compiled }) => compiled) ? await import('@swc/core') : undefined;
  const failures = [];
  await Promise.all(
    sources.map(async (source) => {
      try {
        await (source.compiled ? compileOne(source, swc) : copyFile(source.file, source.output));
      } catch (error) {
        failures.push({ file: source.file, message: error.message });
      }
    }),
  );
  return failures;
}
