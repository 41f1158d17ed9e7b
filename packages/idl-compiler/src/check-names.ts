// Checks names: that IDL allows them, and that no two declarations have the same.

import type { Diagnostics, NameNode, SourceFile } from './text/index.ts'

/** Reports a name that does not begin with a letter. */
export function checkIdentifier(
  name: NameNode,
  what: string,
  source: SourceFile,
  diagnostics: Diagnostics,
): void {
  if (!name.text.startsWith('_')) return
  const better = name.text.replace(/^_+/, '')
  const hint = /^[A-Za-z]/.test(better) ? `call it ${better}` : undefined
  diagnostics.error(source, name, `the name of ${what} begins with a letter`, hint)
}

/** Reports a name with an underscore where IDL allows none. */
export function checkPlainName(
  name: NameNode,
  what: string,
  source: SourceFile,
  diagnostics: Diagnostics,
): void {
  if (!name.text.includes('_')) return
  const better = name.text.replaceAll(/_+([A-Za-z0-9]?)/g, (_all, next: string) =>
    next.toUpperCase(),
  )
  const hint = /^[A-Za-z]/.test(better) ? `call it ${better}` : undefined
  diagnostics.error(source, name, `the name of ${what} has no underscore`, hint)
}

/** Reports each second use of a name; `where` is part of the message: `in struct Item`. */
export function checkUnique(
  list: readonly { readonly name: NameNode }[],
  where: string,
  source: SourceFile,
  diagnostics: Diagnostics,
): void {
  const seen = new Map<string, NameNode>()
  for (const { name } of list) {
    const first = seen.get(name.text)
    if (first === undefined) seen.set(name.text, name)
    else
      diagnostics.error(
        source,
        name,
        `${name.text} comes up twice ${where}`,
        `the first one is in line ${source.lineOf(first.start)}`,
      )
  }
}
