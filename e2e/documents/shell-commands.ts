/** A command as a reader would type it; `text` may go over several lines. `line` counts from 1. */
export type ShellCommand = { readonly line: number; readonly text: string };

/**
 * The commands in a document's ```sh blocks, in their order. Throws where a block names no language, or another name for a shell:
 * a command that nobody runs could hide there.
 */
export function shellCommands(markdown: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const fence = /^\s*(`{3,}|~{3,})\s*([\w-]*)/.exec(lines[at]!);
    if (fence === null) continue;
    const [, mark = '', language = ''] = fence;
    const end = lines.findIndex((line, index) => index > at && line.trim() === mark);
    if (end < 0) throw new Error(`line ${at + 1}: the block is never closed`);
    if (/^(?:|bash|shell|zsh|console|shell-session)$/.test(language)) {
      throw new Error(`line ${at + 1}: commands stand in blocks named sh, and any other block names its language`);
    }
    if (language === 'sh') commands.push(...splitCommands(lines.slice(at + 1, end), at + 2));
    at = end;
  }
  return commands;
}

/** Joins what belongs together: lines that end with a backslash, and here-documents. `firstLine` is the number of the first. */
export function splitCommands(lines: readonly string[], firstLine = 1): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  for (let at = 0; at < lines.length; at++) {
    const start = at;
    if (/^\s*(?:#|$)/.test(lines[at]!)) continue;
    while (lines[at]!.endsWith('\\') && at + 1 < lines.length) at++;
    const word = /<<-?\s*['"]?(\w+)/.exec(lines.slice(start, at + 1).join('\n'))?.[1];
    if (word !== undefined) {
      const end = lines.indexOf(word, at + 1);
      if (end < 0) throw new Error(`line ${firstLine + start}: the here-document is never closed by ${word}`);
      at = end;
    }
    commands.push({ line: firstLine + start, text: lines.slice(start, at + 1).join('\n') });
  }
  return commands;
}

/** What a command is known by. */
export function firstLineOf({ text }: ShellCommand): string {
  return text.split('\n', 1)[0]!;
}
